#include "apps/diagnostic.h"

#include <gtest/gtest.h>

#include <string_view>

#include "apps/reporter.h"

namespace inlay::apps {
namespace {

TEST(Position, CountsLinesAndCharacters) {
  constexpr std::string_view text = "\xEF\xBB\xBFone\r\ntw\xC3\xB6 \xF0\x9F\x98\x80x\n\nend";
  const struct {
    const char* name;
    size_t offset;
    int line, column;
  } rows[] = {
      {"start", 0, 1, 1},
      {"behind the byte order mark", 3, 1, 1},
      {"first line", 5, 1, 3},
      {"second line", 8, 2, 1},
      {"behind two bytes of one character", 12, 2, 4},
      {"behind four bytes of one character", 17, 2, 6},
      {"empty line", 19, 3, 1},
      {"end", text.size(), 4, 4},
      {"beyond the end", text.size() + 100, 4, 4},
  };
  for (const auto& row : rows) {
    const Position place = position_at(text, row.offset);
    EXPECT_EQ(place.line, row.line) << row.name;
    EXPECT_EQ(place.column, row.column) << row.name;
  }
}

TEST(Diagnostic, IsWrittenAsTheContractSays) {
  const Diagnostic diagnostic{"a/install.json", 3, 7, Severity::error, "it <breaks>",
                              "json-syntax"};
  EXPECT_EQ(to_line(diagnostic), "a/install.json:3:7: error: it <breaks> [json-syntax]");
  EXPECT_EQ(to_json(std::vector{diagnostic}),
            R"([{"column":7,"file":"a/install.json","line":3,)"
            R"("message":"it \u003cbreaks\u003e","rule":"json-syntax","severity":"error"}])");
  EXPECT_EQ(to_json({}), "[]");
}

TEST(Rules, AreInOrderAndDistinct) {
  for (size_t i = 0; i < kRules.size(); ++i) {
    EXPECT_EQ(static_cast<size_t>(kRules[i].rule), i) << kRules[i].id;
    for (size_t j = 0; j < i; ++j) EXPECT_NE(kRules[i].id, kRules[j].id);
    EXPECT_EQ(kRules[i].id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
              std::string_view::npos)
        << kRules[i].id;
  }
}

TEST(Reporter, ShowsOnlySoManyProblems) {
  std::vector<Diagnostic> out;
  Reporter reporter("text", "f", out);
  for (size_t i = 0; i < 3 * kProblemsMax; ++i) reporter.report(Rule::option_type, 0, "w");
  EXPECT_FALSE(reporter.failed());
  EXPECT_EQ(out.size(), kProblemsMax + 1);
  EXPECT_EQ(out.back().rule, "too-many-problems");
  reporter.report(Rule::json_syntax, 0, "e");  // an error is shown all the same
  EXPECT_TRUE(reporter.failed());
  EXPECT_EQ(out.back().rule, "json-syntax");
}

TEST(Quoted, IsShortAndPrintable) {
  EXPECT_EQ(in_quotes("a\nb\x7F\x1B"), "\"a?b??\"");
  const std::string umlauts = [] {
    std::string text = "x";
    for (int i = 0; i < 100; ++i) text += "\xC3\xA4";
    return text;
  }();
  const std::string cut = in_quotes(umlauts);
  EXPECT_LT(cut.size(), 90U);
  EXPECT_TRUE(cut.ends_with("\xC3\xA4…\""));
}

}  // namespace
}  // namespace inlay::apps
