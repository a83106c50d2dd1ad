// Accepts connections on an already listening socket.
#pragma once

#include <functional>
#include <memory>

#include "net/loop.h"
#include "net/tcp_stream.h"
#include "os/fd.h"

namespace inlay {

class TcpListener {
 public:
  // `on_connection` gets each accepted stream and owns it.
  TcpListener(Loop& loop, Fd listening,
              std::function<void(std::unique_ptr<TcpStream>)> on_connection);
  ~TcpListener();  // stops accepting
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;

  // Accepts everything that waits in the kernel's queue right now, so that closing the socket loses
  // nobody.
  void drain_queue();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace inlay
