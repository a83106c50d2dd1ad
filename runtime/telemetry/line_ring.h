// Lines on their way from one thread to another: a bounded buffer that neither side ever waits for.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string_view>

namespace inlay {

class LineRing {
 public:
  // All its bytes are taken at once, and touched as they are used.
  explicit LineRing(size_t bytes) : bytes_(bytes), memory_(new char[bytes]) {}

  // --- by the one thread that writes. Takes a whole line, or nothing of it where it has no room.
  bool push(std::string_view line);

  // --- by the one thread that reads. What is there: whole lines, in two parts where the buffer
  // starts anew. Valid until pop().
  std::array<std::string_view, 2> peek() const;
  void pop(size_t bytes);

  // --- by either
  size_t used() const { return pushed_ - popped_; }
  size_t bytes() const { return bytes_; }

 private:
  size_t bytes_;
  std::unique_ptr<char[]> memory_;
  std::atomic<size_t> pushed_ = 0;  // bytes since the beginning
  std::atomic<size_t> popped_ = 0;
};

}  // namespace inlay
