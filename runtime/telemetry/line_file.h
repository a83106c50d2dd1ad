// A file of lines whose disk may be full, or a pipe whose reader may be stuck.
#pragma once

#include <array>
#include <string_view>
#include <tl/expected.hpp>

#include "os/fd.h"

namespace inlay {

class LineFile {
 public:
  // `fd`: opened for appending, non-blocking.
  explicit LineFile(Fd fd) : fd_(std::move(fd)) {}

  // Writes what the file takes of the parts now: their bytes written, or errno (EAGAIN: nothing).
  tl::expected<size_t, int> put(std::array<std::string_view, 2> parts);
  // Until it may take something again, `ms` at most.
  void wait(int ms) const;

  // What was written ends inside a line.
  bool inside_line() const { return inside_line_; }
  // That line will not be completed: the next bytes begin on a line of their own.
  void abandon_line() { abandoned_ = inside_line_; }

 private:
  Fd fd_;
  bool inside_line_ = false;
  bool abandoned_ = false;
};

}  // namespace inlay
