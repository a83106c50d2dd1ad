// A selector of any bytes is compiled or refused within its text; one that compiles matches what
// the slow way matches, on any page, however that is cut.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "html/selector_parser.h"
#include "html/selector_set.h"
#include "selector_oracle.h"
#include "selector_run.h"

// The selector ends at the first line feed that no backslash precedes; a page follows.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::html;
  constexpr size_t kPageBytesMax = 512;  // the slow way is slow
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  size_t end = text.find('\n');
  while (end != text.npos && end > 0 && text[end - 1] == '\\') end = text.find('\n', end + 1);
  const std::string selector(text.substr(0, end));
  const std::string_view rest = end == text.npos ? std::string_view() : text.substr(end + 1);
  const std::string page(rest.substr(0, kPageBytesMax));

  SelectorSet set;
  const auto number = set.add(selector);
  const auto parsed = parse_selector(selector);
  if (!number) {
    CHECK(number.error().offset <= selector.size());
    CHECK(!number.error().reason.empty());
    CHECK(set.size() == 0);
    return 0;
  }
  CHECK(parsed.has_value());
  const ScannerLimits limits{.token_bytes_max = 128};
  const std::string expected = RecordedPage(page, limits).matches(*parsed);
  for (const size_t piece : {size_t{1}, size_t{7}, kPageBytesMax}) {
    CHECK(run_selectors(set, page, piece, Implied::asked, limits).of_selector[0] == expected);
  }
  return 0;
}
