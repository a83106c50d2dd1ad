// The selectors that are looked for in one pass over a page, compiled once.
//
//   SelectorSet set;
//   auto number = set.add("nav.main > a[href^='http']");  // 0, 1, 2 … or where and why not
//
// Filled by one thread, then immutable: any number of matchers (selector_matcher.h), in any
// threads, may share it.
#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

#include "html/selector.h"
#include "html/selector_program.h"
#include "html/tag_filter.h"

namespace inlay::html {

class SelectorSet {
 public:
  // The number of the selector list, counted from 0. A refused one leaves the set as it was.
  tl::expected<uint32_t, SelectorError> add(std::string_view css);

  size_t size() const { return program_.selector_count; }

  // The tags that a matcher has to be told of; `implied` where elements without a start tag can
  // matter. Everything else costs the look-up in this table.
  const TagFilter& filter() const { return program_.filter; }

  // For stopping early. `number`: what add() answered.
  // Whether the selector can match only the head and what lies in it: nothing any more once the
  // body has begun (TreeContext::phase() past after_head).
  bool only_in_head(uint32_t number) const { return program_.facts[number].only_in_head; }
  // Whether it can match one element at most: its subject is html, head or body.
  bool at_most_once(uint32_t number) const { return program_.facts[number].at_most_once; }

  const SelectorProgram& program() const { return program_; }  // for matchers

 private:
  SelectorProgram program_;
};

}  // namespace inlay::html
