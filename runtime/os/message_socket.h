// Short messages between our own processes, each with at most one descriptor: a SOCK_SEQPACKET
// pair. A message arrives whole or not at all; the other side's death reads as an end.
// Non-blocking.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "os/fd.h"

namespace inlay {

inline constexpr size_t kMessageBytesMax = 4096;

struct Message {
  std::string text;
  Fd fd;
};

// Both ends, closed on exec.
Result<std::pair<Fd, Fd>> message_pair();

// Fault::busy: the other side has not read what was sent before, there is no room now.
Result<> send_message(int socket, std::string_view text, int fd = -1);

// A place in the file system where another process of ours can ask for a connection; takes the
// place of whoever had it. The path has at most 107 bytes.
Result<Fd> message_listener(const std::string& path);
// Fault::timed_out: nobody asks now.
Result<Fd> message_accept(int listener);
// This end blocks: receive_message() waits, `wait_ms` at most for each message.
Result<Fd> message_connect(const std::string& path, uint32_t wait_ms);

// Fault::timed_out: nothing there now. Fault::closed: the peer is gone.
Result<Message> receive_message(int socket);

}  // namespace inlay
