// Phase "cell": a marked-up page on its way through the site's scripts.
#include <utility>

#include "edge/edge_loop.h"
#include "edge/exchange.h"
#include "edge/forwarding.h"
#include "http_messages/head_writer.h"
#include "http_messages/list_value.h"
#include "http_messages/media_type.h"

namespace inlay {
namespace {

using http::AnswerBody;
using http::Coding;
using http::FieldId;

bool has_no_body(uint16_t status) { return status == 204 || status == 205 || status == 304; }

std::string_view charset_of(const http::ResponseHead& head) {
  const http::Field* type = head.fields.find(FieldId::content_type);
  const auto media = type == nullptr ? std::nullopt : http::media_type(type->value);
  return media ? media->charset : std::string_view();
}

}  // namespace

// Whether the answer is a page is not known yet, and then the request's head is gone.
void Exchange::keep_for_scripts(const http::RequestHead& head) {
  script_url_.assign(address_.scheme.empty() ? "http" : address_.scheme)
      .append("://")
      .append(head.authority.text)
      .append(head.target.path)
      .append(head.target.query);
  script_method_ = head.method_text;
  script_request_ = kept_fields(head.fields);
}

void Exchange::open_scripts(const http::ResponseHead& head, const PageChance& chance) {
  PageOf whose{site_->plan->site().site_id, record_.host(), id_};
  auto chain = edge_.cells().admit(site_->plan, page_plan_.scripts, whose);
  if (chain.empty()) return;
  PageVisit visit{.method = script_method_,
                  .url = script_url_,
                  .charset = std::string(charset_of(head)),
                  .navigation = page_ == PageRequest::navigation,
                  .request = std::move(script_request_),
                  .status = head.status,
                  .response = kept_fields(head.fields)};
  for (const EdgeScriptPtr& script : chain) visit.cookies |= script->rights.cookies;
  scripted_tail_.clear();
  if (!visit.cookies) {
    drop_credentials(visit.request);
    drop_credentials(visit.response);
    head.fields.find_all(FieldId::set_cookie, [this](std::string_view value) {
      http::append_field(scripted_tail_, "Set-Cookie", value);
    });
  }
  if (chance.to != Coding::identity) {
    http::append_field(scripted_tail_, "Content-Encoding", http::coding_name(chance.to));
  }
  append_via(scripted_tail_, head, edge_.node());
  run_ = edge_.cells().open(std::move(whose), std::move(chain), std::move(visit), *this);
  page_error_.reset();
  visitor_holds_ = bodiless_ = false;
}

void Exchange::bring_to_scripts(http::Batch batch) {
  if (run_->started) {
    edge_.cells().touch(*run_);
  } else {
    edge_.cells().start(*run_);
  }
  if (origin_ != nullptr && batch == http::Batch::more && !run_->page.wants_more()) {
    origin_->pause();
  }
}

void Exchange::on_scripts() {
  if (!visitor_holds_ && !leave_scripts()) return;
  if (origin_ != nullptr && !visitor_holds_ && run_->page.wants_more()) origin_->resume();
}

// What scripts let leave goes to the visitor. False: the answer is over.
bool Exchange::leave_scripts() {
  PageScripts& page = run_->page;
  const PageScripts::Ending ending = page.ending();
  const bool last = ending == PageScripts::Ending::whole;
  if (page.leaving().empty() && ending == PageScripts::Ending::none) return true;
  if (page.leaving().empty() && !last && !visitor_.answer_begun()) {
    scripts_failed();
    return false;
  }
  body_.leave(page.leaving(), last);
  page.taken(false);
  if (!visitor_.answer_begun()) begin_scripted_answer(last);
  if (bodiless_) body_.clear_parts();
  record_.sent(body_.bytes());
  const auto flow = visitor_.write(body_.parts(), last ? http::Piece::last : http::Piece::more);
  body_.clear_parts();
  if (!flow) {
    visitor_left();
    return false;
  }
  if (ending == PageScripts::Ending::failed) {
    scripts_failed();
    return false;
  }
  if (last) {
    leave_origin();
    end_request();
    visitor_.finish();
    return false;
  }
  visitor_holds_ = *flow == Flow::hold;
  if (!visitor_holds_) page.settle();
  return true;
}

void Exchange::begin_scripted_answer(bool last) {
  const ScriptedHead* head = run_->page.head();
  const uint16_t status = head != nullptr ? head->status : status_;
  bodiless_ = has_no_body(status);
  record_.answered(AnswerKind::page, status);
  if (body_.coding() != Coding::identity) record_.coded_again(http::coding_name(body_.coding()));
  std::string text;
  if (head == nullptr) {
    text = std::move(marked_head_);
  } else {
    http::append_status_line(text, status);
    for (const KeptField& field : head->fields) http::append_field(text, field.name, field.value);
    text.append(scripted_tail_);
  }
  // A 205 says that it has none (RFC 9110 §15.3.6); the others cannot have one.
  const bool told_length = bodiless_ ? status == 205 : last;
  const AnswerBody framing = told_length ? AnswerBody::length
                             : bodiless_ ? AnswerBody::none
                                         : AnswerBody::unknown;
  visitor_.respond(std::move(text), framing, bodiless_ ? 0 : body_.bytes());
}

// The page broke off, or an answer of a script's own did after its beginning had left.
void Exchange::scripts_failed() {
  const Error error =
      page_error_.value_or(Error{Fault::closed, Blame::app, "an edge script's answer broke off"});
  leave_origin();
  close_scripts();
  on_response_failed(error, false);
}

void Exchange::close_scripts() {
  if (run_ == nullptr) return;
  for (const ScriptReport& report : run_->page.reports()) {
    if (report.outcome != Outcome::ok) {
      record_.script_failed(run_->script(report.script)->app, report.outcome);
    }
  }
  edge_.cells().close(*std::exchange(run_, nullptr));
}

}  // namespace inlay
