// Random selectors on random pages, beside the oracle: alone and many in one set, for any pieces.
// INLAY_TEST_SCALE multiplies the number of pages.
#include "selector_random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "html/selector_parser.h"
#include "html/selector_set.h"
#include "selector_oracle.h"
#include "selector_run.h"

namespace inlay::html {
namespace {

constexpr size_t kPages = 4000;
constexpr size_t kSelectorsPerPage = 6;

size_t scale() {
  const char* text = std::getenv("INLAY_TEST_SCALE");
  return text != nullptr ? static_cast<size_t>(std::max(1, std::atoi(text))) : 1;
}

// Lines of elements that have a start tag.
std::string without_implied(const std::string& lines) {
  std::string kept;
  for (size_t at = 0; at < lines.size();) {
    const size_t end = lines.find('\n', at) + 1;
    const std::string line = lines.substr(at, end - at);
    if (line.find('+') == line.npos) kept += line;
    at = end;
  }
  return kept;
}

void expect_same(const std::string& page, const std::vector<std::string>& selectors, size_t piece) {
  const RecordedPage recorded(page);
  SelectorSet together;
  std::vector<std::string> expected;
  for (const std::string& selector : selectors) {
    ASSERT_TRUE(together.add(selector).has_value()) << selector;
    expected.push_back(recorded.matches(*parse_selector(selector)));
    SelectorSet alone;
    ASSERT_TRUE(alone.add(selector).has_value());
    ASSERT_EQ(run_selectors(alone, page, piece, Implied::asked).of_selector[0], expected.back())
        << selector << "\n on " << page;
    ASSERT_EQ(run_selectors(alone, page, piece, Implied::not_asked).of_selector[0],
              without_implied(expected.back()))
        << selector << "\n on " << page;
  }
  ASSERT_EQ(run_selectors(together, page, piece, Implied::asked).of_selector, expected) << page;
}

TEST(SelectorRandom, pages_and_selectors_beside_the_oracle) {
  size_t matched = 0;
  for (size_t seed = 0; seed < kPages * scale(); ++seed) {
    SelectorDice dice(seed);
    const std::string page = dice.page();
    std::vector<std::string> selectors(kSelectorsPerPage);
    for (std::string& selector : selectors) selector = dice.selector();
    SCOPED_TRACE("seed " + std::to_string(seed));
    expect_same(page, selectors, seed % 9 + 1);
    if (HasFatalFailure()) return;
    for (const std::string& selector : selectors) {
      matched += !RecordedPage(page).matches(*parse_selector(selector)).empty();
    }
  }
  // Or it would compare nothing with nothing.
  EXPECT_GT(matched, kPages * kSelectorsPerPage / 10);
}

}  // namespace
}  // namespace inlay::html
