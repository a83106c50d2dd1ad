#include "edge/exchange.h"

#include <charconv>
#include <utility>

#include "edge/edge_loop.h"
#include "edge/error_page.h"
#include "edge/origin_request.h"
#include "http_messages/head_writer.h"
#include "http_messages/list_value.h"
#include "http_messages/media_type.h"

namespace inlay {
namespace {

using http::AnswerBody;
using http::FieldId;
using http::Framing;

// The one protocol that may be switched to: what others carry, nobody behind us would look at.
constexpr std::string_view kWebSocket = "websocket";

const http::FieldIdSet& framing_fields() {
  static const http::FieldIdSet kSet{FieldId::content_length};
  return kSet;
}

uint16_t status_for(const Error& error) {
  if (error.fault == Fault::timed_out) return 504;
  if (error.fault == Fault::busy) return 503;
  return 502;
}

// What Content-Length says, also where no body follows (HEAD, 304).
std::optional<uint64_t> declared_length(const http::ResponseHead& head) {
  const http::Field* field = head.fields.find(FieldId::content_length);
  if (field == nullptr) return std::nullopt;
  const char* end = field->value.data() + field->value.size();
  uint64_t length = 0;
  auto parsed = std::from_chars(field->value.data(), end, length);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return length;
}

bool is_safe_to_repeat(http::Method method) {
  switch (method) {
    case http::Method::get:
    case http::Method::head:
    case http::Method::put:
    case http::Method::delete_:
    case http::Method::options:
    case http::Method::trace:
      return true;
    case http::Method::post:
    case http::Method::connect:
    case http::Method::patch:
    case http::Method::other:
      return false;
  }
  return false;
}

}  // namespace

Exchange::Exchange(EdgeLoop& edge, uint64_t handle, std::unique_ptr<TcpStream> stream)
    : edge_(edge),
      handle_(handle),
      visitor_(edge.loop(), std::move(stream), edge.limits().server, *this) {}

// --- the request

void Exchange::on_request(const http::RequestHead& head) {
  begin(head);
  site_ = table_->find(head.authority.host.view());
  if (site_ == nullptr) {
    return answer_error(421, {Fault::not_found, Blame::client, "no site has the request's host"});
  }
  if (table_->is_bundle_path(head.target.path)) {
    auto name = table_->bundle_name(head.target.path);
    if (!name || name->hash != site_->plan->hash() || !site_->plan->has(name->part)) {
      return send_page(404);
    }
    return serve_bundle(head, name->part);
  }
  ask_origin(head);
  if (head.expect_continue && shape_.has_body) visitor_.interim("HTTP/1.1 100 Continue\r\n\r\n");
}

void Exchange::begin(const http::RequestHead& head) {
  number_++;
  id_ = edge_.next_request_id();
  table_ = edge_.sites();
  method_ = head.method;
  page_ = page_request(head);
  shape_ = {.method = head.method,
            .has_body = head.framing.has_body(),
            .chunked = head.framing.kind == Framing::Kind::chunked,
            .upgrade = false};
  request_body_ended_ = tried_again_ = waits_for_bundle_ = tunnel_ = false;
  early_body_.clear();
  pool_ = nullptr;
  origin_ = nullptr;
}

void Exchange::ask_origin(const http::RequestHead& head) {
  request_head_ = origin_request_head(head, *site_, page_);
  pool_ = &edge_.pool(site_->origin_for(head.target.path));
  pool_->acquire(*this);
}

void Exchange::on_connection(http::ClientConnection& connection) {
  origin_ = &connection;
  send_request();
}

void Exchange::send_request() {
  auto flow = origin_->send(request_head_, shape_);
  if (!flow) {
    bool untouched = origin_->used_before();
    std::exchange(origin_, nullptr)->cancel();
    return on_response_failed({Fault::closed, Blame::origin, "origin: " + flow.error().detail},
                              untouched);
  }
  if (!early_body_.empty()) flow = origin_->write_body(std::exchange(early_body_, {}));
  if (request_body_ended_) {
    if (shape_.has_body) origin_->finish_request();
  } else if (*flow == Flow::more) {
    visitor_.resume_body();
  }
}

void Exchange::on_body(std::string_view bytes) {
  if (origin_ != nullptr) {
    if (origin_->write_body(bytes) == Flow::hold) visitor_.pause_body();
  } else if (pool_ != nullptr) {
    early_body_.append(bytes);
    visitor_.pause_body();
  }
}

void Exchange::on_body_end() {
  request_body_ended_ = true;
  if (origin_ != nullptr && (shape_.has_body || tunnel_)) origin_->finish_request();
}

void Exchange::on_request_writable() { visitor_.resume_body(); }

// --- bundles

void Exchange::serve_bundle(const http::RequestHead& head, apps::BundlePart part) {
  if (method_ != http::Method::get && method_ != http::Method::head) return send_page(405);
  bundle_request_ = bundle_request(part, head);
  if (site_->bundle(part).ready() != nullptr) return send_bundle();
  waits_for_bundle_ = true;
  auto table = table_;  // the slot lives in it
  edge_.loop().work(
      [table, site = site_, part] { site->bundle(part).build(*site->plan, part); },
      [&edge = edge_, self = handle_, number = number_] {
        Exchange* exchange = edge.exchange(self);
        if (exchange != nullptr && exchange->number_ == number && exchange->waits_for_bundle_) {
          exchange->send_bundle();
        }
      });
}

void Exchange::send_bundle() {
  waits_for_bundle_ = false;
  const Bundle& bundle = *site_->bundle(bundle_request_.part).ready();
  BundleAnswer answer = bundle_answer(bundle_request_, bundle, site_->plan->hash(), edge_.date());
  if (!answer.not_modified) return visitor_.answer(std::move(answer.head), answer.body);
  visitor_.respond(std::move(answer.head), AnswerBody::none);
  visitor_.finish();
}

// --- the origin's answer

void Exchange::on_interim(const http::ResponseHead& head) {
  if (head.status == 100 && !expects_continue_) return;
  std::string text;
  http::append_response_head(text, head.status, head.reason, head.fields, framing_fields());
  http::append_head_end(text);
  visitor_.interim(text);
}

void Exchange::on_switched(const http::ResponseHead& head) {
  if (!http::has_token(head.fields, FieldId::upgrade, kWebSocket)) {
    std::exchange(origin_, nullptr)->cancel();
    return on_response_failed(
        {Fault::malformed, Blame::origin, "origin switches to a protocol that was not offered"},
        false);
  }
  tunnel_ = true;
  std::string text;
  http::append_response_head(text, head.status, head.reason, head.fields, framing_fields());
  http::append_field(text, "Connection", "Upgrade");
  http::append_field(text, "Upgrade", kWebSocket);
  markup_.begin(Markup::Mode::relay, PageRequest::no, {}, *site_->plan, edge_.limits().scanner);
  visitor_.tunnel(std::move(text));
}

void Exchange::on_response(const http::ResponseHead& head) {
  status_ = head.status;
  response_framing_ = head.framing;
  declared_length_ = declared_length(head);
  begin_markup(head);
}

void Exchange::begin_markup(const http::ResponseHead& head) {
  auto mode = Markup::Mode::relay;
  std::string_view charset;
  if (!site_->plan->empty() && may_be_marked(head)) {
    charset = http::media_type(head.fields.find(FieldId::content_type)->value)->charset;
    // Nothing tells whether the GET for this HEAD would be changed: leaving fields out is right for
    // both.
    mode = method_ == http::Method::head ? Markup::Mode::mark : Markup::Mode::undecided;
  }
  if (mode != Markup::Mode::mark) {
    relay_head_.clear();
    http::append_response_head(relay_head_, head.status, head.reason, head.fields,
                               framing_fields());
  }
  if (mode != Markup::Mode::relay) {
    marked_head_.clear();
    http::append_response_head(marked_head_, head.status, head.reason, head.fields,
                               framing_fields() | fields_of_unchanged_bodies());
  }
  markup_.begin(mode, page_, charset, *site_->plan, edge_.limits().scanner);
}

void Exchange::on_response_data(std::string_view bytes) { markup_.feed(bytes); }

void Exchange::on_response_flush(http::Batch batch) {
  if (tunnel_) return pass_through_tunnel();
  if (batch == http::Batch::last) markup_.finish();
  if (markup_.mode() == Markup::Mode::undecided) return;
  if (!visitor_.answer_begun()) begin_answer(batch);
  auto flow = visitor_.write(markup_.parts(),
                             batch == http::Batch::last ? http::Piece::last : http::Piece::more);
  bool empty = markup_.bytes() == 0;
  markup_.clear_parts();
  if (flow && empty && batch == http::Batch::more) {
    if (auto sent = visitor_.flush_head(); !sent) flow = fail(sent.error());
  }
  if (!flow) return leave_origin();  // the visitor is gone; on_closed follows
  if (*flow == Flow::hold && origin_ != nullptr && batch == http::Batch::more) origin_->pause();
}

void Exchange::pass_through_tunnel() {
  auto flow = visitor_.write(markup_.parts());
  markup_.clear_parts();
  if (!flow) return leave_origin();
  if (*flow == Flow::hold && origin_ != nullptr) origin_->pause();
}

void Exchange::begin_answer(http::Batch batch) {
  uint64_t length = 0;
  AnswerBody body = answer_body(batch, length);
  bool marked = markup_.mode() == Markup::Mode::mark;
  visitor_.respond(std::move(marked ? marked_head_ : relay_head_), body, length);
}

// How the answer is framed: as the origin's where nothing is changed, by its length where all of it
// is at hand.
http::AnswerBody Exchange::answer_body(http::Batch batch, uint64_t& length) const {
  bool marked = markup_.mode() == Markup::Mode::mark;
  if (status_ == 204) return AnswerBody::none;
  if (method_ == http::Method::head || status_ == 304) {
    if (marked) return AnswerBody::unknown;
    length = declared_length_.value_or(0);
    return declared_length_ ? AnswerBody::declared : AnswerBody::none;
  }
  if (!marked && response_framing_.kind == Framing::Kind::length) {
    length = response_framing_.length;
    return AnswerBody::length;
  }
  if (batch == http::Batch::last) {
    length = markup_.bytes();
    return AnswerBody::length;
  }
  return AnswerBody::unknown;
}

void Exchange::on_response_end() {
  origin_ = nullptr;
  pool_ = nullptr;
  visitor_.finish();
}

void Exchange::on_writable() {
  if (origin_ != nullptr) origin_->resume();
}

// --- failures

void Exchange::on_response_failed(const Error& error, bool untouched) {
  origin_ = nullptr;
  if (closed_) return;
  if (untouched && !tried_again_ && is_safe_to_repeat(method_) && !shape_.has_body) {
    tried_again_ = true;
    return pool_->acquire(*this, http::Reuse::fresh);
  }
  pool_ = nullptr;
  if (!visitor_.answer_begun()) return answer_error(status_for(error), error);
  log_failure(error, 0);
  visitor_.abort();
}

void Exchange::on_refused(const http::HeadError& error) {
  if (id_.empty() || origin_ == nullptr) id_ = edge_.next_request_id();
  leave_origin();
  answer_error(error.status, error.error);
}

void Exchange::on_abort(const Error& error) {
  if (origin_ != nullptr && !visitor_.answer_begun()) log_failure(error, 0);
  waits_for_bundle_ = false;
  leave_origin();
}

void Exchange::leave_origin() {
  if (origin_ != nullptr) std::exchange(origin_, nullptr)->cancel();
  if (pool_ != nullptr) std::exchange(pool_, nullptr)->withdraw(*this);
}

void Exchange::answer_error(uint16_t status, const Error& error) {
  log_failure(error, status);
  send_page(status);
}

void Exchange::send_page(uint16_t status) {
  ErrorPage page = error_page(status, id_, edge_.date());
  visitor_.answer(std::move(page.head), page.body);
}

void Exchange::log_failure(const Error& error, uint16_t status) const {
  edge_.log().write(error.blame == Blame::client ? Level::info : Level::warn, "exchange.failed",
                    {{"request", id_}, {"status", status}, {"reason", error.detail}});
}

void Exchange::on_closed() {
  closed_ = true;
  leave_origin();
  edge_.destroy(*this);
}

}  // namespace inlay
