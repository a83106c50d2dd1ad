// One visitor's HTTP/1.1 connection: heads and bodies in, answers out, keep-alive, pipelining, time
// limits; after a switch of protocols a tunnel. One exchange at a time; further requests wait in a
// bounded buffer.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http_messages/chunked_reader.h"
#include "http_messages/head_finder.h"
#include "http_messages/message_limits.h"
#include "http_messages/request_head.h"
#include "net/tcp_stream.h"
#include "net/timer.h"

namespace inlay::http {

struct ServerLimits {
  HeadLimits head;
  ChunkLimits chunk;
  uint64_t body_bytes_max = 0;   // http.request_body_bytes_max: 413
  uint64_t head_timeout_ms = 0;  // http.head_timeout_seconds: first byte of a head to its last: 408
  uint64_t idle_timeout_ms = 0;  // http.idle_timeout_seconds: between requests: closed
  uint64_t body_timeout_ms = 0;  // http.body_timeout_seconds: between two reads of a body: 408
  uint64_t write_timeout_ms = 0;  // http.write_timeout_seconds: the visitor takes nothing: closed
  uint64_t tunnel_timeout_ms =
      0;  // http.tunnel_timeout_seconds: nothing moves after a switch of protocols: closed
};

// What an exchange is told. All calls come on the loop's thread; any of them may call back into the
// connection.
class ServerHandler {
 public:
  // A whole head. `head` borrows for the call. The body, if any, follows.
  virtual void on_request(const RequestHead& head) = 0;
  // The request cannot be taken (also in the middle of its body): answer with `error.status`; the
  // connection closes afterwards. Comes instead of on_request, or after it; not once the answer has
  // begun.
  virtual void on_refused(const HeadError& error) = 0;
  // Decoded, or as they come in a tunnel; borrowed for the call.
  virtual void on_body(std::string_view bytes) = 0;
  virtual void on_body_end() = 0;  // in a tunnel: the visitor will send no more
  virtual void on_writable() = 0;  // after write() said hold
  virtual void on_abort(
      const Error& error) = 0;   // the visitor is gone during the exchange; nothing can be answered
  virtual void on_closed() = 0;  // last call; the connection may be destroyed in it

 protected:
  ~ServerHandler() = default;
};

// How an answer's body is framed. `declared`: the number is sent but no body follows (HEAD, 304).
enum class AnswerBody : uint8_t { none, declared, length, unknown };

enum class Piece : uint8_t { more, last };

class ServerConnection final : private StreamEvents {
 public:
  // Limits are borrowed and outlive the connection.
  ServerConnection(Loop& loop, std::unique_ptr<TcpStream> stream, const ServerLimits& limits,
                   ServerHandler& handler);

  void start();

  // --- the answer. `head`: status line and fields without framing, Connection and the empty line,
  // which are added here. Sent with the first write or at the end, in one system call.
  void respond(std::string head, AnswerBody body, uint64_t length = 0);
  // One piece of the body, gathered from its parts; ignored for HEAD. hold: wait for on_writable.
  // Error: the visitor is gone; on_abort does not follow. `last`: finish() follows at once, so its
  // bytes go out together with these.
  Result<Flow> write(std::span<const std::string_view> parts, Piece piece = Piece::more);
  // Sends what respond() has prepared, without waiting for a body.
  Result<> flush_head();
  // A whole answer at once; of a HEAD's only the length.
  void answer(std::string head, std::string_view body);
  // The answer is complete. Starts the next request, or closes.
  void finish();
  // The answer cannot be completed: cuts the connection so that nobody takes the part for the
  // whole.
  void abort();
  bool answer_begun() const { return answering_; }

  // --- before the answer
  // Passes an interim response on: a whole head, its empty line included. Left out for visitors
  // that speak HTTP/1.0, which has none, and once the answer has begun.
  void interim(std::string_view head);
  // Switches protocols: sends `head` (as respond() takes it) as the last head of this connection.
  // From now on write() sends bytes as they are, on_body() brings what the visitor sends, and
  // finish() ends the connection.
  void tunnel(std::string head);

  // --- the request's body
  void pause_body();
  void resume_body();

  // No further request after the current one. Between two, the visitor gets a second to begin a
  // last one.
  void drain();

 private:
  enum class State : uint8_t {
    idle,      // waiting for a head, or inside it
    exchange,  // between on_request and finish()
    tunnel,    // another protocol's bytes, both ways
    linger,  // answered; swallowing what the visitor still sends, so that the answer is not lost by
             // a reset
    closed,
  };
  enum class BodyState : uint8_t { none, length, chunked, done };

  void on_data(std::string_view bytes) override;
  void on_end() override;
  void on_error(const Error& error) override;
  void on_drained() override;
  void on_closed() override;

  void take(std::string_view bytes);
  std::string_view take_head(std::string_view bytes);
  std::string_view take_body(std::string_view bytes);
  void begin_exchange();
  void body_failed(uint16_t status, const Error& error);
  void refuse(const HeadError& error);
  void keep_for_later(std::string_view bytes);
  void go_on();
  void next_request();
  void close_gently();
  void passed_deadline();
  // Part of the request's body is still to come.
  bool body_missing() const { return body_ == BodyState::length || body_ == BodyState::chunked; }
  void arm(uint64_t after_ms) { deadline_.set(after_ms); }
  Result<Flow> send(std::span<const std::string_view> parts);
  Result<Flow> send_raw(std::span<const std::string_view> parts);  // in a tunnel

  std::unique_ptr<TcpStream> stream_;
  const ServerLimits& limits_;
  ServerHandler& handler_;
  Deadline deadline_;

  State state_ = State::idle;
  BodyState body_ = BodyState::none;
  bool answering_ = false;  // respond() was called
  bool answered_ = false;   // finish() was called
  bool head_only_ = false;  // HEAD, or an answer that has no body
  bool chunk_answer_ = false;
  bool close_after_ = false;  // no further request on this connection
  bool peer_ended_ = false;
  bool body_paused_ = false;
  bool taking_ = false;  // inside take(): finish() must not start the next request itself
  bool http10_ = false;
  uint64_t body_left_ = 0;   // of a body with a length
  uint64_t body_bytes_ = 0;  // of a chunked body so far
  size_t unsent_bytes_ = 0;  // when the write limit was last armed

  std::string pending_;      // bytes of a head, or of the requests after the current one
  std::string answer_head_;  // prepared by respond(), not yet sent
  HeadFinder finder_;
  RequestHead head_;
  ChunkedReader chunks_;
};

}  // namespace inlay::http
