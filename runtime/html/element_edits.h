// What is to be done to one element of the page, collected while its start tag is looked at and
// carried out there and where the element ends.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "html/token_edits.h"

namespace inlay::html {

// As a token, an element is its start tag; `after` leaves behind its end.
struct ElementEdits : TokenEdits {
  ContentList prepend;  // leaves in reverse
  ContentList append;
  bool drop_content = false;
  bool drop_end_tag = false;
  std::string end_tag_name;             // empty: as it is
  std::vector<uint32_t> end_tag_hooks;  // in order

  // Whether something is left to do once the start tag has left.
  bool waits_for_end() const {
    return !append.empty() || !after.empty() || drop_content || drop_end_tag ||
           !end_tag_name.empty() || !end_tag_hooks.empty();
  }
};

}  // namespace inlay::html
