#include "http/server_connection.h"

#include <array>
#include <utility>

#include "base/check.h"
#include "http_messages/head_writer.h"

namespace inlay::http {
namespace {

// A visitor that goes on sending after its last answer is listened to this long, so that a reset
// does not destroy the answer before it was read (RFC 9112 9.6).
constexpr uint64_t kLingerMs = 5000;
// The rest of a body that nobody wants any more is read to keep the connection only up to this
// size.
constexpr uint64_t kDropBytesMax = 256 * 1024;
// While we drain: a visitor between two requests, or whom we took from the queue, still gets this
// long to begin one, whose answer then says "close". Closed at once, requests that are on their way
// would be lost.
constexpr uint64_t kLastHeadMs = 1000;
constexpr size_t kAnswerParts = 60;
// What is read at a time of a request: it may have to wait for a slow origin.
constexpr size_t kReadBytes = 64 * 1024;

HeadError too_large(uint64_t limit) {
  return {413, Error{Fault::too_large, Blame::client,
                     "request body: more than " + std::to_string(limit) +
                         " bytes (http.request_body_bytes_max)",
                     Reason::request_body_too_large}};
}

}  // namespace

ServerConnection::ServerConnection(Loop& loop, std::unique_ptr<TcpStream> stream,
                                   const ServerLimits& limits, ServerHandler& handler)
    : stream_(std::move(stream)),
      limits_(limits),
      handler_(handler),
      deadline_(loop, [this] { passed_deadline(); }),
      finder_(Sender::client, limits.head),
      chunks_(Sender::client, limits.chunk) {
  stream_->set_events(*this);
  stream_->limit_reads(kReadBytes);
}

void ServerConnection::start() {
  arm(limits_.head_timeout_ms);
  stream_->read_start();
}

// --- bytes in

void ServerConnection::on_data(std::string_view bytes) {
  if (state_ == State::tunnel) {
    arm(limits_.tunnel_timeout_ms);
    return handler_.on_body(bytes);
  }
  if (state_ != State::linger) take(bytes);
}

// Goes through heads and bodies as far as the exchange allows; keeps the rest for later.
void ServerConnection::take(std::string_view bytes) {
  taking_ = true;
  std::string owned;  // where `bytes` lie once they were pending
  for (bool more = true; more;) {
    more = false;
    if (state_ == State::idle) {
      if (!pending_.empty()) {
        pending_.append(bytes);
        owned = std::exchange(pending_, {});
        bytes = owned;
      }
      bytes = take_head(bytes);
    }
    if (state_ == State::exchange && !bytes.empty() && body_missing()) {
      bytes = take_body(bytes);
    }
    if (state_ == State::exchange && answered_) {
      next_request();
      more = state_ == State::idle && !bytes.empty();
    }
  }
  taking_ = false;
  if (state_ == State::idle && peer_ended_) return close_gently();  // nothing whole is left
  if (bytes.empty() || (state_ != State::idle && state_ != State::exchange)) return;
  if (pending_.empty() && bytes.size() == owned.size()) {
    pending_ = std::move(owned);
  } else {
    keep_for_later(bytes);
  }
}

std::string_view ServerConnection::take_head(std::string_view bytes) {
  bool was_idle = finder_.idle();
  auto found = finder_.search(bytes);
  if (!found) {
    refuse(found.error());
    return {};
  }
  if (!*found) {
    if (was_idle && !finder_.idle()) arm(limits_.head_timeout_ms);
    return bytes;
  }
  std::string_view head = finder_.head(bytes);
  auto parsed = parse_request_head(head, limits_.head, head_);
  size_t size = finder_.size();
  finder_.reset();
  if (!parsed) {
    refuse(parsed.error());
    return {};
  }
  if (head_.framing.kind == Framing::Kind::length &&
      head_.framing.length > limits_.body_bytes_max) {
    refuse(too_large(limits_.body_bytes_max));
    return {};
  }
  begin_exchange();
  return bytes.substr(size);
}

void ServerConnection::begin_exchange() {
  state_ = State::exchange;
  answering_ = answered_ = chunk_answer_ = body_paused_ = false;
  http10_ = head_.version == Version::http10;
  head_only_ = head_.method == Method::head;
  close_after_ = close_after_ || !head_.keep_alive;
  body_bytes_ = 0;
  body_left_ = head_.framing.length;
  if (head_.framing.kind == Framing::Kind::chunked) {
    body_ = BodyState::chunked;
    chunks_ = ChunkedReader(Sender::client, limits_.chunk);
  } else {
    body_ = body_left_ > 0 ? BodyState::length : BodyState::none;
  }
  bool has_body = body_ != BodyState::none;
  if (has_body) {
    arm(limits_.body_timeout_ms);
  } else {
    deadline_.clear();
  }
  handler_.on_request(head_);
  if (state_ != State::exchange || answering_) return;
  if (!has_body) {
    body_ = BodyState::done;
    handler_.on_body_end();
  }
}

std::string_view ServerConnection::take_body(std::string_view bytes) {
  if (!body_paused_) arm(limits_.body_timeout_ms);
  if (body_ == BodyState::length) {
    std::string_view part = bytes.substr(0, body_left_);
    body_left_ -= part.size();
    if (body_left_ == 0) body_ = BodyState::done;
    if (!answered_) handler_.on_body(part);
    bytes.remove_prefix(part.size());
  }
  while (body_ == BodyState::chunked && !bytes.empty() && state_ == State::exchange) {
    auto step = chunks_.next(bytes);
    if (!step) {
      body_failed(400, step.error());
      return {};
    }
    bytes.remove_prefix(step->consumed);
    body_bytes_ += step->data.size();
    if (body_bytes_ > limits_.body_bytes_max ||
        chunks_.chunk_left() > limits_.body_bytes_max - body_bytes_) {
      HeadError error = too_large(limits_.body_bytes_max);
      body_failed(error.status, error.error);
      return {};
    }
    if (step->finished) body_ = BodyState::done;
    if (!step->data.empty() && !answered_) handler_.on_body(step->data);
  }
  if (body_ == BodyState::done && state_ == State::exchange) {
    if (!answering_) deadline_.clear();
    if (!answered_) handler_.on_body_end();
  }
  return bytes;
}

// What follows the failed place cannot be trusted to be a request: the connection ends with this
// answer.
void ServerConnection::body_failed(uint16_t status, const Error& error) {
  body_ = BodyState::done;
  close_after_ = true;
  if (answered_) return;
  if (!answering_) return handler_.on_refused({status, error});
  stream_->close();
  handler_.on_abort(error);
}

void ServerConnection::refuse(const HeadError& error) {
  state_ = State::exchange;
  answering_ = answered_ = chunk_answer_ = false;
  head_only_ = http10_ = false;
  body_ = BodyState::done;
  close_after_ = true;
  deadline_.clear();
  handler_.on_refused(error);
}

void ServerConnection::keep_for_later(std::string_view bytes) {
  if (state_ == State::exchange && close_after_) return;  // nothing after this answer is read
  pending_.append(bytes);
  if (state_ == State::exchange && pending_.size() >= limits_.head.head_bytes_max)
    stream_->read_stop();
}

void ServerConnection::on_end() {
  peer_ended_ = true;
  if (state_ == State::tunnel) {
    arm(limits_.write_timeout_ms);  // for the origin to end too, unless it still sends
    return handler_.on_body_end();
  }
  if (state_ == State::exchange && !body_missing()) return;  // it may still want its answer
  if (state_ != State::exchange && stream_->queued_bytes() > 0) return;  // on_drained() closes
  Error gone{Fault::closed, Blame::client, "visitor ended the connection inside a request",
             Reason::request_truncated};
  bool tell = state_ == State::exchange && !answered_;
  stream_->close();
  if (tell) handler_.on_abort(gone);
}

void ServerConnection::on_error(const Error& error) {
  bool tell = state_ == State::tunnel || (state_ == State::exchange && !answered_);
  stream_->close();
  if (tell) handler_.on_abort(error);
}

void ServerConnection::passed_deadline() {
  if (size_t left = stream_->queued_bytes(); left > 0 && left < unsent_bytes_) {
    unsent_bytes_ = left;
    return arm(limits_.write_timeout_ms);
  }
  Error late{Fault::timed_out, Blame::client, "", Reason::tunnel_idle};
  if (state_ == State::tunnel && stream_->queued_bytes() == 0) {
    late.detail = "nothing moved in the switched protocol (http.tunnel_timeout_seconds)";
    return on_error(late);
  }
  if (state_ == State::exchange && !answering_) {
    late.reason = Reason::request_body_timeout;
    late.detail = "request body: nothing came (http.body_timeout_seconds)";
    return body_failed(408, late);
  }
  if (state_ == State::idle && !finder_.idle()) {
    late.reason = Reason::request_head_timeout;
    late.detail = "request head: incomplete (http.head_timeout_seconds)";
    return refuse({408, late});
  }
  late.reason = Reason::visitor_too_slow;
  late.detail = "visitor takes no bytes (http.write_timeout_seconds)";
  on_error(late);
}

// --- the answer

void ServerConnection::respond(std::string head, AnswerBody body, uint64_t length) {
  CHECK(state_ == State::exchange && !answering_);
  answering_ = true;
  answer_head_ = std::move(head);
  if (body == AnswerBody::none || body == AnswerBody::declared) head_only_ = true;
  if (body == AnswerBody::length || body == AnswerBody::declared) {
    append_field(answer_head_, "Content-Length", length);
  } else if (body == AnswerBody::unknown && !http10_) {
    chunk_answer_ = true;
    append_field(answer_head_, "Transfer-Encoding", "chunked");
  } else if (body == AnswerBody::unknown) {
    close_after_ = true;
  }
  if (body_missing() && head_.expect_continue)
    close_after_ = true;  // who waits for 100 may never send it
  if (close_after_) {
    append_field(answer_head_, "Connection", "close");
  } else if (http10_) {
    append_field(answer_head_, "Connection", "keep-alive");
  }
  append_head_end(answer_head_);
}

Result<Flow> ServerConnection::send(std::span<const std::string_view> parts) {
  auto flow = stream_->write(parts);
  if (!flow) {
    state_ = State::closed;
    stream_->close();
  } else if (*flow == Flow::hold) {
    unsent_bytes_ = stream_->queued_bytes();
    arm(limits_.write_timeout_ms);
  }
  return flow;
}

Result<> ServerConnection::flush_head() {
  if (answer_head_.empty()) return {};
  std::string head = std::exchange(answer_head_, {});
  std::string_view part = head;
  auto sent = send({&part, 1});
  if (!sent) return fail(sent.error());
  return {};
}

Result<Flow> ServerConnection::write(std::span<const std::string_view> parts, Piece piece) {
  CHECK(answering_ && !answered_);
  if (state_ == State::tunnel) return send_raw(parts);
  if (head_only_) return Flow::more;
  size_t bytes = 0;
  for (auto part : parts) bytes += part.size();
  if (bytes == 0) return Flow::more;

  std::array<std::string_view, kAnswerParts + 3> gathered;
  std::string many;  // rare: more parts than one call takes
  size_t count = 0;
  std::string head = std::exchange(answer_head_, {});
  if (chunk_answer_) append_chunk_header(head, bytes);
  if (!head.empty()) gathered[count++] = head;
  if (parts.size() <= kAnswerParts) {
    for (auto part : parts) gathered[count++] = part;
  } else {
    for (auto part : parts) many.append(part);
    gathered[count++] = many;
  }
  if (chunk_answer_ && piece == Piece::last) {
    gathered[count++] = "\r\n0\r\n\r\n";
    chunk_answer_ = false;  // finish() has nothing to add
  } else if (chunk_answer_) {
    gathered[count++] = "\r\n";
  }
  return send({gathered.data(), count});
}

Result<Flow> ServerConnection::send_raw(std::span<const std::string_view> parts) {
  auto flow = send(parts);
  if (flow && *flow == Flow::more) arm(limits_.tunnel_timeout_ms);
  return flow;
}

void ServerConnection::interim(std::string_view head) {
  if (state_ != State::exchange || answering_ || http10_) return;
  if (auto sent = send({&head, 1}); !sent) return handler_.on_abort(sent.error());
  if (body_missing() && !body_paused_) arm(limits_.body_timeout_ms);  // it may have waited for this
}

void ServerConnection::tunnel(std::string head) {
  CHECK(state_ == State::exchange && !answering_ && !body_missing());
  answering_ = true;
  close_after_ = true;
  state_ = State::tunnel;
  append_head_end(head);
  std::string_view part = head;
  if (auto sent = send_raw({&part, 1}); !sent) return handler_.on_abort(sent.error());
  std::string early = std::exchange(pending_, {});
  if (!early.empty()) handler_.on_body(early);
  if (state_ != State::tunnel) return;
  if (peer_ended_) return handler_.on_body_end();
  if (!body_paused_) stream_->read_start();
}

void ServerConnection::answer(std::string head, std::string_view body) {
  respond(std::move(head), head_only_ ? AnswerBody::declared : AnswerBody::length, body.size());
  if (write({&body, 1}, Piece::last)) finish();
}

void ServerConnection::finish() {
  CHECK(answering_ && !answered_);
  if (state_ == State::tunnel) {
    answered_ = true;
    return close_gently();
  }
  if (state_ != State::exchange) return;
  if (chunk_answer_ && !head_only_) append_last_chunk(answer_head_);
  answered_ = true;
  if (auto sent = flush_head(); !sent) return;
  if (!taking_) go_on();
}

void ServerConnection::go_on() {
  taking_ = true;
  next_request();
  taking_ = false;
  if (state_ == State::idle && (peer_ended_ || !pending_.empty())) take({});
}

// After the answer: the rest of the request's body is read and dropped only where that is short and
// sure.
void ServerConnection::next_request() {
  if (body_ == BodyState::length && body_left_ <= kDropBytesMax && !close_after_ && !peer_ended_) {
    if (body_paused_) resume_body();
    arm(limits_.body_timeout_ms);
    return;  // take_body() drops it, and take() comes back here
  }
  if (close_after_ || body_missing()) return close_gently();
  // Who sends requests and reads no answers must not pile them up here: on_drained() goes on.
  if (stream_->queued_bytes() > 0) return;
  state_ = State::idle;
  body_ = BodyState::none;
  answering_ = answered_ = false;
  finder_.reset();
  arm(limits_.idle_timeout_ms);
  if (!peer_ended_) stream_->read_start();
}

void ServerConnection::close_gently() {
  state_ = State::linger;
  std::string().swap(pending_);
  arm(kLingerMs + (stream_->queued_bytes() > 0 ? limits_.write_timeout_ms : 0));
  stream_->shut_down();
  if (peer_ended_ && stream_->queued_bytes() == 0) return stream_->close();
  stream_->read_start();
}

void ServerConnection::abort() {
  state_ = State::closed;
  stream_->reset();
}

void ServerConnection::on_drained() {
  if (state_ == State::tunnel) {
    arm(limits_.tunnel_timeout_ms);
    return handler_.on_writable();
  }
  if (state_ != State::exchange && peer_ended_) return stream_->close();
  if (state_ != State::exchange) return;
  if (answered_) return go_on();
  if (body_missing()) {
    arm(limits_.body_timeout_ms);
  } else {
    deadline_.clear();
  }
  if (answering_) handler_.on_writable();
}

void ServerConnection::pause_body() {
  if (body_paused_) return;
  body_paused_ = true;
  if (state_ != State::tunnel) deadline_.clear();
  stream_->read_stop();
}

void ServerConnection::resume_body() {
  if (!body_paused_) return;
  body_paused_ = false;
  arm(state_ == State::tunnel ? limits_.tunnel_timeout_ms : limits_.body_timeout_ms);
  stream_->read_start();
}

void ServerConnection::drain() {
  close_after_ = true;
  if (state_ == State::idle && finder_.idle()) arm(kLastHeadMs);
}

void ServerConnection::on_closed() {
  state_ = State::closed;
  deadline_.clear();
  handler_.on_closed();
}

}  // namespace inlay::http
