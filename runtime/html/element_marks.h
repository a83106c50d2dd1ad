// Marks of open elements: small numbers by which whoever follows an element learns that it has
// ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace inlay::html {

// Given out on demand, never 0. A mark that ended stays in ended() until the token after it begins,
// and only then may be given again: as many exist as elements are open or ended with one token.
// Costs nothing where nothing is watched.
class ElementMarks {
 public:
  uint32_t take();
  void end(uint32_t mark) { ended_.push_back(mark); }

  // In the order in which they ended, innermost first, since forget_ended().
  std::span<const uint32_t> ended() const { return ended_; }
  void forget_ended() {
    if (!ended_.empty()) recycle();
  }
  // Those of ended() from the `late`th on go before the `from`th.
  void put_first(size_t from, size_t late);

 private:
  void recycle();

  std::vector<uint32_t> ended_;
  std::vector<uint32_t> free_;
  uint32_t newest_ = 0;
};

}  // namespace inlay::html
