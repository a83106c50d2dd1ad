// Which tags a handler of the scanner wants to be told of.
#pragma once

#include <array>
#include <cstddef>

#include "html/tag_name.h"

namespace inlay::html {

// Start tags by name, end tags all or none. Whatever the filter, a tag is told if an element that
// is watched ended with it (TreeContext::ended) or if it ends the document
// (TreeContext::document_end). A plain table: what is not in it costs one look-up per tag.
struct TagFilter {
  std::array<bool, kTagCount> start{};  // of Tag::unknown: all names that are not known
  bool end = false;                     // every end tag
  bool implied = false;  // whatever made an element without a start tag: html, head, body, tbody …

  void want(Tag tag) { start[static_cast<size_t>(tag)] = true; }
  bool wants(Tag tag) const { return start[static_cast<size_t>(tag)]; }
};

}  // namespace inlay::html
