#include "edge_prelude.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

namespace inlay {
namespace {

std::string bundled() {
  std::ifstream file(INLAY_BUNDLED, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(EdgePrelude, IsWhatWasBundled) { EXPECT_EQ(edge_prelude(), bundled()); }

TEST(EdgePrelude, IsAsciiAndSmall) {
  const auto is_ascii = [](char c) { return c > 0 && c < 127; };
  EXPECT_TRUE(std::all_of(edge_prelude().begin(), edge_prelude().end(), is_ascii));
  EXPECT_GT(edge_prelude().size(), 50'000U);
  EXPECT_LT(edge_prelude().size(), 100'000U);  // every isolate holds it
}

}  // namespace
}  // namespace inlay
