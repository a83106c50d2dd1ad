// What the open elements of a page have made live: two rows of bits each, and the numbers of their
// children where these are counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "html/element_kind.h"
#include "html/tag_name.h"

namespace inlay::html {

// The number of an element among its siblings, from 1; 0: not counted.
struct ChildNumber {
  uint32_t among_all = 0;
  uint32_t of_type = 0;
};

// Frames have small numbers: kDocument is the parent of html, kPassedHead the head after its end
// tag, into which a browser still puts what comes before the body; an open element has that of its
// mark.
class ElementFrames {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);
  static constexpr size_t kDocument = 0;
  static constexpr size_t kPassedHead = 1;
  static constexpr size_t kTypesMax = 64;

  // `descendants`: which bits stay live deeper down; its size is that of a row, in words of 64
  // bits. Outlives this. The document's frame is open.
  explicit ElementFrames(const std::vector<uint64_t>& descendants);

  static size_t of_mark(uint32_t mark) { return mark + size_t{1}; }
  bool is_open(size_t frame) const { return frame < frames_.size() && frames_[frame].open; }
  void open(size_t frame);  // empty; nothing if it is open
  void close(size_t frame);
  void move(size_t from, size_t to);  // an open one, to a closed one

  const uint64_t* inside(size_t frame) const { return &bits_[frame * 2 * words_]; }
  uint64_t* siblings(size_t frame) { return &bits_[(frame * 2 + 1) * words_]; }
  const uint64_t* siblings(size_t frame) const { return &bits_[(frame * 2 + 1) * words_]; }
  void set_inside(size_t frame, const std::vector<uint64_t>& inside);  // once, after open()
  // What some open frame has made live for all that lies in it.
  const std::vector<uint64_t>& live() const { return live_; }

  ChildNumber count(size_t frame, TagName name, Namespace space, bool with_types);

 private:
  struct TypeCount {
    uint64_t hash;
    Namespace space;
    uint32_t count;
  };
  struct Frame {
    bool open = false;
    uint32_t children = 0;
    std::vector<TypeCount> types;
  };

  void grow(size_t frame);
  void count_live(size_t frame, int by);

  const std::vector<uint64_t>& descendants_;
  size_t words_;
  std::vector<Frame> frames_;
  std::vector<uint64_t> bits_;
  std::vector<uint64_t> live_;
  std::vector<uint16_t> live_counts_;  // by bit: frames that make it live
};

}  // namespace inlay::html
