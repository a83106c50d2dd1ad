// One HTTP/1.1 connection to an origin: one request at a time, its answer as a stream of borrowed
// pieces.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http_messages/chunked_reader.h"
#include "http_messages/head_finder.h"
#include "http_messages/message_limits.h"
#include "http_messages/response_head.h"
#include "net/tcp_stream.h"
#include "net/timer.h"

namespace inlay::http {

struct ClientLimits {
  HeadLimits head;
  ChunkLimits chunk;
  uint64_t interim_max = 0;         // origin.interim_responses_max: 1xx heads before the real one
  uint64_t connect_timeout_ms = 0;  // origin.connect_timeout_seconds
  uint64_t response_timeout_ms =
      0;                         // origin.response_timeout_seconds: request sent to head complete
  uint64_t body_timeout_ms = 0;  // origin.body_timeout_seconds: between two reads of a body
  uint64_t write_timeout_ms =
      0;  // origin.write_timeout_seconds: the origin takes nothing of a request's body
  uint64_t idle_timeout_ms = 0;  // origin.idle_timeout_seconds: kept in the pool
  uint64_t connections_max = 0;  // origin.connections_max: per origin and loop
  uint64_t waiting_max = 0;      // origin.waiting_max: requests that wait for a connection
};

class ClientConnection;

enum class Batch : uint8_t { more, last };  // last: the body is complete with this batch

// What an exchange is told by its origin. Calls come on the loop's thread; each may cancel().
class ClientHandler {
 public:
  virtual void on_connection(
      ClientConnection& connection) = 0;  // yours until its response ends or fails
  // A 1xx head other than 101; the final one still follows.
  virtual void on_interim(const ResponseHead& head) = 0;
  virtual void on_response(const ResponseHead& head) = 0;  // the final head; borrows for the call
  // The origin switches protocols as Request::upgrade allowed (status 101). From now on data are
  // the new protocol's bytes, write_body() sends such, and finish_request() ends our direction.
  virtual void on_switched(const ResponseHead& head) = 0;
  // A piece of the body, decoded. It stays valid until on_response_flush(), which ends each batch.
  virtual void on_response_data(std::string_view bytes) = 0;
  virtual void on_response_flush(Batch batch) = 0;
  virtual void on_response_end() = 0;  // after the last flush; the connection is no longer yours
  // `untouched`: not one byte of an answer came over a connection that had been used before; most
  // likely the origin closed it meanwhile, and another try is safe where the request is.
  virtual void on_response_failed(const Error& error, bool untouched) = 0;
  virtual void on_request_writable() = 0;

 protected:
  ~ClientHandler() = default;
};

// How a request goes out.
struct RequestShape {
  Method method = Method::get;
  bool has_body = false;  // write_body() and finish_request() follow
  bool chunked = false;
  bool upgrade = false;  // the head offers a switch of protocols
};

class ClientPool;

class ClientConnection final : private StreamEvents {
 public:
  ClientConnection(Loop& loop, ClientPool& pool, const ClientLimits& limits);

  // --- for the pool
  // Ends in the pool's connected() or connect_failed(), the latter perhaps inside the call.
  void connect(const SocketAddress& address);
  void give_to(ClientHandler& handler);  // an idle one
  void close();

  // --- for the exchange it was given to
  Result<Flow> send(std::string_view head, const RequestShape& shape);
  // A write that fails is not told here: the reading side tells, after what the origin still
  // answers.
  Flow write_body(std::string_view bytes);
  void finish_request();
  void pause();
  void resume();
  // The exchange wants no more: no call comes after this.
  void cancel();
  // It carried another request before, so that a failure may just mean that the origin closed it
  // meanwhile.
  bool used_before() const { return used_before_; }

 private:
  enum class State : uint8_t { connecting, idle, head, body, tunnel, ended, closed };

  void on_connected() override;
  void on_data(std::string_view bytes) override;
  void on_end() override;
  void on_error(const Error& error) override;
  void on_drained() override;
  void on_closed() override;

  std::string_view take_head(std::string_view bytes);
  std::string_view take_body(std::string_view bytes);
  bool take_interim();
  void end_response();
  void settle();
  void failed(Error error);
  void passed_deadline();

  ClientPool& pool_;
  const ClientLimits& limits_;
  std::unique_ptr<TcpStream> stream_;
  ClientHandler* handler_ = nullptr;
  Deadline deadline_;

  State state_ = State::connecting;
  bool used_before_ = false;
  bool got_bytes_ = false;  // of the current answer
  bool request_done_ = true;
  bool paused_ = false;
  RequestShape shape_;
  uint64_t body_left_ = 0;
  uint64_t interims_ = 0;
  std::string pending_;  // an incomplete head
  HeadFinder finder_;
  ResponseHead head_;
  ChunkedReader chunks_;
};

}  // namespace inlay::http
