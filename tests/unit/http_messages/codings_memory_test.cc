// What codecs allocate, the libraries' own calls included: nothing per piece, and never more than
// is charged.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "coding_samples.h"
#include "counted_memory.h"
#include "http_messages/body_decoder.h"
#include "http_messages/body_encoder.h"
#include "http_messages/codec_pool.h"
#include "reference_codings.h"

namespace inlay::http {
namespace {

constexpr Coding kAll[] = {Coding::gzip, Coding::deflate, Coding::br, Coding::zstd};
constexpr size_t kBytesMax = 4 * 1024 * 1024;
constexpr size_t kRoundingBytes = 256;  // what malloc adds to a few blocks

struct Recoded {
  size_t pieces = 0;
  size_t calls = 0;  // of the allocator
};

// As the edge does it: decoded in one room, encoded and flushed for each piece that comes.
Recoded recode(BodyDecoder& decoder, BodyEncoder& encoder, std::string_view coded,
               size_t piece_bytes, std::string& room, std::string& out) {
  Recoded counts;
  const size_t before = counted_memory().calls;
  while (!coded.empty()) {
    std::string_view in = coded.substr(0, piece_bytes);
    coded.remove_prefix(in.size());
    for (bool more = true; more;) {
      const auto step = decoder.next(in, room);
      if (!step) return {};
      in.remove_prefix(step->consumed);
      encoder.write(step->data, out);
      more = step->more;
    }
    encoder.flush(out);
    out.clear();
    ++counts.pieces;
  }
  encoder.finish(out);
  counts.calls = counted_memory().calls - before;
  return counts;
}

TEST(CodingsMemory, a_second_page_allocates_nothing) {
  const std::string page = sample_page(300'000);
  std::string room(64 * 1024, '\0');
  std::string out;
  out.reserve(kBytesMax);
  for (const Coding coding : kAll) {
    const std::string coded = reference_encode(coding, page);
    BodyDecoder decoder(coding, {});
    BodyEncoder encoder(coding);
    recode(decoder, encoder, coded, 1000, room, out);
    decoder.reset({});
    encoder.reset();
    const Recoded second = recode(decoder, encoder, coded, 1000, room, out);
    EXPECT_GT(second.pieces, 30u) << coding_name(coding);
    EXPECT_EQ(second.calls, 0u) << coding_name(coding);
  }
}

TEST(CodingsMemory, decoders_hold_at_most_what_is_charged) {
  const std::string plain = sample_page(3'000'000) + sample_noise(20'000'000) + sample_page(999);
  const struct {
    const char* name;
    Coding coding;
    ReferenceStyle style;
  } rows[] = {
      {"gzip", Coding::gzip, {6, 0}},         {"stored gzip", Coding::gzip, {0, 0}},
      {"deflate", Coding::deflate, {6, 0}},   {"raw deflate", Coding::deflate, {6, -15}},
      {"br 2^16", Coding::br, {5, 16}},       {"br 2^23", Coding::br, {5, 23}},
      {"br dense 2^22", Coding::br, {9, 22}}, {"zstd 2^21", Coding::zstd, {3, 21}},
      {"zstd 2^23", Coding::zstd, {3, 23}},
  };
  std::string room(64 * 1024, '\0');
  for (const auto& row : rows) {
    const std::string coded = reference_encode(row.coding, plain, row.style);
    const DecoderLimits limits{.window_bytes_max = window_bytes(row.coding, coded).value()};
    for (const size_t piece : {size_t{1000}, coded.size()}) {
      reset_peak();
      const size_t before = counted_memory().held_bytes;
      BodyDecoder decoder(row.coding, limits);
      size_t decoded = 0;
      for (size_t at = 0; at < coded.size(); at += piece) {
        std::string_view in = std::string_view(coded).substr(at, piece);
        for (bool more = true; more;) {
          const auto step = decoder.next(in, room);
          ASSERT_TRUE(step) << row.name;
          in.remove_prefix(step->consumed);
          decoded += step->data.size();
          more = step->more;
        }
      }
      const size_t peak = counted_memory().peak_bytes - before;
      EXPECT_EQ(decoded, plain.size()) << row.name;
      EXPECT_LE(peak, decoder_memory_bytes(row.coding, limits) + kRoundingBytes) << row.name;
      decoder.reset(limits);
      EXPECT_LE(counted_memory().held_bytes - before, decoder.held_bytes() + kRoundingBytes)
          << row.name;
    }
  }
}

TEST(CodingsMemory, encoders_hold_at_most_what_is_charged) {
  const std::string plain = sample_page(2'000'000) + sample_noise(2'000'000) + sample_page(999);
  std::string out;
  out.reserve(plain.size() * 2);
  for (const Coding coding : kAll) {
    for (const size_t piece : {size_t{100}, size_t{16'384}, plain.size()}) {
      out.clear();
      reset_peak();
      const size_t before = counted_memory().held_bytes;
      BodyEncoder encoder(coding);
      for (size_t at = 0; at < plain.size(); at += piece) {
        encoder.write(std::string_view(plain).substr(at, piece), out);
        if (piece > 100) encoder.flush(out);
      }
      encoder.finish(out);
      EXPECT_LE(counted_memory().peak_bytes - before, encoder_memory_bytes(coding) + kRoundingBytes)
          << coding_name(coding) << ", pieces of " << piece;
      encoder.reset();
      EXPECT_LE(counted_memory().held_bytes - before, encoder.held_bytes() + kRoundingBytes);
    }
  }
}

TEST(CodingsMemory, the_pool_makes_64_pairs_once) {
  CodecPool pool({}, {});
  const auto serve_64_at_once = [&pool] {
    std::vector<std::pair<CodecPool::Decoder, CodecPool::Encoder>> lent;
    lent.reserve(64);
    const size_t before = counted_memory().calls;
    for (int i = 0; i < 64; ++i) {
      lent.emplace_back(pool.decoder(Coding::gzip, "").value(), pool.encoder(Coding::gzip).value());
    }
    return counted_memory().calls - before;
  };
  EXPECT_GE(serve_64_at_once(), 4 * 64u);
  EXPECT_EQ(serve_64_at_once(), 0u);
  EXPECT_EQ(serve_64_at_once(), 0u);
  pool.trim();
  pool.trim();
  EXPECT_EQ(pool.idle_bytes(), 0u);
}

}  // namespace
}  // namespace inlay::http
