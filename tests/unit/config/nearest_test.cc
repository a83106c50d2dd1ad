#include "base/nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace inlay {
namespace {

TEST(Nearest, finds_what_was_meant) {
  constexpr std::array<std::string_view, 4> kKnown{"serve", "demo", "rewrite", "check"};
  struct Row {
    std::string_view wrong, nearest;
  };
  for (const Row& row : {Row{"sevre", "serve"}, Row{"demos", "demo"}, Row{"re-write", "rewrite"},
                         Row{"chekc", "check"}}) {
    EXPECT_EQ(nearest_word(row.wrong, kKnown), row.nearest) << row.wrong;
  }
  EXPECT_EQ(nearest_word("x", {}), "");
}

}  // namespace
}  // namespace inlay
