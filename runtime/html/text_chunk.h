// Text of the page, as whoever changes it sees it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "html/text_decoding.h"
#include "html/token_editor.h"
#include "html/token_events.h"

namespace inlay::html {

// A piece of a text node. A node is what stands between two other tokens in the page as it is
// written: a tag or a comment ends it, `</>` and the marks of CDATA sections too. It comes in
// pieces of at most RewriterLimits::text_piece_bytes, cut by that size alone and never within a
// character, and then one more that is empty and says that it is the last; or, for those who want
// that, as one piece.
//
// Lives as long as the call that hands it out.
class TextChunk : public TokenEditor {
 public:
  struct Facts {
    std::string_view bytes;
    TextKind kind = TextKind::data;
    ContentPlace place = ContentPlace::markup;
    bool last = false;
    bool in_removed = false;
  };
  // All is borrowed.
  TextChunk(const Facts& facts, const TextDecoding& decoding, TokenEdits& edits, EditBudget& budget)
      : TokenEditor(facts.place, facts.in_removed, edits, budget),
        facts_(facts),
        decoding_(decoding) {}

  // UTF-8; malformed bytes as U+FFFD. Character references and line ends stand as they are
  // written. Valid as long as this is; costs nothing more when asked for again.
  std::string_view text();
  bool last_in_text_node() const { return facts_.last; }
  // Where it was read: in markup, in title, script …, in a CDATA section.
  TextKind kind() const { return facts_.kind; }

 private:
  const Facts& facts_;
  const TextDecoding& decoding_;
  std::string decoded_;  // empty: not needed, or not yet
};

}  // namespace inlay::html
