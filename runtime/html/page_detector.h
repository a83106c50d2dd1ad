// Whether an answer to a request that is not a navigation is a whole page, and not a fragment that
// a script fetched: only if its first token other than comments and blanks is a doctype, `<html>`
// or `<head>`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "html/scanner.h"

namespace inlay::html {

// Looks at the first kBytesMax bytes at most, keeps none of them: the caller holds the body's
// start, and the answer's headers, while the answer is `undecided`. A byte order mark does not
// count. For bodies of an encoding that is_untouchable_encoding() (encoding_label.h) the question
// does not arise.
class PageDetector final : private ScannerHandler {
 public:
  enum class Verdict : uint8_t { undecided, page, not_page };
  static constexpr size_t kBytesMax = 1024;

  PageDetector();
  PageDetector(const PageDetector&) = delete;
  PageDetector& operator=(const PageDetector&) = delete;

  Verdict feed(
      std::string_view chunk);  // borrows for the call; what comes after a verdict is ignored
  Verdict finish();             // the body ended; never `undecided`

 private:
  void tag(const TagEvent& event) override;
  void text(const TextEvent& event) override;
  void doctype(const DoctypeEvent& event) override;
  void decide(Verdict verdict);

  Scanner scanner_;
  Verdict verdict_ = Verdict::undecided;
};

}  // namespace inlay::html
