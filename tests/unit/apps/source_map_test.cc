#include "apps/source_map.h"

#include <gtest/gtest.h>

#include "apps/author_stack.h"

namespace inlay::apps {
namespace {

std::string map_of(std::string_view mappings) {
  return R"({"version":3,"sources":["a.ts","lib/b.ts"],"mappings":")" + std::string(mappings) +
         R"(","names":[]})";
}

std::string text_of(const std::optional<SourcePlace>& place) {
  if (!place) return "";
  return place->file + ':' + std::to_string(place->line) + ':' + std::to_string(place->column);
}

// Digits of VLQ: A 0, C 1, D -1, E 2, I 4, gB 16, hB -16.
TEST(SourceMap, FindsPlaces) {
  const struct {
    const char* name;
    const char* mappings;
    uint32_t line;
    uint32_t column;
    const char* place;
  } rows[] = {
      {"the very place", "AAAA", 1, 1, "a.ts:1:1"},
      {"behind it in the line", "AAAA", 1, 70, "a.ts:1:1"},
      {"before the first", "EAAA", 1, 2, ""},
      {"the last before it", "AAAA,IACE,IACC", 1, 9, "a.ts:3:4"},
      {"one column before", "AAAA,IACE,IACC", 1, 8, "a.ts:2:3"},
      {"of another file", "ACEC", 1, 1, "lib/b.ts:3:2"},
      {"columns start anew, the rest goes on", ";IAEI;AACD", 3, 1, "a.ts:4:4"},
      {"a line without any", "AAAA;;AACA", 2, 1, ""},
      {"a segment that is from nowhere", "AAAA,I", 1, 5, ""},
      {"with a name", "AAAAA,IAAEC", 1, 5, "a.ts:1:3"},
      {"a number of two digits", "AAgBhB;AAhBgC", 2, 1, ""},
      {"far along", "gBAgBgB", 1, 17, "a.ts:17:17"},
      {"line 0", "AAAA", 0, 1, ""},
      {"beyond the end", "AAAA", 2, 1, ""},
      {"nothing", "", 1, 1, ""},
      {"before the damage", "AAAA,I!AA", 1, 9, "a.ts:1:1"},
      {"behind the damage", "!;AAAA", 2, 1, ""},
      {"too few numbers", "AA;AAAA", 2, 1, ""},
      {"too many numbers", "AAAAAA;AAAA", 2, 1, ""},
      {"a file that is not there", "AEAA", 1, 1, ""},
      {"below 0", "AADA", 1, 1, ""},
      {"a number without an end", "gggggggggggggggg", 1, 1, ""},
      {"cut", "g", 1, 1, ""},
  };
  for (const auto& row : rows) {
    const auto map = SourceMap::read(map_of(row.mappings));
    ASSERT_TRUE(map) << row.name;
    EXPECT_EQ(text_of(map->find(row.line, row.column)), row.place) << row.name;
  }
}

TEST(SourceMap, RefusesOtherTexts) {
  for (const char* text : {"", "[]", "{}", R"({"sources":[]})", R"({"mappings":""})",
                           R"({"sources":{},"mappings":""})", R"({"sources":[],"mappings":1})"}) {
    EXPECT_FALSE(SourceMap::read(text)) << text;
  }
}

TEST(AuthorStack, NamesTheAuthorsPlaces) {
  const std::string map = map_of("AAAA;ACEC");
  EdgePackage package;
  package.files = {{"e.ts.bundle.js", "", map}, {"other.js", "", ""}};
  const struct {
    const char* stack;
    const char* shown;
  } rows[] = {
      {"", ""},
      {"at f (e.ts.bundle.js:1:1)", "at f (a.ts:1:1)"},
      {"at e.ts.bundle.js:2:9\n  at f (e.ts.bundle.js:1:5)", "at lib/b.ts:3:2\n  at f (a.ts:1:1)"},
      {"e.ts.bundle.js:1:1", "a.ts:1:1"},
      {"at f (e.ts.bundle.js:9:1)", "at f (e.ts.bundle.js:9:1)"},
      {"at f (e.ts.bundle.js:1)", "at f (e.ts.bundle.js:1)"},
      {"at f (e.ts.bundle.js:99999999999:1)", "at f (e.ts.bundle.js:99999999999:1)"},
      {"at f (x/e.ts.bundle.js:1:1)", "at f (x/e.ts.bundle.js:1:1)"},
      {"at f (other.js:1:1)", "at f (other.js:1:1)"},
  };
  for (const auto& row : rows) EXPECT_EQ(author_stack(package, row.stack), row.shown);
}

TEST(AuthorStack, LooksUpSoManyPlaces) {
  const std::string map = map_of("AAAA");
  EdgePackage package;
  package.files = {{"e.bundle.js", "", map}};
  std::string stack;
  for (size_t i = 0; i < kMappedPlacesMax + 1; ++i) stack += "\nat e.bundle.js:1:1";
  const std::string shown = author_stack(package, stack);
  EXPECT_EQ(shown.find("bundle"), shown.rfind("bundle"));
  EXPECT_TRUE(shown.ends_with("\nat a.ts:1:1\nat e.bundle.js:1:1"));
}

}  // namespace
}  // namespace inlay::apps
