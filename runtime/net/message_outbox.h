// Sends messages on a message socket (os/message_socket.h) in order. What the other side has no
// room for now is kept and sent when it has.
#pragma once

#include <deque>
#include <string_view>

#include "net/loop.h"
#include "net/timer.h"
#include "os/message_socket.h"

namespace inlay {

class MessageOutbox {
 public:
  // Borrows the socket. One thread, the loop's.
  MessageOutbox(Loop& loop, int socket);
  MessageOutbox(const MessageOutbox&) = delete;
  MessageOutbox& operator=(const MessageOutbox&) = delete;

  // Borrows `fd` for the call. Fault::closed: the peer is gone, and everything kept is dropped. The
  // callers bound what waits: each message answers one, or tells of something that is bounded.
  Result<> send(std::string_view text, int fd = -1);
  size_t waiting() const { return waiting_.size(); }

 private:
  Result<> send_waiting();

  int socket_;
  std::deque<Message> waiting_;
  Timer again_;
};

}  // namespace inlay
