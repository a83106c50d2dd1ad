// Which selectors match an element around the place that a page has come to, and want to be told of
// text or comments there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "html/told.h"

namespace inlay::html {

// Costs nothing for elements in which nobody listens. Memory: a record per open element that
// somebody listens in, and its selectors.
class Listeners {
 public:
  explicit Listeners(size_t selectors) : told_(selectors, Told::elements), open_(selectors) {}

  void tell(uint32_t selector, ToldSet what);
  ToldSet told(uint32_t selector) const { return told_[selector]; }
  // Whether all selectors are told of elements alone, as at first.
  bool elements_only() const { return elements_only_; }

  // An element has begun that these selectors match; its mark as TreeContext::watch() gives it.
  // Some of them want to be told of what is in it.
  void begin(uint32_t mark, std::span<const uint32_t> selectors);
  bool any_listens(std::span<const uint32_t> selectors) const;
  void ended(uint32_t mark);
  void all_ended_but(uint32_t mark);

  // What is to be told at the present place, by these selectors, ascending; valid until the next
  // change.
  ToldSet open() const { return open_set_; }
  std::span<const uint32_t> to_text() const { return lists_[0]; }
  std::span<const uint32_t> to_text_nodes() const { return lists_[1]; }
  std::span<const uint32_t> to_comments() const { return lists_[2]; }

 private:
  struct Element {
    uint32_t mark;
    std::vector<uint32_t> selectors;
  };
  void opened(uint32_t selector);
  void closed(uint32_t selector);
  void close(const Element& element);

  std::vector<ToldSet> told_;
  std::vector<uint32_t> open_;  // by selector: how many elements it matches are open
  std::vector<Element> elements_;
  std::array<std::vector<uint32_t>, 3> lists_;
  ToldSet open_set_ = 0;
  bool elements_only_ = true;
};

}  // namespace inlay::html
