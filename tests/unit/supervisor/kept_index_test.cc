#include "supervisor/kept_index.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

std::string hash(char c) { return std::string(27, c); }
crypto::Digest digest(char c) { return crypto::sha256(std::string(1, c)); }

KeptIndex example() {
  KeptIndex index;
  index.add(hash('a'), {.bytes = 100, .unnamed_since = 0, .contents = {digest('x'), digest('y')}},
            {5000, 4095});
  index.add(hash('b'), {.bytes = 4096, .unnamed_since = 77, .contents = {digest('y')}}, {4095});
  index.add(hash('c'), {.bytes = 0, .unnamed_since = 78, .contents = {}}, {});
  index.hosts = {{"*", {"", 9}}, {"a.example", {hash('a'), 10}}};
  return index;
}

TEST(KeptIndex, ComesBackWhole) {
  KeptIndex before = example();
  auto after = KeptIndex::decode(before.encode());
  ASSERT_TRUE(after) << after.error().detail;
  EXPECT_EQ(after->encode(), before.encode());
  EXPECT_EQ(after->hosts, before.hosts);
  EXPECT_EQ(after->disk_bytes(), before.disk_bytes());
  EXPECT_EQ(after->plans().at(hash('b')).unnamed_since, 77U);
  EXPECT_EQ(after->contents().at(digest('y')).plans, 2U);
}

TEST(KeptIndex, CountsWholeBlocksAndSharedContentsOnce) {
  KeptIndex index = example();
  EXPECT_EQ(index.disk_bytes(), 4096U * (1 + 2 + 1 + 2 + 1));
  EXPECT_EQ(index.remove(hash('a')), std::vector<crypto::Digest>{digest('x')});
  EXPECT_EQ(index.disk_bytes(), 4096U * (1 + 2 + 1));
  EXPECT_EQ(index.remove(hash('b')), std::vector<crypto::Digest>{digest('y')});
  EXPECT_TRUE(index.remove(hash('b')).empty());
  EXPECT_TRUE(index.remove(hash('c')).empty());
  EXPECT_EQ(index.disk_bytes(), 0U);
  EXPECT_TRUE(index.contents().empty());
}

TEST(KeptIndex, RefusesDamageAnywhere) {
  std::string bytes = example().encode();
  for (size_t at = 0; at < bytes.size(); at++) {
    EXPECT_FALSE(KeptIndex::decode(std::string_view(bytes).substr(0, at))) << at;
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    EXPECT_FALSE(KeptIndex::decode(damaged)) << at;
  }
  EXPECT_FALSE(KeptIndex::decode(bytes + "x"));
}

// Whoever can write the index can also write its digest: what it says must still be checked.
TEST(KeptIndex, RefusesLiesBehindARightDigest) {
  std::string bytes = example().encode();
  bytes.resize(bytes.size() - sizeof(crypto::Digest));
  for (size_t at = 12; at < bytes.size(); at++) {
    for (char lie : {'\xFF', '/', '\0'}) {
      std::string damaged = bytes;
      damaged[at] = lie;
      damaged.append(crypto::bytes_of(crypto::sha256(damaged)));
      auto index = KeptIndex::decode(damaged);
      if (!index) continue;
      for (const auto& [name, plan] : index->plans()) {
        EXPECT_EQ(name.find('/'), std::string::npos) << at;
        EXPECT_EQ(name.find('\0'), std::string::npos) << at;
      }
    }
  }
}

}  // namespace
}  // namespace inlay
