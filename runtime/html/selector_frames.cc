#include "html/selector_frames.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace inlay::html {

ElementFrames::ElementFrames(const std::vector<uint64_t>& descendants)
    : descendants_(descendants),
      words_(descendants.size()),
      live_(words_),
      live_counts_(words_ * 64) {
  open(kDocument);
}

void ElementFrames::grow(size_t frame) {
  if (frame < frames_.size()) return;
  frames_.resize(frame + 1);
  bits_.resize(frames_.size() * 2 * words_);
}

void ElementFrames::open(size_t frame) {
  grow(frame);
  if (frames_[frame].open) return;
  frames_[frame].open = true;
  frames_[frame].children = 0;
  frames_[frame].types.clear();
  std::fill_n(bits_.begin() + static_cast<ptrdiff_t>(frame * 2 * words_), 2 * words_, 0);
}

void ElementFrames::close(size_t frame) {
  if (!is_open(frame)) return;
  frames_[frame].open = false;
  count_live(frame, -1);
}

void ElementFrames::move(size_t from, size_t to) {
  grow(to);
  std::swap(frames_[from], frames_[to]);
  std::copy_n(inside(from), 2 * words_, bits_.begin() + static_cast<ptrdiff_t>(to * 2 * words_));
}

void ElementFrames::set_inside(size_t frame, const std::vector<uint64_t>& inside) {
  std::copy_n(inside.begin(), words_, bits_.begin() + static_cast<ptrdiff_t>(frame * 2 * words_));
  count_live(frame, 1);
}

void ElementFrames::count_live(size_t frame, int by) {
  for (size_t word = 0; word < words_; ++word) {
    uint64_t bits = inside(frame)[word] & descendants_[word];
    for (; bits != 0; bits &= bits - 1) {
      const auto bit = static_cast<size_t>(std::countr_zero(bits));
      uint16_t& count = live_counts_[word * 64 + bit];
      count = static_cast<uint16_t>(count + by);
      const uint64_t mask = uint64_t{1} << bit;
      live_[word] = count != 0 ? live_[word] | mask : live_[word] & ~mask;
    }
  }
}

ChildNumber ElementFrames::count(size_t frame, TagName name, Namespace space, bool with_types) {
  Frame& parent = frames_[frame];
  ChildNumber number;
  number.among_all = ++parent.children;
  if (!with_types) return number;
  const auto same = [&](const TypeCount& type) {
    return type.hash == name.hash && type.space == space;
  };
  const auto found = std::find_if(parent.types.begin(), parent.types.end(), same);
  if (found != parent.types.end()) {
    number.of_type = ++found->count;
  } else if (parent.types.size() < kTypesMax) {
    parent.types.push_back({name.hash, space, 1});
    number.of_type = 1;
  }
  return number;
}

}  // namespace inlay::html
