// A process that somebody else has started, by a descriptor (pidfd_open(2)): a signal goes to
// exactly that process, also when its number was given to another since.
#pragma once

#include "base/result.h"
#include "os/fd.h"

namespace inlay {

class ProcessFd {
 public:
  ProcessFd() = default;
  // Of the process that has the number now.
  static Result<ProcessFd> open(int pid);

  // Readable (poll(2)) once the process has ended; -1 where there is none. Closed on exec.
  int get() const { return fd_.get(); }
  explicit operator bool() const { return static_cast<bool>(fd_); }
  // False: not allowed, or gone.
  bool signal(int number) const;

 private:
  explicit ProcessFd(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace inlay
