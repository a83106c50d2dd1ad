#include "http_messages/codec_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "coding_samples.h"
#include "reference_codings.h"

namespace inlay::http {
namespace {

constexpr Coding kAll[] = {Coding::gzip, Coding::deflate, Coding::br, Coding::zstd};

std::string recode(CodecPool& pool, Coding coding, std::string_view coded) {
  auto decoder = pool.decoder(coding, coded);
  auto encoder = pool.encoder(coding);
  EXPECT_TRUE(decoder && encoder);
  std::string room(64 * 1024, '\0');
  std::string out;
  bool more = true;
  while (more) {
    const auto step = (*decoder)->next(coded, room);
    if (!step) return step.error().detail;
    coded.remove_prefix(step->consumed);
    (*encoder)->write(step->data, out);
    more = step->more;
  }
  (*encoder)->finish(out);
  return out;
}

TEST(CodecPool, recodes_page_after_page) {
  CodecPool pool({}, {});
  const std::string page = sample_page(60'000);
  for (int round = 0; round < 3; ++round) {
    for (const Coding coding : kAll) {
      const std::string out = recode(pool, coding, reference_encode(coding, page));
      EXPECT_EQ(reference_decode(coding, out, 1 << 20), page) << coding_name(coding);
    }
  }
  EXPECT_EQ(pool.charged_bytes(), 0u);
}

TEST(CodecPool, lends_the_same_codec_again) {
  CodecPool pool({}, {});
  for (const Coding coding : kAll) {
    const BodyDecoder* decoder = pool.decoder(coding, "").value().get();
    EXPECT_EQ(pool.decoder(coding, "").value().get(), decoder) << coding_name(coding);
    const BodyEncoder* encoder = pool.encoder(coding).value().get();
    EXPECT_EQ(pool.encoder(coding).value().get(), encoder) << coding_name(coding);
  }
}

TEST(CodecPool, charges_until_the_bound) {
  const uint64_t one = decoder_memory_bytes(Coding::gzip, {});
  CodecPool pool({}, {.memory_bytes_max = 3 * one});
  std::vector<CodecPool::Decoder> lent;
  for (int i = 0; i < 3; ++i) lent.push_back(pool.decoder(Coding::gzip, "").value());
  EXPECT_EQ(pool.charged_bytes(), 3 * one);
  const auto refused = pool.decoder(Coding::gzip, "");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::busy);
  EXPECT_EQ(refused.error().reason, Reason::decode_over_budget);
  EXPECT_EQ(refused.error().detail, "content codings: " + std::to_string(3 * one) +
                                        " bytes in use and " + std::to_string(one) +
                                        " wanted, limit " + std::to_string(3 * one) +
                                        " (coding.memory_bytes_max)");
  EXPECT_FALSE(pool.encoder(Coding::br));
  lent.pop_back();
  EXPECT_TRUE(pool.decoder(Coding::gzip, ""));
  lent.clear();
  EXPECT_EQ(pool.charged_bytes(), 0u);
}

TEST(CodecPool, charges_by_the_window_asked_for) {
  const struct {
    const char* name;
    Coding coding;
    std::string first;
    uint64_t window;  // that is charged and allowed
  } rows[] = {
      {"br 2^16", Coding::br, "\x0C", 1 << 16},
      {"br 2^22", Coding::br, "\x0B", 1 << 22},
      {"br unknown", Coding::br, "", 8 << 20},
      {"zstd 1.125 KiB", Coding::zstd, "\x28\xB5\x2F\xFD" + std::string("\x00\x01", 2), 2 << 20},
      {"zstd 7 MiB", Coding::zstd, "\x28\xB5\x2F\xFD" + std::string("\x00\x66", 2), 8 << 20},
      {"zstd unknown", Coding::zstd, "\x28\xB5\x2F\xFD", 8 << 20},
  };
  for (const auto& row : rows) {
    CodecPool pool({}, {});
    const auto decoder = pool.decoder(row.coding, row.first);
    ASSERT_TRUE(decoder) << row.name;
    EXPECT_EQ(pool.charged_bytes(),
              decoder_memory_bytes(row.coding, {.window_bytes_max = row.window}))
        << row.name;
  }
}

TEST(CodecPool, refuses_a_window_before_anything_is_decoded) {
  CodecPool pool({}, {});
  for (const auto& [coding, first] :
       {std::pair{Coding::br, std::string("\x0F")},
        std::pair{Coding::zstd, std::string("\x28\xB5\x2F\xFD\x00\x70", 6)}}) {
    const auto refused = pool.decoder(coding, first);
    ASSERT_FALSE(refused) << coding_name(coding);
    EXPECT_EQ(refused.error().fault, Fault::too_large);
    EXPECT_EQ(refused.error().reason, Reason::decode_window);
    EXPECT_THAT(refused.error().detail, testing::HasSubstr("16777216 bytes, limit 8388608"));
  }
  EXPECT_EQ(pool.charged_bytes(), 0u);
}

// A small first frame does not bound later ones to its own window.
TEST(CodecPool, takes_larger_frames_behind_a_small_one) {
  const std::string page = sample_page(1'500'000);
  const std::string coded =
      reference_encode(Coding::zstd, "small") + reference_encode(Coding::zstd, page);
  CodecPool pool({}, {});
  EXPECT_EQ(reference_decode(Coding::zstd, recode(pool, Coding::zstd, coded), 1 << 22),
            "small" + page);
}

TEST(CodecPool, keeps_as_many_idle_as_allowed) {
  const uint64_t one = decoder_memory_bytes(Coding::gzip, {});
  CodecPool pool({}, {.idle_bytes_max = 5 * one / 2});
  std::vector<CodecPool::Decoder> lent;
  for (int i = 0; i < 10; ++i) lent.push_back(pool.decoder(Coding::gzip, "").value());
  EXPECT_EQ(pool.idle_bytes(), 0u);
  lent.clear();
  EXPECT_EQ(pool.idle_bytes(), 2 * one);
}

TEST(CodecPool, frees_what_was_not_needed_between_two_trims) {
  const uint64_t one = decoder_memory_bytes(Coding::gzip, {});
  CodecPool pool({}, {});
  std::vector<CodecPool::Decoder> lent;
  for (int i = 0; i < 5; ++i) lent.push_back(pool.decoder(Coding::gzip, "").value());
  lent.clear();
  pool.trim();  // all five were in use since the last one
  EXPECT_EQ(pool.idle_bytes(), 5 * one);
  for (int i = 0; i < 2; ++i) lent.push_back(pool.decoder(Coding::gzip, "").value());
  lent.clear();
  pool.trim();
  EXPECT_EQ(pool.idle_bytes(), 2 * one);
  pool.trim();
  EXPECT_EQ(pool.idle_bytes(), 0u);
}

}  // namespace
}  // namespace inlay::http
