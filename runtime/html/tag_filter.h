// Which tags a handler of the scanner wants to be told of.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "html/tag_name.h"

namespace inlay::html {

enum class StartTags : uint8_t { none, with_attributes, all };

// Start tags by name and by whether they have attributes, end tags all or none. Whatever the
// filter, a tag is told if an element that is watched ended with it (TreeContext::ended) or if it
// ends the document (TreeContext::document_end). A plain table: what is not in it costs one look-up
// per tag.
struct TagFilter {
  std::array<StartTags, kTagCount> start{};  // of Tag::unknown: all names that are not known
  bool end = false;                          // every end tag
  bool implied = false;  // whatever made an element without a start tag: html, head, body, tbody …

  // Never less than is wanted already.
  void want(Tag tag, StartTags which = StartTags::all) {
    StartTags& wanted = start[static_cast<size_t>(tag)];
    wanted = std::max(wanted, which);
  }
  // `has_attributes`: as may_have_attributes() answers of the start tag.
  bool wants(Tag tag, bool has_attributes) const {
    const StartTags least = has_attributes ? StartTags::with_attributes : StartTags::all;
    return start[static_cast<size_t>(tag)] >= least;
  }
};

}  // namespace inlay::html
