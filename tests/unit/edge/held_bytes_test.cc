#include "edge/held_bytes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace inlay {
namespace {

TEST(HeldBytes, StayWhereTheyAre) {
  HeldBytes held;
  for (int turn = 0; turn < 3; turn++) {
    std::vector<std::string> texts;
    std::vector<std::string_view> copies;
    for (size_t size : {size_t{1}, size_t{0}, size_t{4000}, size_t{95}, size_t{1}, size_t{4096},
                        size_t{70000}, size_t{3}, size_t{5000}}) {
      texts.push_back(std::string(size, static_cast<char>('a' + texts.size())));
      copies.push_back(held.add(texts.back()));
    }
    for (size_t i = 0; i < texts.size(); i++) EXPECT_EQ(copies[i], texts[i]) << i;
    held.clear();
  }
}

TEST(HeldBytes, UseTheirFirstBlockAgain) {
  HeldBytes held;
  const char* first = held.add("first").data();
  held.add(std::string(3 * HeldBytes::kBlockBytes, 'x'));
  held.clear();
  EXPECT_EQ(held.add("again").data(), first);
}

}  // namespace
}  // namespace inlay
