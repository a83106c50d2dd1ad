// The list of active formatting elements (HTML standard 13.2.4.3), without the elements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "html/tag_name.h"

namespace inlay::html {

// One entry. A marker has no name. `id` ties it to its element on the stack of open elements; a
// clone takes over the id of the element it stands for, because whatever held the old one then
// holds the clone.
struct FormattingElement {
  TagName name;
  uint64_t attributes = 0;  // equal for equal lists of attributes
  uint32_t id = 0;
  bool open = false;  // on the stack
  bool is_marker() const { return id == 0; }
};

// Bounded: beyond `entries_max` the oldest entry is forgotten. Markers count too.
class ActiveFormatting {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  explicit ActiveFormatting(size_t entries_max) : entries_max_(entries_max) {}

  // Adds an entry for an element that is (being put) on the stack and returns its id, after the
  // Noah's Ark clause: of four equal ones since the last marker the earliest goes.
  uint32_t push(TagName name, uint64_t attributes);
  void push_marker();
  void clear_to_marker();

  // Whether "reconstruct the active formatting elements" has anything to do.
  bool needs_reconstruction() const {
    return !entries_.empty() && !entries_.back().is_marker() && !entries_.back().open;
  }
  // Index of the first entry that it has to open; the ones from there to the end are to be opened
  // in order.
  size_t first_to_reconstruct() const;

  // Latest entry of that name since the last marker, or kNone.
  size_t find_since_marker(TagName name) const;
  size_t find_id(uint32_t id) const;  // kNone if there is none

  void pop() { entries_.pop_back(); }  // there is one
  uint32_t last_id() const { return entries_.empty() ? 0 : entries_.back().id; }
  size_t size() const { return entries_.size(); }
  FormattingElement& at(size_t index) { return entries_[index]; }
  const FormattingElement& at(size_t index) const { return entries_[index]; }
  void erase(size_t index);
  // The entry's element gives way to a clone that is open: a new id, which is returned.
  uint32_t renew(size_t index);
  // Moves the entry at `from` so that it stands at `to`, an index counted with the entry taken out.
  void move(size_t from, size_t to);

  // The stack tells that the element of this id has left it.
  void element_left(uint32_t id);

 private:
  void make_room();
  uint32_t next_id();

  std::vector<FormattingElement> entries_;
  size_t entries_max_;
  uint32_t newest_id_ = 0;
};

}  // namespace inlay::html
