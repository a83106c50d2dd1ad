#include "http_messages/body_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "coding_samples.h"
#include "reference_codings.h"

namespace inlay::http {
namespace {

using namespace std::string_literals;

constexpr size_t kRoom = 64 * 1024;
constexpr Coding kAll[] = {Coding::gzip, Coding::deflate, Coding::br, Coding::zstd};

struct Outcome {
  std::string data;
  std::string problem;  // empty: the body is whole
  bool complete = false;

  bool operator==(const Outcome&) const = default;
};

void PrintTo(const Outcome& outcome, std::ostream* out) {
  *out << outcome.data.size() << " bytes, complete " << outcome.complete << ", \""
       << outcome.problem << '"';
}

Outcome decode(BodyDecoder& decoder, std::string_view coded, size_t piece_bytes,
               size_t room_bytes) {
  Outcome out;
  std::string room(room_bytes, '\0');
  while (!coded.empty() && out.problem.empty()) {
    std::string_view in = coded.substr(0, piece_bytes);
    coded.remove_prefix(in.size());
    bool more = true;
    while (more) {
      const auto step = decoder.next(in, room);
      if (!step) {
        EXPECT_EQ(step.error().blame, Blame::origin);
        out.problem = step.error().detail;
        break;
      }
      EXPECT_LE(step->consumed, in.size());
      out.data += step->data;
      in.remove_prefix(step->consumed);
      more = step->more;
      EXPECT_TRUE(more || in.empty());
    }
  }
  if (out.problem.empty()) {
    if (const auto finished = decoder.finish(); !finished) out.problem = finished.error().detail;
  }
  out.complete = decoder.complete();
  return out;
}

Outcome decode(Coding coding, std::string_view coded, size_t piece_bytes = kRoom,
               size_t room_bytes = kRoom, const DecoderLimits& limits = {}) {
  BodyDecoder decoder(coding, limits);
  return decode(decoder, coded, piece_bytes, room_bytes);
}

struct Sample {
  std::string name;
  Coding coding;
  std::string coded;
  std::string plain;
};

std::vector<Sample> samples() {
  const std::pair<const char*, std::string> plains[] = {
      {"nothing", ""},
      {"one byte", "x"},
      {"short", "<!doctype html><title>a</title>"},
      {"page", sample_page(50'000)},
      {"noise", sample_noise(40'000)},
      {"zeros", std::string(150'000, '\0')},
  };
  const std::pair<Coding, ReferenceStyle> styles[] = {
      {Coding::gzip, {1, 0}},    {Coding::gzip, {9, 0}},      {Coding::gzip, {0, 0}},
      {Coding::deflate, {6, 0}}, {Coding::deflate, {6, -15}}, {Coding::deflate, {0, -15}},
      {Coding::deflate, {9, 9}}, {Coding::deflate, {1, -9}},  {Coding::br, {0, 0}},
      {Coding::br, {4, 18}},     {Coding::br, {11, 10}},      {Coding::br, {5, 23}},
      {Coding::zstd, {1, 0}},    {Coding::zstd, {3, 17}},     {Coding::zstd, {19, 0}},
      {Coding::zstd, {3, 23}},
  };
  std::vector<Sample> out;
  for (const auto& [name, plain] : plains) {
    for (const auto& [coding, style] : styles) {
      out.push_back({std::string(coding_name(coding)) + " level " + std::to_string(style.level) +
                         " window " + std::to_string(style.window_bits) + ": " + name,
                     coding, reference_encode(coding, plain, style), plain});
    }
  }
  return out;
}

TEST(BodyDecoder, reads_what_others_wrote_in_any_pieces) {
  for (const Sample& sample : samples()) {
    SCOPED_TRACE(sample.name);
    const Outcome expected{sample.plain, "", true};
    for (const size_t piece : {1u, 2u, 7u, 64u, 4096u, 1'000'000u}) {
      EXPECT_EQ(decode(sample.coding, sample.coded, piece), expected) << "pieces of " << piece;
    }
    for (const size_t room : {100u, 4096u, 1'000'000u}) {
      EXPECT_EQ(decode(sample.coding, sample.coded, kRoom, room), expected) << "room " << room;
    }
  }
}

TEST(BodyDecoder, reads_the_same_with_room_for_one_byte) {
  const std::string page = sample_page(3000);
  for (const Coding coding : kAll) {
    const std::string coded = reference_encode(coding, page);
    for (const size_t piece : {1u, 5u, 1'000'000u}) {
      EXPECT_EQ(decode(coding, coded, piece, 1), (Outcome{page, "", true})) << coding_name(coding);
    }
  }
}

TEST(BodyDecoder, is_whole_at_no_cut_but_the_last) {
  const std::string page = sample_page(900);
  for (const Coding coding : kAll) {
    for (const std::string& plain : {page, std::string()}) {
      const std::string coded = reference_encode(coding, plain);
      for (size_t cut = 1; cut < coded.size(); ++cut) {
        const Outcome outcome = decode(coding, coded.substr(0, cut), cut % 3 + 1);
        EXPECT_THAT(outcome.problem, testing::HasSubstr("ends too early"))
            << coding_name(coding) << " cut at " << cut;
        EXPECT_FALSE(outcome.complete);
        EXPECT_EQ(outcome.data, plain.substr(0, outcome.data.size()));
      }
    }
  }
}

TEST(BodyDecoder, takes_a_body_without_bytes_as_empty) {
  for (const Coding coding : kAll) {
    const Outcome outcome = decode(coding, "");
    EXPECT_EQ(outcome.problem, "") << coding_name(coding);
    EXPECT_FALSE(outcome.complete);
  }
}

TEST(BodyDecoder, gives_out_at_once_what_was_flushed) {
  // zlib's Z_SYNC_FLUSH after "hello", raw.
  const std::string flushed = "\xCA\x48\xCD\xC9\xC9\x07\x00\x00\x00\xFF\xFF"s;
  BodyDecoder decoder(Coding::deflate, {});
  std::string room(kRoom, '\0');
  std::string out;
  for (const std::string_view piece :
       {std::string_view(flushed).substr(0, 2), std::string_view(flushed).substr(2)}) {
    const auto step = decoder.next(piece, room);
    ASSERT_TRUE(step);
    out += step->data;
  }
  EXPECT_EQ(out, "hello");
}

TEST(BodyDecoder, can_be_used_again) {
  const std::string page = sample_page(50'000);
  for (const Coding coding : kAll) {
    BodyDecoder decoder(coding, {});
    const std::string coded = reference_encode(coding, page);
    for (const size_t cut : {size_t{1}, size_t{7}, coded.size() / 2, coded.size()}) {
      std::string room(kRoom, '\0');
      EXPECT_TRUE(decoder.next(std::string_view(coded).substr(0, cut), room));
      decoder.reset({});
      EXPECT_EQ(decode(decoder, coded, 999, kRoom), (Outcome{page, "", true}));
      decoder.reset({});
    }
  }
}

std::string gzip_with(uint8_t flags, const std::string& fields) {
  const std::string plain = reference_encode(Coding::gzip, "hello");
  return plain.substr(0, 3) + static_cast<char>(flags) + plain.substr(4, 6) + fields +
         plain.substr(10);
}
std::string zstd_frame(const std::string& header, const std::string& blocks) {
  return "\x28\xB5\x2F\xFD" + header + blocks;
}
const std::string kEmptyBlock = "\x01\0\0"s;  // raw, last

struct Row {
  const char* name;
  Coding coding;
  std::string coded;
  std::string data;
  std::string problem;    // the beginning of it; empty: whole
  bool complete = false;  // for those with a problem
};

std::vector<Row> rows() {
  const std::string gzip = reference_encode(Coding::gzip, "hello");
  const std::string zlib = reference_encode(Coding::deflate, "hello");
  const std::string raw = reference_encode(Coding::deflate, "hello", {6, -15});
  const std::string br = reference_encode(Coding::br, "hello");
  const std::string zstd = reference_encode(Coding::zstd, "hello");
  const std::string skipped = "\x5A\x2A\x4D\x18\x03\0\0\0abc"s;
  std::string wrong_crc = gzip;
  wrong_crc[gzip.size() - 8] ^= 1;
  std::string wrong_length = gzip;
  wrong_length[gzip.size() - 1] ^= 1;
  std::string wrong_adler = zlib;
  wrong_adler.back() ^= 1;
  return {
      {"extra field", Coding::gzip, gzip_with(4, "\x03\0abc"s), "hello", ""},
      {"empty extra field", Coding::gzip, gzip_with(4, "\0\0"s), "hello", ""},
      {"largest extra field", Coding::gzip, gzip_with(4, "\xFF\xFF" + std::string(65535, 'e')),
       "hello", ""},
      {"name", Coding::gzip, gzip_with(8, "page.html\0"s), "hello", ""},
      {"empty name", Coding::gzip, gzip_with(8, "\0"s), "hello", ""},
      {"long comment", Coding::gzip, gzip_with(16, std::string(100'000, 'c') + '\0'), "hello", ""},
      {"text hint", Coding::gzip, gzip_with(1, ""), "hello", ""},
      {"header checksum", Coding::gzip,
       "\x1F\x8B\x08\x1F\x01\x02\x03\x04\x02\x03\x02\0xxn\0c\0n\xA9"s + gzip.substr(10), "hello",
       ""},
      {"wrong header checksum", Coding::gzip,
       "\x1F\x8B\x08\x1F\x01\x02\x03\x04\x02\x03\x02\0xxn\0c\0n\xA8"s + gzip.substr(10), "",
       "gzip: wrong checksum of the header"},
      {"reserved flag", Coding::gzip, gzip_with(0x20, ""), "", "gzip: reserved flags are set"},
      {"other method", Coding::gzip, "\x1F\x8B\x07\0"s, "", "gzip: unknown method"},
      {"plain text", Coding::gzip, "<!doctype html>", "", "gzip: does not begin as gzip"},
      {"zlib as gzip", Coding::gzip, zlib, "", "gzip: does not begin as gzip"},
      {"wrong checksum", Coding::gzip, wrong_crc, "hello", "gzip: wrong checksum"},
      {"wrong length", Coding::gzip, wrong_length, "hello", "gzip: wrong length"},
      {"two members", Coding::gzip, gzip + gzip, "hellohello", ""},
      {"empty member first", Coding::gzip, reference_encode(Coding::gzip, "") + gzip, "hello", ""},
      {"many members", Coding::gzip, gzip + gzip + gzip_with(8, "a\0"s) + gzip,
       "hellohellohellohello", ""},
      {"gzip and a byte", Coding::gzip, gzip + "\n", "hello", "gzip: bytes after the end", true},
      {"gzip and zeros", Coding::gzip, gzip + "\0\0\0"s, "hello", "gzip: bytes after", true},
      {"gzip and half a magic", Coding::gzip, gzip + "\x1F", "hello", "gzip: ends too early", true},
      {"gzip and nearly gzip", Coding::gzip, gzip + "\x1F\x8C", "hello", "gzip: bytes after", true},
      {"second member broken", Coding::gzip, gzip + "\x1F\x8B\x09"s, "hello",
       "gzip: unknown method"},
      {"second member cut", Coding::gzip, gzip + gzip.substr(0, 12), "hello",
       "gzip: ends too early"},
      {"reserved block type", Coding::gzip, gzip.substr(0, 10) + "\x07", "", "gzip: corrupt data"},
      {"stored block with wrong length", Coding::gzip, gzip.substr(0, 10) + "\x01\x01\0\0\0"s, "",
       "gzip: corrupt data"},
      {"reference before the beginning", Coding::gzip, gzip.substr(0, 10) + "\x03\x02\0\0"s, "",
       "gzip: corrupt data"},

      {"deflate", Coding::deflate, zlib, "hello", ""},
      {"raw deflate", Coding::deflate, raw, "hello", ""},
      {"empty raw deflate", Coding::deflate, "\x03\0"s, "", ""},
      {"wrong adler", Coding::deflate, wrong_adler, "hello", "deflate: wrong checksum"},
      {"dictionary wanted", Coding::deflate, "\x78\xBB\0\0\0\0\x03\0"s, "",
       "deflate: needs a dictionary"},
      {"window of 64 KiB", Coding::deflate, "\x88\x1C" + zlib.substr(2), "",
       "deflate: corrupt data"},
      {"zlib and a byte", Coding::deflate, zlib + "x", "hello", "deflate: bytes after", true},
      {"zlib twice", Coding::deflate, zlib + zlib, "hello", "deflate: bytes after", true},
      {"raw and a byte", Coding::deflate, raw + "x", "hello", "deflate: bytes after", true},
      {"gzip as deflate", Coding::deflate, gzip, "", "deflate: corrupt data"},
      {"plain text as deflate", Coding::deflate, "<!doctype html>", "", "deflate: corrupt data"},

      {"br and a byte", Coding::br, br + "x", "hello", "br: bytes after the end", true},
      {"br twice", Coding::br, br + br, "hello", "br: bytes after the end", true},
      {"plain text as br", Coding::br, "<!doctype html>", "", "br: corrupt data"},
      {"large window br", Coding::br, "\x11\x1E\0\0"s, "", "br: corrupt data"},

      {"two frames", Coding::zstd, zstd + zstd, "hellohello", ""},
      {"skipped frame first", Coding::zstd, skipped + zstd, "hello", ""},
      {"skipped frame between", Coding::zstd, zstd + skipped + zstd, "hellohello", ""},
      {"empty skipped frame", Coding::zstd, "\x50\x2A\x4D\x18\0\0\0\0"s + zstd, "hello", ""},
      {"only a skipped frame", Coding::zstd, skipped, "", ""},
      {"zstd and a byte", Coding::zstd, zstd + "x", "hello", "zstd: bytes after the end", true},
      {"zstd and half a magic", Coding::zstd, zstd + "\x28\xB5", "hello", "zstd: ends too early",
       true},
      {"zstd and nearly zstd", Coding::zstd, zstd + "\x28\xB5\x2F\xFE", "hello",
       "zstd: bytes after the end", true},
      {"second frame cut", Coding::zstd, zstd + zstd.substr(0, 6), "hello", "zstd: ends too early"},
      {"plain text as zstd", Coding::zstd, "<!doctype html>", "", "zstd: does not begin as zstd"},
      {"format before the standard", Coding::zstd, "\x27\xB5\x2F\xFD\0\0\0\0"s, "",
       "zstd: does not begin as zstd"},
      {"empty frame", Coding::zstd, zstd_frame("\x20\0"s, kEmptyBlock), "", ""},
      {"dictionary", Coding::zstd, zstd_frame("\x21\x07\0"s, kEmptyBlock), "",
       "zstd: needs a dictionary"},
      {"dictionary 0 is none", Coding::zstd, zstd_frame("\x21\0\0"s, kEmptyBlock), "", ""},
      {"reserved bit", Coding::zstd, zstd_frame("\x28\0"s, kEmptyBlock), "", "zstd: corrupt data"},
      {"reserved block type", Coding::zstd, zstd_frame("\x20\0"s, "\x07\0\0"s), "",
       "zstd: corrupt data"},
      {"content longer than said", Coding::zstd, zstd_frame("\x20\x01"s, "\x13\0\0a"s), "",
       "zstd: corrupt data"},
  };
}

TEST(BodyDecoder, outcomes_at_every_cut) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const size_t size = row.coded.size();
    std::vector<size_t> pieces{1, 2, 3, size};
    for (size_t piece = 4; piece < std::min<size_t>(size, 100); ++piece) pieces.push_back(piece);
    for (const size_t piece : pieces) {
      const Outcome outcome = decode(row.coding, row.coded, piece);
      EXPECT_EQ(outcome.problem.substr(0, row.problem.size()), row.problem) << piece;
      EXPECT_EQ(outcome.problem.empty(), row.problem.empty()) << piece << outcome.problem;
      EXPECT_EQ(outcome.complete, row.problem.empty() || row.complete) << piece;
      if (row.problem.empty() || row.complete) {
        EXPECT_EQ(outcome.data, row.data) << piece;
      }
    }
  }
}

// Whatever one flipped bit does: the reference's outcome, in any pieces.
TEST(BodyDecoder, flipped_bits) {
  constexpr DecoderLimits kLimits{.window_bytes_max = 1 << 27};  // as the libraries have it
  const std::string page = sample_page(400);
  for (const Coding coding : kAll) {
    const std::string coded = reference_encode(coding, page);
    for (size_t bit = 0; bit < coded.size() * 8; ++bit) {
      std::string flipped = coded;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
      const auto expected = reference_decode(coding, flipped, 1 << 16);
      const Outcome whole = decode(coding, flipped, kRoom, kRoom, kLimits);
      const Outcome bytewise = decode(coding, flipped, 1, kRoom, kLimits);
      EXPECT_EQ(whole.problem.empty(), expected.has_value())
          << coding_name(coding) << " bit " << bit << ": " << whole.problem;
      if (expected && whole.problem.empty()) {
        EXPECT_EQ(whole.data, *expected);
      }
      EXPECT_EQ(bytewise.problem.empty(), whole.problem.empty()) << bytewise.problem;
      if (whole.problem.empty()) {
        EXPECT_EQ(bytewise, whole);
      }
    }
  }
}

TEST(BodyDecoder, stops_at_the_ratio) {
  const std::string zeros(40 * 1024 * 1024, '\0');
  for (const Coding coding : kAll) {
    SCOPED_TRACE(coding_name(coding));
    const std::string bomb = reference_encode(coding, zeros, {1, 0});
    const Outcome outcome = decode(coding, bomb);
    EXPECT_THAT(outcome.problem, testing::HasSubstr("(coding.ratio_max)"));
    EXPECT_THAT(outcome.problem, testing::HasSubstr("limit 200 for one"));
    EXPECT_GE(outcome.data.size(), kRatioFreeBytes - kRoom);
    EXPECT_LE(outcome.data.size(), kRatioFreeBytes + kRoom);
    // … and not where it is allowed.
    EXPECT_EQ(decode(coding, bomb, kRoom, kRoom, {.ratio_max = 10'000'000}),
              (Outcome{zeros, "", true}));
  }
}

TEST(BodyDecoder, counts_the_ratio_over_the_whole_body) {
  // Two thirds of the bound in noise make room for as many zeros again.
  const std::string plain = sample_noise(20'000) + std::string(3'900'000, '\0');
  const std::string coded = reference_encode(Coding::gzip, plain);
  EXPECT_EQ(decode(Coding::gzip, coded), (Outcome{plain, "", true}));
  const std::string beyond = reference_encode(Coding::gzip, std::string(1'100'000, '\0'));
  EXPECT_THAT(decode(Coding::gzip, beyond).problem, testing::HasSubstr("coding.ratio_max"));
  const std::string below = reference_encode(Coding::gzip, std::string(1'000'000, '\0'));
  EXPECT_EQ(decode(Coding::gzip, below).problem, "");
}

TEST(BodyDecoder, stops_at_the_window) {
  const std::string page = sample_page(2000);
  const struct {
    Coding coding;
    int window_bits;
    uint64_t bytes_max;
    bool allowed;
  } rows[] = {
      {Coding::br, 23, 8 << 20, true},    {Coding::br, 24, 8 << 20, false},
      {Coding::br, 24, 16 << 20, true},   {Coding::br, 16, 1 << 16, true},
      {Coding::br, 17, 1 << 16, false},   {Coding::br, 10, 1 << 10, true},
      {Coding::br, 11, 1 << 10, false},   {Coding::zstd, 23, 8 << 20, true},
      {Coding::zstd, 24, 8 << 20, false}, {Coding::zstd, 27, 8 << 20, false},
      {Coding::zstd, 24, 16 << 20, true}, {Coding::zstd, 10, 1 << 10, true},
      {Coding::zstd, 11, 1 << 10, false},
  };
  for (const auto& row : rows) {
    const std::string coded = reference_encode(row.coding, page, {5, row.window_bits});
    const uint64_t window = uint64_t{1} << row.window_bits;
    for (const size_t piece : {1u, 1000u}) {
      const Outcome outcome =
          decode(row.coding, coded, piece, kRoom, {.window_bytes_max = row.bytes_max});
      if (row.allowed) {
        EXPECT_EQ(outcome, (Outcome{page, "", true})) << row.window_bits;
      } else {
        EXPECT_EQ(outcome.problem, std::string(coding_name(row.coding)) +
                                       " window: " + std::to_string(window) + " bytes, limit " +
                                       std::to_string(row.bytes_max) +
                                       " (coding.window_bytes_max)");
        EXPECT_EQ(outcome.data, "");
      }
    }
    EXPECT_EQ(window_bytes(row.coding, coded), window);
  }
}

TEST(BodyDecoder, window_that_the_first_bytes_ask_for) {
  const struct {
    const char* name;
    Coding coding;
    std::string first;
    std::optional<uint64_t> window;
  } rows[] = {
      {"gzip", Coding::gzip, "", 32 * 1024},
      {"deflate", Coding::deflate, "", 32 * 1024},
      {"br nothing yet", Coding::br, "", std::nullopt},
      {"br 16", Coding::br, "\x0C", 1 << 16},
      {"br 17", Coding::br, "\x01", 1 << 17},
      {"br 18", Coding::br, "\x03", 1 << 18},
      {"br 22", Coding::br, "\x0B", 1 << 22},
      {"br 24", Coding::br, "\x0F", 1 << 24},
      {"br 10", Coding::br, "\x21", 1 << 10},
      {"br 15", Coding::br, "\x71", 1 << 15},
      {"br large", Coding::br, "\x11", std::nullopt},
      {"zstd nothing yet", Coding::zstd, "", std::nullopt},
      {"zstd magic", Coding::zstd, "\x28\xB5\x2F\xFD", std::nullopt},
      {"zstd window", Coding::zstd, zstd_frame("\x00\x58"s, ""), 1 << 21},
      {"zstd window and an eighth", Coding::zstd, zstd_frame("\x00\x01"s, ""), 1024 + 128},
      {"zstd largest window", Coding::zstd, zstd_frame("\x00\xFF"s, ""),
       (uint64_t{1} << 41) / 8 * 15},
      {"zstd single, one byte", Coding::zstd, zstd_frame("\x20\x05", ""), 5},
      {"zstd single, two bytes", Coding::zstd, zstd_frame("\x60\x01\x02", ""), 0x201 + 256},
      {"zstd single, four bytes", Coding::zstd, zstd_frame("\xA0\x01\x02\x03\x04", ""), 0x04030201},
      {"zstd single, eight bytes", Coding::zstd, zstd_frame("\xE0\0\0\0\0\0\0\0\x80"s, ""),
       uint64_t{1} << 63},
      {"zstd single, cut", Coding::zstd, zstd_frame("\xA0\x01\x02\x03", ""), std::nullopt},
      {"zstd behind a dictionary's id", Coding::zstd, zstd_frame("\x23\x01\x02\x03\x04\x05", ""),
       5},
      {"zstd skippable", Coding::zstd, "\x50\x2A\x4D\x18\x01\0\0\0x"s, 0},
      {"no zstd", Coding::zstd, "<!doctype html>", std::nullopt},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(window_bytes(row.coding, row.first), row.window) << row.name;
  }
}

}  // namespace
}  // namespace inlay::http
