#include "http_messages/chunked_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace inlay::http {
namespace {

using namespace std::string_literals;

struct Outcome {
  std::string data;
  std::string end;  // "done, N left", "more" or the error's detail

  bool operator==(const Outcome&) const = default;
};

void PrintTo(const Outcome& outcome, std::ostream* out) {
  *out << testing::PrintToString(outcome.data) << " then " << outcome.end;
}

// Feeds `bytes` in pieces that end at `cuts`.
Outcome read(std::string_view bytes, const std::vector<size_t>& cuts, const ChunkLimits& limits) {
  ChunkedReader reader(Sender::client, limits);
  Outcome out;
  size_t at = 0;
  for (const size_t cut : cuts) {
    while (at < cut) {
      const auto step = reader.next(bytes.substr(at, cut - at));
      if (!step) {
        EXPECT_EQ(step.error().blame, Blame::client);
        out.end = step.error().detail;
        return out;
      }
      EXPECT_TRUE(step->consumed > 0);
      out.data += step->data;
      at += step->consumed;
      if (step->finished) {
        EXPECT_TRUE(reader.finished());
        out.end = "done, " + std::to_string(bytes.size() - at) + " left";
        return out;
      }
    }
  }
  out.end = "more";
  return out;
}

std::vector<size_t> each_byte(size_t size) {
  std::vector<size_t> cuts;
  for (size_t i = 1; i <= size; ++i) cuts.push_back(i);
  return cuts;
}

struct Row {
  const char* name;
  std::string bytes;
  std::string data;
  std::string end;  // the beginning of Outcome::end
};

constexpr ChunkLimits kSmall{
    .extension_bytes_max = 20, .trailer_bytes_max = 24, .trailer_fields_max = 3};

TEST(ChunkedReader, reads_the_same_at_every_cut) {
  const Row rows[] = {
      {"empty body", "0\r\n\r\n", "", "done, 0 left"},
      {"one chunk", "5\r\nhello\r\n0\r\n\r\n", "hello", "done, 0 left"},
      {"two chunks", "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", "hello!", "done, 0 left"},
      {"next message", "1\r\na\r\n0\r\n\r\nGET", "a", "done, 3 left"},
      {"lower-case digit", "a\r\n0123456789\r\n0\r\n\r\n", "0123456789", "done, 0 left"},
      {"upper-case digit", "A\r\n0123456789\r\n0\r\n\r\n", "0123456789", "done, 0 left"},
      {"leading zeros", "0005\r\nhello\r\n000\r\n\r\n", "hello", "done, 0 left"},
      {"line ends in data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n", "done, 0 left"},
      {"chunk frame in data", "7\r\n0\r\n\r\nab\r\n0\r\n\r\n", "0\r\n\r\nab", "done, 0 left"},
      {"nul in data", "1\r\n\0\r\n0\r\n\r\n"s, "\0"s, "done, 0 left"},
      {"sixteen digits", "0000000000000001\r\na\r\n0\r\n\r\n", "a", "done, 0 left"},
      {"sixteen zeros", "0000000000000000\r\n\r\n", "", "done, 0 left"},
      {"cut in size", "1", "", "more"},
      {"cut in data", "5\r\nhel", "hel", "more"},
      {"cut after data", "5\r\nhello", "hello", "more"},
      {"cut before last line", "5\r\nhello\r\n0\r\n", "hello", "more"},
      {"cut in last line", "0\r\n\r", "", "more"},
      {"largest chunk", "7fffffffffffffff\r\nabc", "abc", "more"},

      {"2^63", "8000000000000000\r\n", "", "chunk size: more than"},
      {"2^64 - 1", "ffffffffffffffff\r\n", "", "chunk size: more than"},
      {"2^64", "10000000000000000\r\n", "", "chunk size: more than"},
      {"seventeen digits", "00000000000000001\r\na", "", "chunk size: more than 16 digits"},
      {"no size", "\r\n", "", "chunk size: byte \"\\x0d\""},
      {"letter", "g\r\n", "", "chunk size: byte \"g\""},
      {"letter after digit", "1g\r\n", "", "chunk size: byte \"g\""},
      {"hexadecimal prefix", "0x1\r\na\r\n", "", "chunk size: byte \"x\""},
      {"plus", "+1\r\na\r\n", "", "chunk size: byte \"+\""},
      {"minus", "-1\r\na\r\n", "", "chunk size: byte \"-\""},
      {"space before size", " 1\r\na\r\n", "", "chunk size: byte \" \""},
      {"space after size", "1 \r\na\r\n", "", "chunk size: byte \"\\x0d\""},
      {"space in size", "1 1\r\na\r\n", "", "chunk size: byte \"1\""},
      {"underscore", "1_0\r\n", "", "chunk size: byte \"_\""},
      {"bare lf after size", "1\na\r\n", "", "chunk size: byte \"\\x0a\""},
      {"bare cr after size", "1\ra\r\n", "", "chunk size: byte \"a\""},
      {"two cr after size", "1\r\r\na\r\n", "", "chunk size: byte \"\\x0d\""},
      {"bare lf after data", "1\r\na\n0\r\n\r\n", "a", "end of chunk: byte \"\\x0a\""},
      {"bare cr after data", "1\r\na\r0\r\n\r\n", "a", "end of chunk: byte \"0\""},
      {"more data than said", "1\r\nab\r\n", "a", "end of chunk: byte \"b\""},
      {"less data than said", "5\r\nab\r\n0\r\n\r\n", "ab\r\n0", "chunk size: byte \"\\x0d\""},
      {"empty line between chunks", "1\r\na\r\n\r\n1\r\nb\r\n", "a", "chunk size: byte \"\\x0d\""},
      {"nul as size", "\0"s, "", "chunk size: byte \"\\x00\""},

      {"extension", "1;a\r\nb\r\n0\r\n\r\n", "b", "done, 0 left"},
      {"extension with value", "1;a=b;c=\"d;e\"\r\nb\r\n0;f\r\n\r\n", "b", "done, 0 left"},
      {"empty extension", "1;\r\nb\r\n0\r\n\r\n", "b", "done, 0 left"},
      {"space before extension", "1 \t;a\r\nb\r\n0\r\n\r\n", "b", "done, 0 left"},
      {"space in extension", "1; a = b \r\nb\r\n0\r\n\r\n", "b", "done, 0 left"},
      {"longest extension", "1;2345678901234567890\r\nb\r\n0\r\n\r\n", "b", "done, 0 left"},
      {"extension too long", "1;23456789012345678901\r\nb", "",
       "chunk extensions: more than 20 bytes in one body (http.chunk_extension_bytes_max)"},
      {"extensions too long in sum", "1;234567890\r\na\r\n1;234567890\r\nb\r\n1;\r\n", "ab",
       "chunk extensions: more than 20 bytes"},
      {"spaces too long", "1                     ;\r\nb", "", "chunk extensions: more than 20"},
      {"bare lf in extension", "1;a\nb\r\n", "", "chunk extension: byte \"\\x0a\""},
      {"bare cr in extension", "1;a\rb\r\n", "", "chunk size: byte \"b\""},
      {"nul in extension", "1;\0\r\n"s, "", "chunk extension: byte \"\\x00\""},
      {"bare lf in quotes", "1;a=\"\n\"\r\n", "", "chunk extension: byte \"\\x0a\""},

      {"trailer", "0\r\na: b\r\n\r\n", "", "done, 0 left"},
      {"trailers", "0\r\na:\r\nb:c\r\n\r\nG", "", "done, 1 left"},
      {"trailer that looks like framing", "0\r\nContent-Length: 5\r\n\r\n", "", "done, 0 left"},
      {"longest trailers", "0\r\na:\r\nb:\r\nc: 345678901234\r\n\r\n", "", "done, 0 left"},
      {"trailers too long", "0\r\na:" + std::string(30, 'b'), "",
       "trailers: more than 24 bytes (http.trailer_bytes_max)"},
      {"too many trailers", "0\r\na:\r\na:\r\na:\r\na:\r\n\r\n", "",
       "trailers: more than 3 fields (http.trailer_fields_max)"},
      {"trailer without name", "0\r\n: b\r\n\r\n", "", "trailer field name: byte \":\""},
      {"trailer without colon", "0\r\nab\r\n\r\n", "", "trailer field name: byte \"\\x0d\""},
      {"space before colon", "0\r\na : b\r\n\r\n", "", "trailer field name: byte \" \""},
      {"folded trailer", "0\r\na: b\r\n c\r\n\r\n", "", "trailer field name: byte \" \""},
      {"bare lf in trailer", "0\r\na: b\n\r\n", "", "trailer field: byte \"\\x0a\""},
      {"bare cr in trailer", "0\r\na: b\rc\r\n\r\n", "", "trailer field: byte \"c\""},
      {"nul in trailer", "0\r\na: \0\r\n\r\n"s, "", "trailer field: byte \"\\x00\""},
      {"bare lf ends body", "0\r\n\n", "", "trailer field name: byte \"\\x0a\""},
      {"bare lf after last chunk", "0\n\r\n", "", "chunk size: byte \"\\x0a\""},
      {"bare cr ends body", "0\r\n\rG", "", "end of body: byte \"G\""},
      {"request instead of end", "0\r\nGET / HTTP/1.1\r\n", "", "trailer field name: byte \" \""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const size_t size = row.bytes.size();
    const Outcome whole = read(row.bytes, {size}, kSmall);
    EXPECT_EQ(whole.data, row.data);
    EXPECT_EQ(whole.end.substr(0, row.end.size()), row.end);
    EXPECT_EQ(read(row.bytes, each_byte(size), kSmall), whole) << "byte by byte";
    for (size_t cut = 1; cut < size; ++cut) {
      EXPECT_EQ(read(row.bytes, {cut, size}, kSmall), whole) << "cut at " << cut;
    }
  }
}

TEST(ChunkedReader, copies_nothing) {
  ChunkedReader reader(Sender::origin, ChunkLimits{});
  const std::string_view bytes = "5\r\nhello\r\n0\r\n\r\n";
  const auto step = reader.next(bytes);
  ASSERT_TRUE(step);
  EXPECT_EQ(step->data.data(), bytes.data() + 3);
  EXPECT_EQ(step->data.data() + step->data.size(), bytes.data() + step->consumed);
}

TEST(ChunkedReader, takes_nothing_after_the_end) {
  ChunkedReader reader(Sender::origin, ChunkLimits{});
  ASSERT_TRUE(reader.next("0\r\n\r\n"));
  const auto after = reader.next("0\r\n\r\n");
  ASSERT_TRUE(after);
  EXPECT_TRUE(after->finished);
  EXPECT_EQ(after->consumed, 0u);
}

TEST(ChunkedReader, blames_the_sender) {
  ChunkedReader reader(Sender::origin, ChunkLimits{});
  const auto step = reader.next("x");
  ASSERT_FALSE(step);
  EXPECT_EQ(step.error().blame, Blame::origin);
  EXPECT_EQ(step.error().fault, Fault::malformed);
}

}  // namespace
}  // namespace inlay::http
