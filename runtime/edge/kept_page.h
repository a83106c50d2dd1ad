// The bytes of a marked-up page from some place on, so that the page can go on from there without
// scripts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace inlay {

// A run of blocks: taking copies each byte once, dropping the front frees whole blocks. Memory: the
// bytes between begin() and end(), and two blocks at most. Who bounds that charges the bytes.
class KeptPage {
 public:
  static constexpr size_t kBlockBytesMin = 16 << 10;
  static constexpr size_t kBlockBytesMax = 64 << 10;  // what one record takes

  uint64_t begin() const { return begin_; }
  uint64_t end() const { return end_; }

  void append(std::string_view bytes);
  // A piece from `offset` on, which is within begin() and end(); empty only at end().
  std::string_view at(uint64_t offset) const;
  // Bytes before `offset` (at most end()) are not needed any more.
  void drop(uint64_t offset);
  // All of it, appended to `out` from `offset` on, and dropped.
  void move_to(std::string& out, uint64_t offset);

 private:
  std::deque<std::string> blocks_;  // none is empty
  uint64_t front_ = 0;              // where the first block begins
  uint64_t begin_ = 0;
  uint64_t end_ = 0;
};

}  // namespace inlay
