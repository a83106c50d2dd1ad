#include "edge/plan_mark.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace inlay {
namespace {

TEST(PlanMark, reads_entity_tags) {
  struct Row {
    const char* name;
    std::string_view text;
    std::string_view want;  // "weak|opaque|mark"; empty: no entity tag
  };
  const Row rows[] = {
      {"plain", "\"abc\"", "s|abc|"},
      {"weak", "W/\"abc\"", "w|abc|"},
      {"nothing inside", "\"\"", "s||"},
      {"comma, backslash and high bytes", "\"a,\\b\xC3\xA9\"", "s|a,\\b\xC3\xA9|"},
      {"marked", "\"abc-inlay.0123456789\"", "s|abc|0123456789"},
      {"marked weakly", "W/\"abc-inlay.AZaz09-_xy\"", "w|abc|AZaz09-_xy"},
      {"marked and nothing else", "\"-inlay.0123456789\"", "s||0123456789"},
      {"twice marked", "\"a-inlay.0000000000-inlay.1111111111\"",
       "s|a-inlay.0000000000|1111111111"},
      {"mark too short", "\"abc-inlay.012345678\"", "s|abc-inlay.012345678|"},
      {"mark too long", "\"abc-inlay.0123456789a\"", "s|abc-inlay.0123456789a|"},
      {"mark with another character", "\"abc-inlay.012345678+\"", "s|abc-inlay.012345678+|"},
      {"mark not at the end", "\"abc-inlay.0123456789.\"", "s|abc-inlay.0123456789.|"},
      {"mark in other case", "\"abc-Inlay.0123456789\"", "s|abc-Inlay.0123456789|"},
      {"no quotes", "abc", ""},
      {"empty", "", ""},
      {"one quote", "\"", ""},
      {"no quote at the end", "\"abc", ""},
      {"no quote at the start", "abc\"", ""},
      {"quote inside", "\"a\"c\"", ""},
      {"escaped quote inside", "\"a\\\"c\"", ""},
      {"space inside", "\"a c\"", ""},
      {"tab inside", "\"a\tc\"", ""},
      {"weak in lower case", "w/\"abc\"", ""},
      {"weak without slash", "W\"abc\"", ""},
      {"weak and nothing", "W/", ""},
      {"something behind", "\"abc\" ", ""},
      {"any", "*", ""},
  };
  for (const Row& row : rows) {
    const auto tag = parse_entity_tag(row.text);
    std::string got;
    if (tag) {
      got.append(tag->weak ? "w|" : "s|").append(tag->opaque).append("|").append(tag->mark);
    }
    EXPECT_EQ(got, row.want) << row.name;
  }
}

TEST(PlanMark, marks_and_unmarks) {
  const std::string_view mark = "Xk3_90aTqP";
  struct Row {
    const char* name;
    std::string_view text;
    std::string_view marked;
    std::string_view bare;  // of `text`
  };
  const Row rows[] = {
      {"plain", "\"abc\"", "\"abc-inlay.Xk3_90aTqP\"", "\"abc\""},
      {"weak stays weak", "W/\"abc\"", "W/\"abc-inlay.Xk3_90aTqP\"", "W/\"abc\""},
      {"nothing inside", "\"\"", "\"-inlay.Xk3_90aTqP\"", "\"\""},
      {"marked before", "\"abc-inlay.0123456789\"", "\"abc-inlay.0123456789-inlay.Xk3_90aTqP\"",
       "\"abc\""},
  };
  for (const Row& row : rows) {
    const auto tag = parse_entity_tag(row.text);
    ASSERT_TRUE(tag) << row.name;
    std::string marked;
    append_marked(marked, *tag, mark);
    EXPECT_EQ(marked, row.marked) << row.name;
    std::string bare;
    append_bare(bare, *tag);
    EXPECT_EQ(bare, row.bare) << row.name;
    std::string unmarked;
    append_bare(unmarked, *parse_entity_tag(marked));
    EXPECT_EQ(unmarked, row.text) << row.name << ": there and back";
    std::string same;
    append_marked(same, *tag, {});
    EXPECT_EQ(same, row.text) << row.name << ": no mark";
  }
}

TEST(PlanMark, is_the_start_of_the_hash) {
  EXPECT_EQ(plan_mark("0123456789abcdefghijklmnopq"), "0123456789");
  EXPECT_EQ(plan_mark(""), "");
}

TEST(EntityTagReader, finds_members) {
  struct Row {
    const char* name;
    std::string_view value;
    std::string_view want;  // each member and "|"; what is no tag in parentheses
  };
  const Row rows[] = {
      {"empty", "", ""},
      {"only commas", " ,, ,\t", ""},
      {"one", "\"a\"", "\"a\"|"},
      {"two", "\"a\", \"b\"", "\"a\"|\"b\"|"},
      {"no spaces", "\"a\",W/\"b\",\"c\"", "\"a\"|W/\"b\"|\"c\"|"},
      {"spaces and empty members", " \"a\" ,, \t\"b\"\t, ", "\"a\"|\"b\"|"},
      {"comma in quotes", "\"a,b\", \"c\"", "\"a,b\"|\"c\"|"},
      {"backslash is no escape", "\"a\\\", \"b\"", "\"a\\\"|\"b\"|"},
      {"any", "*", "(*)|"},
      {"any among tags", "\"a\", *", "\"a\"|(*)|"},
      {"token", "abc, \"a\"", "(abc)|\"a\"|"},
      {"open quote", "\"a, \"b\"", "(\"a)|\"b\"|"},
      {"open quote at the end", "\"a\", \"b", "\"a\"|(\"b)|"},
      {"text behind a tag", "\"a\"x, \"b\"", "(\"a\"x)|\"b\"|"},
      {"two without comma", "\"a\" \"b\", \"c\"", "(\"a\" \"b\")|\"c\"|"},
      {"space in quotes", "\"a b\", \"c\"", "(\"a b\")|\"c\"|"},
      {"lower-case weak", "w/\"a\",\"b\"", "(w/\"a\")|\"b\"|"},
  };
  for (const Row& row : rows) {
    std::string got;
    for (EntityTagReader list(row.value); auto member = list.next();) {
      if (!member->tag) got.append("(");
      got.append(member->text).append(member->tag ? "|" : ")|");
    }
    EXPECT_EQ(got, row.want) << row.name;
  }
}

TEST(EntityTagReader, loses_nothing_but_commas_and_blanks) {
  constexpr std::string_view kBytes = "\"\"\",, \tW/a\\*\xC3";
  std::mt19937 random(10);
  for (int i = 0; i < 20000; ++i) {
    std::string value;
    for (auto size = random() % 20; size > 0; --size) value += kBytes[random() % kBytes.size()];
    size_t at = 0;
    for (EntityTagReader list(value); auto member = list.next();) {
      ASSERT_FALSE(member->text.empty()) << value;
      const size_t found = static_cast<size_t>(member->text.data() - value.data());
      ASSERT_GE(found, at) << value;
      const std::string_view between = std::string_view(value).substr(at, found - at);
      ASSERT_EQ(between.find_first_not_of(", \t"), std::string_view::npos) << value;
      at = found + member->text.size();
    }
    ASSERT_EQ(value.find_first_not_of(", \t", at), std::string::npos) << value;
  }
}

}  // namespace
}  // namespace inlay
