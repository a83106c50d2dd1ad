// A comment of the page, as whoever changes it sees it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "html/text_decoding.h"
#include "html/token_editor.h"

namespace inlay::html {

// What the HTML standard's tokenizer makes a comment: `<!-- -->`, also `<!-->`, and the bogus ones,
// `<?…>`, `<!…>`, `</ …>` and, outside of SVG and MathML, `<![CDATA[…>`. One that is longer than
// ScannerLimits::token_bytes_max is not handed out and stays. One that the page ends in is handed
// out, and stays without its end.
//
// Lives as long as the call that hands it out.
class Comment : public TokenEditor {
 public:
  struct Facts {
    std::string_view content;  // as written
    ContentPlace place = ContentPlace::markup;
    bool in_removed = false;
  };
  // All is borrowed.
  Comment(const Facts& facts, const TextDecoding& decoding, TokenEdits& edits, EditBudget& budget)
      : TokenEditor(facts.place, facts.in_removed, edits, budget),
        facts_(facts),
        decoding_(decoding) {}

  std::string text() const;  // UTF-8; line ends as they are written
  // Makes it `<!--text-->`, whatever it was. Fails for what could end it (check_comment_text()).
  Result<> set_text(std::string_view text);

  const std::optional<std::string>& new_text() const { return new_text_; }  // for the rewriter

 private:
  const Facts& facts_;
  const TextDecoding& decoding_;
  std::optional<std::string> new_text_;
};

}  // namespace inlay::html
