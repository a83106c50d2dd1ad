#include "edge/kept_page.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

std::string from(const KeptPage& page, uint64_t offset) {
  std::string all;
  while (offset < page.end()) {
    const std::string_view piece = page.at(offset);
    all.append(piece);
    offset += piece.size();
  }
  return all;
}

TEST(KeptPage, GivesBackWhatCameInWhateverPieces) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += static_cast<char>('a' + i % 26);
  for (size_t piece : {1ul, 7ul, 16'383ul, 16'384ul, 16'385ul, 50'000ul}) {
    KeptPage page;
    for (size_t at = 0; at < text.size(); at += piece)
      page.append(std::string_view(text).substr(at, piece));
    ASSERT_EQ(page.end(), text.size());
    for (uint64_t offset : {0ul, 1ul, 16'384ul, 33'333ul, 50'000ul}) {
      page.drop(offset);
      EXPECT_EQ(page.begin(), offset);
      EXPECT_EQ(from(page, offset), text.substr(offset)) << piece;
    }
    page.append("more");
    std::string out = "x";
    page.move_to(out, 50'000);
    EXPECT_EQ(out, "xmore");
    EXPECT_EQ(page.begin(), page.end());
  }
}

}  // namespace
}  // namespace inlay
