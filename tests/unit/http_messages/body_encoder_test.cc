#include "http_messages/body_encoder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "coding_samples.h"
#include "reference_codings.h"

namespace inlay::http {
namespace {

constexpr size_t kBytesMax = 4 * 1024 * 1024;
constexpr Coding kAll[] = {Coding::gzip, Coding::deflate, Coding::br, Coding::zstd};

enum class Flushed : bool { no, each_piece };

std::string encode(BodyEncoder& encoder, std::string_view plain, size_t piece_bytes,
                   Flushed flushed) {
  std::string out;
  while (!plain.empty()) {
    encoder.write(plain.substr(0, piece_bytes), out);
    plain.remove_prefix(std::min(piece_bytes, plain.size()));
    if (flushed == Flushed::each_piece) encoder.flush(out);
  }
  encoder.finish(out);
  return out;
}

std::vector<std::pair<const char*, std::string>> plains() {
  return {
      {"nothing", ""},
      {"one byte", "x"},
      {"short", "<!doctype html><title>a</title>"},
      {"page", sample_page(100'000)},
      {"noise", sample_noise(70'000)},
      {"zeros", std::string(600'000, '\0')},
      {"page and noise", sample_page(40'000) + sample_noise(40'000) + sample_page(300'000)},
  };
}

TEST(BodyEncoder, others_read_what_it_writes_in_any_pieces) {
  for (const Coding coding : kAll) {
    for (const auto& [name, plain] : plains()) {
      SCOPED_TRACE(std::string(coding_name(coding)) + ": " + name);
      for (const size_t piece : {1u, 2u, 7u, 64u, 4096u, 1'000'000u}) {
        if (piece < 7 && plain.size() > 100'000) continue;
        BodyEncoder encoder(coding);
        EXPECT_EQ(reference_decode(coding, encode(encoder, plain, piece, Flushed::no), kBytesMax),
                  plain)
            << "pieces of " << piece;
        if (piece < 64 && plain.size() > 1000) continue;
        encoder.reset();
        const std::string coded = encode(encoder, plain, piece, Flushed::each_piece);
        EXPECT_EQ(reference_decode(coding, coded, kBytesMax), plain)
            << "flushed pieces of " << piece;
      }
    }
  }
}

TEST(BodyEncoder, after_a_flush_everything_so_far_can_be_decoded) {
  const std::string page = sample_page(60'000) + sample_noise(30'000) + sample_page(30'000);
  for (const Coding coding : kAll) {
    BodyEncoder encoder(coding);
    std::string coded;
    for (size_t at = 0; at < page.size();) {
      const size_t bytes = std::min<size_t>(at % 3 == 0 ? 17 : 16'384, page.size() - at);
      encoder.write(std::string_view(page).substr(at, bytes / 2), coded);
      encoder.write(std::string_view(page).substr(at + bytes / 2, bytes - bytes / 2), coded);
      encoder.flush(coded);
      at += bytes;
      EXPECT_EQ(reference_decode_prefix(coding, coded, kBytesMax), page.substr(0, at))
          << coding_name(coding) << " at " << at;
    }
    encoder.finish(coded);
    EXPECT_EQ(reference_decode(coding, coded, kBytesMax), page) << coding_name(coding);
  }
}

TEST(BodyEncoder, a_flush_of_nothing_writes_nothing) {
  for (const Coding coding : kAll) {
    BodyEncoder encoder(coding);
    std::string coded;
    encoder.flush(coded);
    EXPECT_EQ(coded.size(), 0u) << coding_name(coding);
    encoder.write("hello", coded);
    encoder.flush(coded);
    const size_t bytes = coded.size();
    encoder.flush(coded);
    encoder.write("", coded);
    encoder.flush(coded);
    EXPECT_EQ(coded.size(), bytes) << coding_name(coding);
    encoder.finish(coded);
    EXPECT_EQ(reference_decode(coding, coded, kBytesMax), "hello") << coding_name(coding);
  }
}

TEST(BodyEncoder, can_be_used_again) {
  const std::string page = sample_page(30'000);
  for (const Coding coding : kAll) {
    BodyEncoder encoder(coding);
    const std::string first = encode(encoder, page, 5000, Flushed::each_piece);
    encoder.reset();
    EXPECT_EQ(encode(encoder, page, 5000, Flushed::each_piece), first) << coding_name(coding);
    encoder.reset();
    std::string dropped;
    encoder.write(page, dropped);
    encoder.reset();  // in the middle of a body
    EXPECT_EQ(encode(encoder, page, 5000, Flushed::each_piece), first) << coding_name(coding);
  }
}

TEST(BodyEncoder, gzip_is_hardly_larger_than_zlibs_fastest) {
  for (const size_t bytes : {8'000u, 61'000u, 600'000u}) {
    const std::string page = sample_page(bytes);
    const size_t zlib = reference_encode(Coding::gzip, page, {1, 0}).size();
    BodyEncoder encoder(Coding::gzip);
    const size_t ours = encode(encoder, page, 16'384, Flushed::no).size();
    EXPECT_LE(static_cast<double>(ours), 1.05 * static_cast<double>(zlib)) << bytes;
  }
}

TEST(BodyEncoder, window_that_every_browser_takes) {
  const std::string page = sample_page(3'000'000);
  BodyEncoder encoder(Coding::zstd);
  const std::string coded = encode(encoder, page, 16'384, Flushed::each_piece);
  EXPECT_EQ(reference_decode(Coding::zstd, coded, kBytesMax), page);
  // The window descriptor behind magic and frame header: at most 8 MiB (RFC 9659).
  EXPECT_LE(static_cast<uint8_t>(coded[5]) >> 3, 13);
}

}  // namespace
}  // namespace inlay::http
