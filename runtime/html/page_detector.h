// Whether bytes that came as HTML are a whole page or only a fragment for a script: a page begins,
// after comments and blanks and within its first kilobyte, with a doctype, <html> or <head>.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {

class PageDetector final : private ScannerHandler {
 public:
  static constexpr size_t kBytesMax = 1024;
  enum class Verdict : uint8_t { undecided, page, not_page };

  PageDetector();

  // Borrows for the call. Decided at the latest with byte kBytesMax; further bytes are ignored.
  Verdict feed(std::string_view bytes);
  // The input ends.
  Verdict finish();

 private:
  void tag(const TagEvent& event) override;
  void text(const TextEvent& event) override;
  void doctype(const DoctypeEvent& event) override;
  void decide(Verdict verdict);

  TreeContext context_;
  Scanner scanner_;
  Verdict verdict_ = Verdict::undecided;
};

}  // namespace inlay::html
