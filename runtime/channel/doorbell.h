// Wakes the other side of a channel: one end of a pair of stream sockets, a byte for each ring.
//
// Not an eventfd: that is one open file for both sides. A hostile side can take O_NONBLOCK from it
// and fill its counter, and the next ring blocks the edge's loop for ever. Here each side's calls
// are non-blocking by themselves (MSG_DONTWAIT), and the end of a process shows.
#pragma once

#include <cstdint>
#include <utility>

#include "base/result.h"
#include "os/fd.h"

namespace inlay::channel {

class Doorbell {
 public:
  // Both ends, closed on exec.
  static Result<std::pair<Doorbell, Doorbell>> pair();
  explicit Doorbell(Fd fd) : fd_(std::move(fd)) {}

  int fd() const { return fd_.get(); }
  Fd release() { return std::move(fd_); }

  // Any thread. If there are too many rings already that nobody took, one more is not needed.
  void ring() const;
  // Takes some of the rings; more stay readable. False: the other side has gone.
  bool take() const;

 private:
  Fd fd_;
};

}  // namespace inlay::channel
