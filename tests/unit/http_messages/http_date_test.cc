#include "http_messages/http_date.h"

#include <gtest/gtest.h>

#include <string>

namespace inlay::http {
namespace {

using namespace std::chrono;

constexpr sys_seconds kNow{seconds{1'764'000'000}};  // November 2025

TEST(HttpDate, reads_three_forms) {
  struct Row {
    std::string_view text;
    int64_t want;  // seconds since 1970; -1: no date
  };
  const Row rows[] = {
      {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
      {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
      {"Sun Nov  6 08:49:37 1994", 784111777},
      {"Mon, 06 Nov 1994 08:49:37 GMT", 784111777},
      {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
      {"Thu, 29 Feb 2024 23:59:60 GMT", 1709251200},
      {"Wed Nov 16 08:49:37 1994", 784975777},
      {"Sunday, 06-Nov-75 08:49:37 GMT", 3340255777},
      {"Sunday, 06-Nov-76 08:49:37 GMT", 216118177},
      {"", -1},
      {"0", -1},
      {"Sun, 06 Nov 1994 08:49:37", -1},
      {"Sun, 06 Nov 1994 08:49:37 UTC", -1},
      {"Sun, 06 Nov 1994 08:49:37 GMT ", -1},
      {" Sun, 06 Nov 1994 08:49:37 GMT", -1},
      {"Sun, 6 Nov 1994 08:49:37 GMT", -1},
      {"sun, 06 Nov 1994 08:49:37 GMT", -1},
      {"unM, 06 Nov 1994 08:49:37 GMT", -1},
      {"Sun, 06 Nev 1994 08:49:37 GMT", -1},
      {"Sun, 31 Nov 1994 08:49:37 GMT", -1},
      {"Sun, 29 Feb 2023 08:49:37 GMT", -1},
      {"Sun, 00 Nov 1994 08:49:37 GMT", -1},
      {"Sun, 06 Nov 1994 24:00:00 GMT", -1},
      {"Sun, 06 Nov 1994 08:60:00 GMT", -1},
      {"Sun, 06 Nov 1994 08:00:61 GMT", -1},
      {"Sun, 06 Nov -994 08:49:37 GMT", -1},
      {"Son, 06 Nov 1994 08:49:37 GMT", -1},
      {"Sun", -1},
  };
  for (const Row& row : rows) {
    const auto date = parse_date(row.text, kNow);
    EXPECT_EQ(date ? date->time_since_epoch().count() : -1, row.want) << row.text;
  }
}

TEST(HttpDate, writes_what_it_reads) {
  for (int64_t second = 0; second < 4'000'000'000; second += 86'399 * 97) {
    const sys_seconds when{seconds{second}};
    std::string text;
    append_date(text, when);
    ASSERT_EQ(text.size(), kDateBytes);
    EXPECT_EQ(parse_date(text, kNow), when) << text;
  }
  std::string text;
  append_date(text, sys_seconds{seconds{784111777}});
  EXPECT_EQ(text, "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(DateCache, changes_with_the_second) {
  DateCache cache;
  const system_clock::time_point when{seconds{784111777}};
  EXPECT_EQ(cache.at(when), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(cache.at(when + milliseconds(999)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(cache.at(when + milliseconds(1000)), "Sun, 06 Nov 1994 08:49:38 GMT");
  EXPECT_EQ(cache.at(when), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace inlay::http
