#include "http_messages/head_finder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace inlay::http {
namespace {

using namespace std::string_literals;

// "head=… size=…", "more" or "status detail": what a connection sees that gets `bytes` in pieces
// that end at `cuts`.
std::string outcome(Sender sender, const HeadLimits& limits, std::string_view bytes,
                    const std::vector<size_t>& cuts) {
  HeadFinder finder(sender, limits);
  for (const size_t cut : cuts) {
    // A buffer of exactly these bytes, at another address each time, as when a growing one moves.
    const std::string buffer(bytes.substr(0, cut));
    const auto found = finder.search(buffer);
    if (!found) {
      return std::to_string(found.error().status) + " " + found.error().error.detail;
    }
    if (*found) {
      return "head=" + std::string(finder.head(buffer)) + " size=" + std::to_string(finder.size());
    }
  }
  return finder.idle() ? "more, idle" : "more";
}

std::vector<size_t> each_byte(size_t size) {
  std::vector<size_t> cuts;
  for (size_t i = 0; i <= size; ++i) cuts.push_back(i);
  return cuts;
}

struct Row {
  const char* name;
  std::string bytes;
  std::string want;  // all of outcome() for an accepted head, its beginning for a refused one
  Sender sender = Sender::client;
};

constexpr HeadLimits kSmall{.line_bytes_max = 16, .head_bytes_max = 40, .fields_max = 100};

TEST(HeadFinder, finds_the_same_head_at_every_cut) {
  const Row rows[] = {
      {"request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
       "head=GET / HTTP/1.1\r\nHost: a\r\n\r\n size=27"},
      {"no fields", "GET / HTTP/1.0\r\n\r\n", "head=GET / HTTP/1.0\r\n\r\n size=18"},
      {"body follows", "A\r\n\r\nbody\r\n\r\n", "head=A\r\n\r\n size=5"},
      {"pipelined", "A\r\n\r\nB\r\n\r\n", "head=A\r\n\r\n size=5"},
      {"nothing yet", "", "more, idle"},
      {"line begun", "GE", "more"},
      {"cr of the last line", "A\r\n\r", "more"},
      {"one empty line before", "\r\nA\r\n\r\n", "head=A\r\n\r\n size=7"},
      {"two empty lines before", "\r\n\r\nA\r\n\r\n", "head=A\r\n\r\n size=9"},
      {"three empty lines before", "\r\n\r\n\r\nA\r\n\r\n", "400 head: first byte \"\\x0d\""},
      {"only empty lines", "\r\n\r\n", "more, idle"},
      {"half an empty line", "\r\n\r", "more, idle"},
      {"cr first", "\rA\r\n\r\n", "400 head: first byte \"\\x0d\""},
      {"lf first", "\nA\r\n\r\n", "400 head: first byte \"\\x0a\""},
      {"space first", " A\r\n\r\n", "400 head: first byte \" \""},
      {"nul first", "\0A"s, "400 head: first byte \"\\x00\""},
      {"tls greeting", "\x16\x03\x01\x02", "400 head: first byte \"\\x16\""},
      {"empty line before an answer", "\r\nHTTP/1.1 200 OK\r\n\r\n",
       "502 head: first byte \"\\x0d\"", Sender::origin},
      {"answer", "HTTP/1.1 200 OK\r\n\r\n", "head=HTTP/1.1 200 OK\r\n\r\n size=19", Sender::origin},
      {"bare lf", "A\nB\r\n\r\n", "400 head: line ends in a bare line feed"},
      {"bare lf as empty line", "A\r\n\n", "400 head: line ends in a bare line feed"},
      {"two bare lf", "A\n\n", "400 head: line ends in a bare line feed"},
      {"bare cr is left to the parser", "A\r\r\nB\rC\r\n\r\n", "head=A\r\r\nB\rC\r\n\r\n size=11"},
      {"longest line", "1234567890123456\r\n\r\n", "head=1234567890123456\r\n\r\n size=20"},
      {"line too long", "12345678901234567\r\n\r\n",
       "414 first line of the head: more than 16 bytes (http.line_bytes_max)"},
      {"line too long, no end", "123456789012345678901234567890",
       "414 first line of the head: more than 16 bytes"},
      {"longest head", "A\r\nb: 333333333333333333333333333333\r\n\r\n",
       "head=A\r\nb: 333333333333333333333333333333\r\n\r\n size=40"},
      {"head too large", "A\r\nb: 234567890123456789012345678901\r\nc: \r\n\r\n",
       "431 head: more than 40 bytes (http.head_bytes_max)"},
      {"head too large, no end", "A\r\nb: " + std::string(50, 'c'), "431 head: more than 40 bytes"},
      {"head too large, many lines",
       "A\r\na:\r\na:\r\na:\r\na:\r\na:\r\na:\r\na:\r\na:\r\na:\r\n\r\n",
       "431 head: more than 40 bytes"},
      {"answer too large", "A\r\nb: " + std::string(50, 'c'), "502 head: more than 40 bytes",
       Sender::origin},
      {"empty lines are not counted", "\r\n\r\n1234567890123456\r\n\r\n",
       "head=1234567890123456\r\n\r\n size=24"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const size_t size = row.bytes.size();
    const std::string whole = outcome(row.sender, kSmall, row.bytes, {size});
    if (row.want.starts_with("4") || row.want.starts_with("5")) {
      EXPECT_EQ(whole.substr(0, row.want.size()), row.want);
    } else {
      EXPECT_EQ(whole, row.want);
    }
    EXPECT_EQ(outcome(row.sender, kSmall, row.bytes, each_byte(size)), whole) << "byte by byte";
    for (size_t cut = 0; cut <= size; ++cut) {
      EXPECT_EQ(outcome(row.sender, kSmall, row.bytes, {cut, size}), whole) << "cut at " << cut;
    }
  }
}

TEST(HeadFinder, starts_anew_after_reset) {
  HeadFinder finder(Sender::client, HeadLimits{});
  EXPECT_TRUE(finder.idle());
  ASSERT_TRUE(finder.search("\r\nA\r\n\r\n").value());
  EXPECT_FALSE(finder.idle());
  finder.reset();
  EXPECT_TRUE(finder.idle());
  ASSERT_TRUE(finder.search("B\r\n\r\n").value());
  EXPECT_EQ(finder.size(), 5u);
}

}  // namespace
}  // namespace inlay::http
