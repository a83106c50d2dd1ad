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

void ElementMarks::put_first(size_t from, size_t late) {
  std::rotate(ended_.begin() + static_cast<ptrdiff_t>(from),
              ended_.begin() + static_cast<ptrdiff_t>(late), ended_.end());
}

}  // namespace inlay::html
