#include "html/active_formatting.h"

#include "base/check.h"

namespace inlay::html {
namespace {

constexpr size_t kNoahsArk = 3;  // equal entries at most, 13.2.4.3

}  // namespace

void ActiveFormatting::make_room() {
  if (entries_.size() >= entries_max_) erase(0);
}

uint32_t ActiveFormatting::push(TagName name, uint64_t attributes) {
  size_t equal = 0;
  size_t earliest = kNone;
  for (size_t i = entries_.size(); i > 0 && !entries_[i - 1].is_marker(); --i) {
    const FormattingElement& entry = entries_[i - 1];
    if (entry.name != name || entry.attributes != attributes) continue;
    ++equal;
    earliest = i - 1;
  }
  if (equal >= kNoahsArk) erase(earliest);
  make_room();
  entries_.push_back({name, attributes, next_id(), true});
  return newest_id_;
}

uint32_t ActiveFormatting::next_id() {
  if (++newest_id_ == 0) ++newest_id_;  // after 4 thousand million formatting elements
  return newest_id_;
}

uint32_t ActiveFormatting::renew(size_t index) {
  entries_[index].id = next_id();
  entries_[index].open = true;
  return newest_id_;
}

void ActiveFormatting::push_marker() {
  make_room();
  entries_.emplace_back();
}

void ActiveFormatting::clear_to_marker() {
  while (!entries_.empty()) {
    const bool marker = entries_.back().is_marker();
    entries_.pop_back();
    if (marker) return;
  }
}

size_t ActiveFormatting::first_to_reconstruct() const {
  size_t first = entries_.size();
  while (first > 0 && !entries_[first - 1].is_marker() && !entries_[first - 1].open) --first;
  return first;
}

size_t ActiveFormatting::find_since_marker(TagName name) const {
  for (size_t i = entries_.size(); i > 0 && !entries_[i - 1].is_marker(); --i) {
    if (entries_[i - 1].name == name) return i - 1;
  }
  return kNone;
}

size_t ActiveFormatting::find_id(uint32_t id) const {
  for (size_t i = entries_.size(); id != 0 && i > 0; --i) {
    if (entries_[i - 1].id == id) return i - 1;
  }
  return kNone;
}

void ActiveFormatting::erase(size_t index) {
  CHECK(index < entries_.size());
  entries_.erase(entries_.begin() + static_cast<ptrdiff_t>(index));
}

void ActiveFormatting::move(size_t from, size_t to) {
  CHECK(from < entries_.size());
  const FormattingElement entry = entries_[from];
  erase(from);
  CHECK(to <= entries_.size());
  entries_.insert(entries_.begin() + static_cast<ptrdiff_t>(to), entry);
}

void ActiveFormatting::element_left(uint32_t id) {
  const size_t index = find_id(id);
  if (index != kNone) entries_[index].open = false;
}

}  // namespace inlay::html
