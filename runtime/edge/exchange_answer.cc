// The origin's answer on its way to the visitor: phases "decode", "mark up", "encode" and "write".
#include <charconv>
#include <utility>

#include "edge/edge_loop.h"
#include "edge/exchange.h"
#include "html/encoding_label.h"
#include "http_messages/head_writer.h"
#include "http_messages/list_value.h"
#include "http_messages/media_type.h"

namespace inlay {
namespace {

using http::AnswerBody;
using http::Coding;
using http::FieldId;
using http::Framing;

// What Content-Length says where no body follows (HEAD, 304).
std::optional<uint64_t> declared_length(const http::ResponseHead& head) {
  const http::Field* field = head.fields.find(FieldId::content_length);
  if (field == nullptr) return std::nullopt;
  const char* end = field->value.data() + field->value.size();
  uint64_t length = 0;
  auto parsed = std::from_chars(field->value.data(), end, length);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return length;
}

// Of an answer that may_be_marked().
std::string_view charset_of(const http::ResponseHead& head) {
  return http::media_type(head.fields.find(FieldId::content_type)->value)->charset;
}

}  // namespace

void Exchange::on_interim(const http::ResponseHead& head) {
  if (head.status == 100) {
    continue_wait_.reset();
    if (!std::exchange(expects_continue_, false)) return;
  }
  std::string text;
  http::append_response_head(text, head.status, head.reason, head.fields,
                             {FieldId::content_length});
  http::append_head_end(text);
  visitor_.interim(text);
}

void Exchange::on_switched(const http::ResponseHead& head) {
  if (!http::has_token(head.fields, FieldId::upgrade, kWebSocket)) {
    return body_failed({Fault::malformed, Blame::origin,
                        "origin switches to a protocol that was not offered",
                        Reason::origin_switched_unasked});
  }
  record_.origin_answered(head.status);
  record_.answered(AnswerKind::tunnel, head.status);
  tunnel_ = true;
  body_.begin_untouched();
  std::string text;
  append_head(text, head, AnswerChange::none, {});
  http::append_field(text, "Connection", "Upgrade");
  http::append_field(text, "Upgrade", kWebSocket);
  visitor_.tunnel(std::move(text));
}

void Exchange::on_response(const http::ResponseHead& head) {
  record_.origin_answered(head.status);
  status_ = head.status;
  response_framing_ = head.framing;
  declared_length_ = declared_length(head);
  begin_body(head);
}

Exchange::PageChance Exchange::page_chance(const http::ResponseHead& head) const {
  PageChance chance;
  bool encodes = offered_ != Coding::identity;
  if ((!page_plan_.changes() && !encodes) || !may_be_marked(head)) return chance;
  chance.from = chance.to = *http::single_coding(head.fields);
  chance.marked = page_plan_.changes();
  if (encodes && chance.from == Coding::identity) {
    chance.encoded = true;
    chance.to = offered_;
  }
  return chance;
}

// Of a page that the plan changes: later requests like this one are guarded against a false "not
// modified" only if this one was.
AnswerChange Exchange::page_change() const {
  const bool guarded = sent_.of_plan && page_plan_.scripts.empty();
  return guarded ? AnswerChange::page : AnswerChange::unforeseen_page;
}

void Exchange::begin_body(const http::ResponseHead& head) {
  PageChance chance = page_chance(head);
  relay_head_.clear();
  if (shape_.method == http::Method::head || head.status == 304) {
    return begin_headless_body(head, chance);
  }
  if (chance.marked) {
    policy_.emplace(head.fields, address_, *site_->plan);
    if (!page_plan_.scripts.empty()) open_scripts(head, chance);
    body_.begin_page({.request = page_,
                      .charset = charset_of(head),
                      .changes = page_changes(page_plan_, &*policy_),
                      .limits = &edge_.limits().scanner,
                      .scripts = run_ != nullptr ? &run_->page : nullptr,
                      .coding = chance.from});
    tell_inserts_left_out();
  } else {
    body_.begin_untouched();
  }
  if (chance.encoded) chance.encoded = body_.encode_in(chance.to);
  append_head(relay_head_, head, AnswerChange::none, chance);
  if (!chance.marked) return;
  marked_head_.clear();
  append_head(marked_head_, head, page_change(), chance);
}

// No body follows: nothing tells more than the head.
void Exchange::begin_headless_body(const http::ResponseHead& head, const PageChance& chance) {
  body_.begin_untouched();
  AnswerChange change = AnswerChange::none;
  if (head.status == 304) {
    if (sent_.of_plan) {
      change = AnswerChange::not_modified;
      record_.cache("not_modified");
    }
  } else if (chance.marked) {
    bool sure = page_ == PageRequest::navigation && !html::is_untouchable_label(charset_of(head));
    change = sure ? page_change() : AnswerChange::perhaps;
  }
  if (change != AnswerChange::none || chance.encoded) declared_length_.reset();
  append_head(relay_head_, head, change, chance);
}

void Exchange::append_head(std::string& out, const http::ResponseHead& head, AnswerChange change,
                           const PageChance& chance) const {
  bool coded_page = change != AnswerChange::none && chance.from != Coding::identity &&
                    change != AnswerChange::not_modified;
  std::optional<Coding> coded_here;
  if (chance.encoded || coded_page) coded_here = chance.to;
  append_visitor_head(out, head,
                      {.change = change,
                       .plan = plan_facts(),
                       .coded_here = coded_here,
                       .varies = site_->ask_identity && page_ != PageRequest::no,
                       .weak = sent_.weak,
                       .now = now_,
                       .node = edge_.node()});
}

void Exchange::on_response_data(std::string_view bytes) {
  if (auto fed = body_.feed(bytes); !fed) body_failed(fed.error());
}

void Exchange::on_response_flush(http::Batch batch) {
  if (tunnel_) return pass_through_tunnel();
  if (batch == http::Batch::last) {
    if (auto whole = body_.finish(); !whole) return body_failed(whole.error());
  } else {
    body_.flush();
  }
  if (body_.mode() == Markup::Mode::undecided) return;
  if (body_.problem()) tell_problem();
  if (run_ != nullptr && body_.mode() == Markup::Mode::mark) return bring_to_scripts(batch);
  if (run_ != nullptr) close_scripts();
  if (!visitor_.answer_begun()) begin_answer(batch);
  record_.sent(body_.bytes());
  auto flow = visitor_.write(body_.parts(),
                             batch == http::Batch::last ? http::Piece::last : http::Piece::more);
  bool empty = body_.bytes() == 0;
  body_.clear_parts();
  if (flow && empty && batch == http::Batch::more) {
    if (auto sent = visitor_.flush_head(); !sent) flow = fail(sent.error());
  }
  if (!flow) return visitor_left();
  if (*flow == Flow::hold && origin_ != nullptr && batch == http::Batch::more) origin_->pause();
}

void Exchange::pass_through_tunnel() {
  record_.sent(body_.bytes());
  auto flow = visitor_.write(body_.parts());
  body_.clear_parts();
  if (!flow) return visitor_left();
  if (*flow == Flow::hold && origin_ != nullptr) origin_->pause();
}

// While it was written to; on_closed() follows.
void Exchange::visitor_left() {
  record_.failed(Reason::visitor_gone);
  close_scripts();
  leave_origin();
}

void Exchange::begin_answer(http::Batch batch) {
  uint64_t length = 0;
  AnswerBody framing = answer_body(batch, length);
  bool marked = body_.mode() == Markup::Mode::mark;
  record_.answered(marked ? AnswerKind::page : AnswerKind::relay, status_);
  if (marked && body_.coding() != Coding::identity) {
    record_.coded_again(http::coding_name(body_.coding()));
  }
  visitor_.respond(std::move(marked ? marked_head_ : relay_head_), framing, length);
}

// How the answer is framed: as the origin's where nothing is changed, by its length where all of it
// is at hand.
http::AnswerBody Exchange::answer_body(http::Batch batch, uint64_t& length) {
  if (status_ == 204) return AnswerBody::none;
  if (shape_.method == http::Method::head || status_ == 304) {
    length = declared_length_.value_or(0);
    return declared_length_ ? AnswerBody::declared : AnswerBody::none;
  }
  bool as_it_came = body_.mode() != Markup::Mode::mark && !body_.coded_here();
  if (as_it_came && response_framing_.kind == Framing::Kind::length) {
    length = response_framing_.length;
    return AnswerBody::length;
  }
  if (batch == http::Batch::last) {
    length = body_.bytes();
    return AnswerBody::length;
  }
  return AnswerBody::unknown;
}

void Exchange::tell_problem() {
  if (std::exchange(told_problem_, true)) return;
  const Error& error = *body_.problem();
  record_.lacked(error.reason);
  edge_.telemetry().counters.count(error.reason);
  edge_.log().write(
      Level::warn, "page.coding_failed",
      {{"request", id_}, {"reason", reason_name(error.reason)}, {"detail", error.detail}});
}

void Exchange::tell_inserts_left_out() {
  const size_t left_out = site_->plan->inserts_left_out();
  if (left_out == 0 || !edge_.told().is_new(site_->plan->site().site_id)) return;
  edge_.log().write(Level::warn, "inserts.left_out",
                    {{"host", record_.host()}, {"inserts", left_out}});
}

void Exchange::tell_missed_inserts() {
  const MissedInserts missed = body_.missed_inserts();
  const std::string_view kind = missed.over_limit ? "/over_limit" : "/refused";
  if (!edge_.told().is_new(site_->plan->site().site_id + std::string(kind))) return;
  edge_.log().write(Level::warn, "inserts.incomplete",
                    {{"request", id_},
                     {"host", record_.host()},
                     {"refused", missed.refused},
                     {"over_limit", missed.over_limit}});
}

// Each page counts; the log and the list of refusals hear of a site's policy once.
void Exchange::tell_refused_tag() {
  record_.lacked(Reason::csp_forbids);
  const std::string detail = policy_->refusal() ? policy_->refusal()->text() : std::string();
  if (!edge_.told().is_new(site_->plan->site().site_id + detail)) {
    return edge_.telemetry().counters.count(Reason::csp_forbids);
  }
  edge_.telemetry().counters.refused({.at = edge_.clock().wall(),
                                      .reason = Reason::csp_forbids,
                                      .status = status_,
                                      .request_id = id_,
                                      .host = record_.host(),
                                      .detail = detail});
  edge_.log().write(Level::warn, "page.tag_forbidden",
                    {{"request", id_},
                     {"host", record_.host()},
                     {"reason", reason_name(Reason::csp_forbids)},
                     {"detail", detail}});
}

void Exchange::on_response_end() {
  origin_ = nullptr;
  pool_ = nullptr;
  if (run_ != nullptr) return;  // the answer ends when its scripts' does
  end_request();
  visitor_.finish();
}

void Exchange::on_writable() {
  if (run_ != nullptr && run_->started) {
    visitor_holds_ = false;
    run_->page.settle();
    edge_.cells().touch(*run_);
    return;
  }
  if (origin_ != nullptr) origin_->resume();
}

}  // namespace inlay
