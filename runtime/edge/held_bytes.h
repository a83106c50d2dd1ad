// Copies of bytes that lie nowhere else until they are sent.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace inlay {

// Owned by what shows them. Holds as much memory as was added between two clear()s, and one block
// after it: copies of a stream's pieces allocate nothing once it flows.
class HeldBytes {
 public:
  static constexpr size_t kBlockBytes = 4096;

  // The copy, which does not move until clear() or release().
  std::string_view add(std::string_view bytes);
  void clear();
  void release() { std::deque<std::string>().swap(blocks_); }

 private:
  std::deque<std::string> blocks_;  // written up to their capacity, never beyond
};

}  // namespace inlay
