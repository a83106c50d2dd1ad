// Waits until a descriptor can be read, for what is no TCP stream: message sockets, pidfds.
#pragma once

#include <functional>
#include <memory>

#include "net/loop.h"

namespace inlay {

class ReadPoll {
 public:
  // Borrows `fd`, which must stay open as long as this lives.
  ReadPoll(Loop& loop, int fd, std::function<void()> on_readable);
  ~ReadPoll();
  ReadPoll(const ReadPoll&) = delete;
  ReadPoll& operator=(const ReadPoll&) = delete;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace inlay
