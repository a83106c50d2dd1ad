#include "html/element_marks.h"

#include <algorithm>

namespace inlay::html {

uint32_t ElementMarks::take() {
  if (free_.empty()) return ++newest_;
  const uint32_t mark = free_.back();
  free_.pop_back();
  return mark;
}

void ElementMarks::recycle() {
  free_.insert(free_.end(), ended_.rbegin(), ended_.rend());
  ended_.clear();
}

void ElementMarks::sort_ended(size_t from, std::span<const size_t> depth_of) {
  std::sort(ended_.begin() + static_cast<ptrdiff_t>(from), ended_.end(),
            [depth_of](uint32_t a, uint32_t b) { return depth_of[a] > depth_of[b]; });
}

}  // namespace inlay::html
