#include "http/client_connection.h"

#include <array>
#include <utility>

#include "base/check.h"
#include "http/client_pool.h"
#include "http_messages/head_writer.h"

namespace inlay::http {
namespace {

// What is read at a time once the visitor turned out to be slower than the origin: it is how much
// may have to wait for him.
constexpr size_t kSlowReadBytes = 64 * 1024;

}  // namespace

ClientConnection::ClientConnection(Loop& loop, ClientPool& pool, const ClientLimits& limits)
    : pool_(pool),
      limits_(limits),
      stream_(std::make_unique<TcpStream>(loop)),
      deadline_(loop, [this] { passed_deadline(); }),
      finder_(Sender::origin, limits.head),
      chunks_(Sender::origin, limits.chunk) {
  stream_->set_events(*this);
}

void ClientConnection::connect(const SocketAddress& address) {
  deadline_.set(limits_.connect_timeout_ms);
  if (auto started = stream_->connect(address); !started) on_error(started.error());
}

void ClientConnection::on_connected() {
  deadline_.clear();
  pool_.connected(*this);
}

void ClientConnection::give_to(ClientHandler& handler) {
  handler_ = &handler;
  state_ = State::head;
  got_bytes_ = paused_ = false;
  interims_ = 0;
  request_done_ = false;
  finder_.reset();
  stream_->limit_reads(SIZE_MAX);
  handler.on_connection(*this);
}

// --- the request

Result<Flow> ClientConnection::send(std::string_view head, const RequestShape& shape) {
  CHECK(state_ == State::head);
  shape_ = shape;
  request_done_ = !shape.has_body;
  deadline_.set(limits_.response_timeout_ms);
  stream_->read_start();
  return stream_->write({&head, 1});
}

Flow ClientConnection::write_body(std::string_view bytes) {
  if (bytes.empty()) return Flow::more;
  Result<Flow> flow = Flow::more;
  if (shape_.chunked) {
    std::string frame;
    append_chunk_header(frame, bytes.size());
    std::array<std::string_view, 3> parts{frame, bytes, "\r\n"};
    flow = stream_->write(parts);
  } else {
    flow = stream_->write({&bytes, 1});
  }
  bool hold = flow && *flow == Flow::hold;
  if (state_ == State::head) {
    deadline_.set(hold ? limits_.write_timeout_ms : limits_.response_timeout_ms);
  }
  return hold ? Flow::hold : Flow::more;
}

void ClientConnection::finish_request() {
  request_done_ = true;
  if (state_ == State::tunnel) return stream_->shut_down();
  if (state_ == State::head) deadline_.set(limits_.response_timeout_ms);
  if (!shape_.chunked) return;
  std::string last;
  append_last_chunk(last);
  std::string_view part = last;
  [[maybe_unused]] auto sent = stream_->write({&part, 1});
}

void ClientConnection::on_drained() {
  if (state_ == State::head) deadline_.set(limits_.response_timeout_ms);
  if (handler_ != nullptr && !request_done_) handler_->on_request_writable();
}

// --- the answer

void ClientConnection::on_data(std::string_view bytes) {
  if (state_ == State::idle || state_ == State::ended) return close();  // nobody asked for it
  got_bytes_ = true;
  ClientHandler* told = handler_;
  while (!bytes.empty() && handler_ != nullptr &&
         (state_ == State::head || state_ == State::body)) {
    bytes = state_ == State::head ? take_head(bytes) : take_body(bytes);
  }
  if (state_ == State::tunnel && handler_ != nullptr && !bytes.empty()) {
    handler_->on_response_data(bytes);
    bytes = {};
  }
  bool over = state_ == State::ended;
  if (over && !bytes.empty()) head_.keep_alive = false;  // what follows an answer is not one
  bool begun =
      state_ != State::head;  // else there is no response yet: a part of its head, or a 1xx
  if (begun && told != nullptr && told == handler_)
    told->on_response_flush(over ? Batch::last : Batch::more);
  if (over && handler_ != nullptr) end_response();
}

std::string_view ClientConnection::take_head(std::string_view bytes) {
  bool kept = !pending_.empty();
  size_t before = pending_.size();
  if (kept) pending_.append(bytes);
  std::string_view all = kept ? std::string_view(pending_) : bytes;
  auto found = finder_.search(all);
  if (!found) {
    failed(found.error().error);
    return {};
  }
  if (!*found) {
    if (!kept) pending_ = bytes;
    return {};
  }
  auto parsed = parse_response_head(finder_.head(all), limits_.head, shape_.method, head_);
  std::string owned = std::exchange(
      pending_, {});  // the head's views borrow from it until the handler has seen them
  bytes.remove_prefix(finder_.size() - before);
  finder_.reset();
  if (!parsed) {
    failed(parsed.error().error);
    return {};
  }
  if (head_.status == 101 && shape_.upgrade) {
    state_ = State::tunnel;
    request_done_ = false;
    deadline_.clear();
    handler_->on_switched(head_);
    return bytes;
  }
  if (head_.interim()) return take_interim() ? bytes : std::string_view();
  body_left_ = head_.framing.length;
  if (head_.framing.kind == Framing::Kind::chunked)
    chunks_ = ChunkedReader(Sender::origin, limits_.chunk);
  state_ = head_.framing.has_body() ? State::body : State::ended;
  deadline_.set(limits_.body_timeout_ms);
  handler_->on_response(head_);
  return bytes;
}

// False: the exchange has ended in it.
bool ClientConnection::take_interim() {
  if (head_.status == 101) {
    failed({Fault::malformed, Blame::origin, "origin switches protocols unasked (status 101)",
            Reason::origin_switched_unasked});
  } else if (++interims_ > limits_.interim_max) {
    failed({Fault::too_large, Blame::origin,
            "interim responses: more than " + std::to_string(limits_.interim_max) +
                " (origin.interim_responses_max)",
            Reason::origin_interim_flood});
  } else {
    handler_->on_interim(head_);
  }
  return state_ == State::head && handler_ != nullptr;
}

std::string_view ClientConnection::take_body(std::string_view bytes) {
  if (!paused_) deadline_.set(limits_.body_timeout_ms);
  if (head_.framing.kind == Framing::Kind::chunked) {
    auto step = chunks_.next(bytes);
    if (!step) {
      failed(step.error());
      return {};
    }
    if (step->finished) state_ = State::ended;
    if (!step->data.empty()) handler_->on_response_data(step->data);
    return bytes.substr(step->consumed);
  }
  if (head_.framing.kind == Framing::Kind::until_close) {
    handler_->on_response_data(bytes);
    return {};
  }
  std::string_view part = bytes.substr(0, body_left_);
  body_left_ -= part.size();
  if (body_left_ == 0) state_ = State::ended;
  handler_->on_response_data(part);
  return bytes.substr(part.size());
}

// The answer is whole. First the connection finds its place, then the exchange hears of it: that
// may ask for another.
void ClientConnection::end_response() {
  ClientHandler* handler = std::exchange(handler_, nullptr);
  settle();
  handler->on_response_end();
}

void ClientConnection::settle() {
  bool reusable =
      head_.keep_alive && request_done_ && state_ == State::ended && stream_->queued_bytes() == 0;
  if (!reusable) return close();
  state_ = State::idle;
  used_before_ = true;
  deadline_.set(limits_.idle_timeout_ms);
  if (paused_) resume();
  pool_.put_back(*this);
}

void ClientConnection::on_end() {
  bool until_close = state_ == State::tunnel ||
                     (state_ == State::body && head_.framing.kind == Framing::Kind::until_close);
  if (until_close && handler_ != nullptr) {
    state_ = State::ended;
    head_.keep_alive = false;
    handler_->on_response_flush(Batch::last);
    if (handler_ != nullptr) end_response();
    return;
  }
  failed({Fault::closed, Blame::origin,
          got_bytes_ ? "origin closed the connection inside its response"
                     : "origin closed the connection without a response",
          got_bytes_ ? Reason::origin_truncated : Reason::origin_closed});
}

void ClientConnection::on_error(const Error& error) {
  if (state_ == State::connecting) {
    bool late = error.fault == Fault::timed_out;
    return failed({late ? Fault::timed_out : Fault::unreachable, Blame::origin, error.detail,
                   late ? Reason::origin_connect_timeout : Reason::origin_unreachable});
  }
  failed({error.fault, Blame::origin, "origin connection: " + error.detail,
          got_bytes_ ? Reason::origin_truncated : Reason::origin_closed});
}

void ClientConnection::passed_deadline() {
  switch (state_) {
    case State::connecting:
      return failed({Fault::timed_out, Blame::origin, "no answer (origin.connect_timeout_seconds)",
                     Reason::origin_connect_timeout});
    case State::head:
      return failed({Fault::timed_out, Blame::origin,
                     request_done_ ? "origin sends no response (origin.response_timeout_seconds)"
                                   : "origin takes no request body (origin.write_timeout_seconds)",
                     request_done_ ? Reason::origin_timeout : Reason::origin_request_timeout});
    case State::body:
      return failed({Fault::timed_out, Blame::origin,
                     "origin stopped inside its response (origin.body_timeout_seconds)",
                     Reason::origin_body_timeout});
    case State::idle:
    case State::tunnel:
    case State::ended:
    case State::closed:
      return close();
  }
}

void ClientConnection::failed(Error error) {
  bool connecting = state_ == State::connecting;
  ClientHandler* handler = std::exchange(handler_, nullptr);
  bool untouched = used_before_ && !got_bytes_ && error.fault == Fault::closed;
  error.blame = Blame::origin;
  close();
  if (connecting) return pool_.connect_failed(*this, error);
  if (handler != nullptr) handler->on_response_failed(error, untouched);
}

void ClientConnection::pause() {
  if (paused_ || state_ == State::closed) return;
  paused_ = true;
  deadline_.clear();
  stream_->limit_reads(kSlowReadBytes);
  stream_->read_stop();
}

void ClientConnection::resume() {
  if (!paused_ || state_ == State::closed) return;
  paused_ = false;
  if (state_ == State::body) deadline_.set(limits_.body_timeout_ms);
  stream_->read_start();
}

void ClientConnection::cancel() {
  handler_ = nullptr;
  close();
}

void ClientConnection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  deadline_.clear();
  pool_.forget(*this);
  stream_->close();
}

void ClientConnection::on_closed() { pool_.destroy(*this); }

}  // namespace inlay::http
