// What is to be done to one token of the page, collected while a handler looks at it and carried
// out when that has returned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "html/content_list.h"

namespace inlay::html {

struct TokenEdits {
  ContentList before;
  ContentList replacement;
  ContentList after;     // leaves in reverse
  bool dropped = false;  // the token itself

  size_t charged_bytes = 0;  // of EditBudget
  size_t charged_pieces = 0;

  bool any() const { return dropped || !before.empty() || !replacement.empty() || !after.empty(); }
};

// What edits of a page may hold at a time. Charged when asked for, given back when what they are
// about has left.
struct EditBudget {
  size_t bytes = 0;      // of contents that were made for one token
  size_t pieces = 0;     // contents, borrowed ones too, and hooks
  uint32_t refused = 0;  // borrowed contents that there was no room for

  bool charge(TokenEdits& edits, size_t content_bytes) {
    if (pieces == 0 || bytes < content_bytes) return false;
    --pieces;
    bytes -= content_bytes;
    ++edits.charged_pieces;
    edits.charged_bytes += content_bytes;
    return true;
  }
  void give_back(const TokenEdits& edits) {
    pieces += edits.charged_pieces;
    bytes += edits.charged_bytes;
  }
};

// Makes `utf8` ready for the place and adds it. Fails, and adds nothing, where it cannot stand
// there (contain()) or the budget has no room for it. The errors blame the app. In markup it is
// made ready for foreign places too, since what follows may decide which one it is.
Result<> add_content(ContentList& list, std::string_view utf8, ContentType type, ContentPlace place,
                     TokenEdits& edits, EditBudget& budget);
Result<> add_content(ContentList& list, std::unique_ptr<ContentSource> source, ContentType type,
                     TokenEdits& edits, EditBudget& budget);
Result<> charge_hook(TokenEdits& edits, EditBudget& budget);

}  // namespace inlay::html
