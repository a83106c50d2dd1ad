// One TCP connection. Reads into the loop's shared buffer, writes straight to the socket, and keeps
// only what the kernel would not take.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "net/address.h"
#include "net/loop.h"
#include "os/fd.h"

namespace inlay {

// What a data stage answers. hold: stop sending until on_drained().
enum class Flow : uint8_t { more, hold };

// All calls come on the loop's thread, never from inside a call of TcpStream's own, except where
// said.
class StreamEvents {
 public:
  virtual void on_connected() {}                     // only after connect()
  virtual void on_data(std::string_view bytes) = 0;  // borrowed for the call
  virtual void on_end() = 0;                         // the peer will send no more
  virtual void on_error(const Error& error) = 0;     // the connection is broken; close() it
  virtual void on_drained() = 0;                     // everything written has left
  virtual void on_closed() = 0;                      // last call; the stream may be destroyed in it

 protected:
  ~StreamEvents() = default;
};

class TcpStream {
 public:
  // For accepted and for connecting streams. `fd`: a connected socket, or none yet.
  explicit TcpStream(Loop& loop);
  ~TcpStream();  // only after on_closed, or before anything was started
  TcpStream(const TcpStream&) = delete;
  TcpStream& operator=(const TcpStream&) = delete;

  void set_events(StreamEvents& events);
  Result<> connect(const SocketAddress& address);
  // Whom a connected stream is connected to; an error once it is broken. One system call.
  Result<SocketAddress> peer() const;

  // How much one read may bring, as far as the loop's buffer goes. Much at a time is cheap; little
  // is what a slow reader on the other side can take.
  void limit_reads(size_t bytes_max);
  void read_start();
  void read_stop();

  // Sends the parts in order with one system call. What the kernel does not take is copied and sent
  // later (then `hold`). An error means that the connection is broken; no on_error follows. At most
  // 64 parts are sent directly.
  Result<Flow> write(std::span<const std::string_view> parts);
  // Bytes that wait for the kernel.
  size_t queued_bytes() const;

  // Ends our direction after what is queued.
  void shut_down();
  // Drops the connection: no event but on_closed follows. Idempotent.
  void close();
  // The same with a reset, so that the peer cannot take what it got for the whole.
  void reset();
  bool closing() const;

  // Closes a stream nobody wants and frees it when the loop has let go.
  static void discard(std::unique_ptr<TcpStream> stream);

 private:
  friend class TcpListener;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace inlay
