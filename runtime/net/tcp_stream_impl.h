// The libuv side of TcpStream, shared with TcpListener. For the sources of net/ only.
#pragma once

#include <cstdint>
#include <string>

#include "net/tcp_stream.h"
#include "net/uv_handle.h"

namespace inlay {

struct TcpStream::Impl {
  explicit Impl(Loop& owner) : loop(owner) {}

  Loop& loop;
  uv_tcp_t tcp{};
  uv_connect_t connecting{};
  uv_write_t writing{};
  uv_shutdown_t shutting{};
  StreamEvents* events = nullptr;
  std::string in_flight;  // owned by `writing` until its callback
  std::string waiting;    // goes out after in_flight
  size_t read_bytes_max = SIZE_MAX;
  bool started = false;  // the handle is known to the loop
  bool write_pending = false;
  bool shut_pending = false;
  bool shut = false;
  bool closing = false;

  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&tcp); }
  void send_waiting();
  void send_shutdown();
  void wrote(int status);
  void closed();
};

}  // namespace inlay
