// Writes to a descriptor that others share (standard error) without ever waiting for its reader.
#pragma once

#include <cstdint>
#include <string_view>

#include "os/fd.h"

namespace inlay {

class UnblockedOutput {
 public:
  // Leaves the descriptor's own flags alone: they belong to whoever started us, too. A pipe or
  // terminal is opened once more for us, a socket asked per call; a file never waits for long.
  explicit UnblockedOutput(int fd);

  // Whether all of it was taken; nothing of it is when false. `bytes`: at most 4096 (PIPE_BUF).
  // Thread-safe.
  bool write(std::string_view bytes);

 private:
  enum class Kind : uint8_t { plain, socket, may_wait };
  int fd_;
  Fd own_;
  Kind kind_ = Kind::plain;
};

}  // namespace inlay
