#include "telemetry/json_line.h"

#include <gtest/gtest.h>

#include "telemetry/access_entry.h"

namespace inlay {
namespace {

Clock::Wall at_ms(int64_t ms) { return Clock::Wall(std::chrono::milliseconds(ms)); }

TEST(JsonLine, times_are_utc_to_the_millisecond) {
  struct Row {
    int64_t ms;
    const char* text;
  };
  for (const Row& row :
       {Row{0, "1970-01-01T00:00:00.000Z"}, Row{951'782'400'001, "2000-02-29T00:00:00.001Z"},
        Row{1'750'000'000'007, "2025-06-15T15:06:40.007Z"},
        Row{4'102'444'799'999, "2099-12-31T23:59:59.999Z"}}) {
    EXPECT_EQ(time_text(at_ms(row.ms)), row.text);
  }
}

// However many and large the values: one line, its braces closed, never longer than the bound.
TEST(JsonLine, nothing_makes_it_too_long_or_opens_it) {
  for (const char* filler : {"x", "\"", "\\", "\n", "\xff"}) {
    for (size_t size : {0u, 1u, 500u, 681u, 682u, 683u, 1023u, 1024u, 1025u, 9000u}) {
      for (size_t members = 1; members < 12; members++) {
        SCOPED_TRACE(std::string(filler) + " " + std::to_string(size) + " " +
                     std::to_string(members));
        std::string value;
        for (size_t i = 0; i < size; i++) value += filler;
        JsonLine line;
        for (size_t i = 0; i < members; i++) line.text("key", value);
        const std::vector<std::string> list(20, value);
        line.texts("list", list, 16);
        line.number("n", uint64_t{UINT64_MAX});
        line.time("t", at_ms(0));
        line.boolean("b", false);
        const std::string_view text = line.finish();
        ASSERT_LE(text.size(), JsonLine::kBytesMax);
        ASSERT_EQ(text.find('\n'), text.size() - 1);
        ASSERT_EQ(text[text.size() - 2], '}');
        size_t quotes = 0;
        for (size_t i = 0; i < text.size(); i++) {
          if (text[i] == '\\') {
            i++;
          } else if (text[i] == '"') {
            quotes++;
          }
        }
        ASSERT_EQ(quotes % 2, 0u) << text;
      }
    }
  }
}

TEST(AccessEntry, says_everything_once) {
  const std::vector<std::string> apps{"bar", "back-to-top"};
  AccessEntry entry;
  entry.at = at_ms(1'750'000'000'007);
  entry.request_id = "0123456789abcdef";
  entry.client = "203.0.113.7";
  entry.method = "GET";
  entry.host = "shop.example";
  entry.path = "/search?q=secret";
  entry.kind = AnswerKind::page;
  entry.status = 200;
  entry.bytes = 1234;
  entry.duration_us = 5678;
  entry.edge_us = 42;
  entry.origin_status = 200;
  entry.origin_us = 5000;
  entry.apps = apps;
  entry.bytes_added = 73;
  entry.coding = "gzip";
  entry.cache = "marked";
  JsonLine line;
  EXPECT_EQ(
      format_access(line, entry),
      "{\"time\":\"2025-06-15T15:06:40.007Z\",\"request\":\"0123456789abcdef\","
      "\"client\":\"203.0.113.7\",\"method\":\"GET\",\"host\":\"shop.example\",\"path\":\"/"
      "search\","
      "\"status\":200,\"kind\":\"page\",\"bytes\":1234,\"duration_us\":5678,\"edge_us\":42,"
      "\"origin_status\":200,\"origin_us\":5000,\"app_count\":2,\"apps\":[\"bar\",\"back-to-top\"],"
      "\"bytes_added\":73,\"coding\":\"gzip\",\"cache\":\"marked\"}\n");
  AccessEntry refused;
  refused.kind = AnswerKind::error;
  refused.failed = true;
  refused.reason = Reason::request_malformed;
  refused.status = 400;
  EXPECT_EQ(format_access(line, refused),
            "{\"time\":\"1970-01-01T00:00:00.000Z\",\"status\":400,\"kind\":\"error\",\"bytes\":0,"
            "\"duration_us\":0,\"edge_us\":0,\"reason\":\"request_malformed\"}\n");
}

}  // namespace
}  // namespace inlay
