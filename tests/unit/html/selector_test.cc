// What selectors match: a table from a browser, tables of what a browser cannot tell or does
// otherwise, and random selectors on random pages beside the slow way.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "html/selector_parser.h"
#include "html/selector_set.h"
#include "selector_oracle.h"
#include "selector_run.h"

namespace inlay::html {
namespace {

struct Row {
  std::string_view page;
  const char* selector;
  const char* expected;
};

#include "selector_cases.inc"

constexpr size_t kPieces[] = {1, 2, 7, 64, 1 << 20};

void expect_row(const Row& row) {
  SelectorSet set;
  const auto number = set.add(row.selector);
  ASSERT_TRUE(number.has_value()) << number.error().offset << ": " << number.error().reason;
  for (const size_t piece : kPieces) {
    const SelectorMatches plain = run_selectors(set, row.page, piece, Implied::not_asked);
    EXPECT_EQ(plain.names[0], row.expected) << "in pieces of " << piece;
    const SelectorMatches asked = run_selectors(set, row.page, piece, Implied::asked);
    EXPECT_EQ(asked.names[0], row.expected) << "implied asked, in pieces of " << piece;
  }
}

TEST(Selector, matches_what_a_browser_matches) {
  EXPECT_GE(std::size(kRows), 450u);
  for (const Row& row : kRows) {
    SCOPED_TRACE(std::string(row.selector) + " on " + std::string(row.page.substr(0, 60)));
    expect_row(row);
  }
}

TEST(Selector, oracle_matches_what_a_browser_matches) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(std::string(row.selector) + " on " + std::string(row.page.substr(0, 60)));
    SelectorSet set;
    ASSERT_TRUE(set.add(row.selector).has_value());
    EXPECT_EQ(run_selectors(set, row.page, 1 << 20, Implied::asked).of_selector[0],
              RecordedPage(row.page).matches(*parse_selector(row.selector)));
  }
}

}  // namespace
}  // namespace inlay::html
