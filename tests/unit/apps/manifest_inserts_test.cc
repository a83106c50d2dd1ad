#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/manifest.h"
#include "marked_text.h"

namespace inlay::apps {
namespace {

// Line 2 has the list of inserts.
std::string manifest_with(std::string_view inserts, std::string_view pages) {
  return "{\"inlay\":{\"pages\":" + std::string(pages) + ",\"inserts\":\n[" + std::string(inserts) +
         "]},\"options\":{\"properties\":{\"v\":{\"type\":\"string\"},\"place\":{"
         "\"type\":\"object\",\"format\":\"element\"}}}}";
}

// Every mark is the place of one problem of that rule.
void expect_problems_at_marks(const char* name, std::string_view rule, std::string_view inserts,
                              std::string_view pages = "{}") {
  const MarkedText manifest = marked_text(manifest_with(inserts, pages));
  std::vector<Diagnostic> diagnostics;
  read_manifest(manifest.text, "install.json", diagnostics);
  std::vector<std::string> places;
  for (const Diagnostic& diagnostic : diagnostics) {
    places.push_back(std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column));
    EXPECT_EQ(diagnostic.rule, rule) << name << ": " << diagnostic.message;
  }
  EXPECT_EQ(places, manifest.places) << name;
  EXPECT_EQ(rule.empty(), manifest.places.empty()) << name;
}

TEST(ManifestInserts, AreCheckedAtTheirPlaces) {
  const struct {
    const char* name;
    std::string_view rule;
    std::string_view inserts;
  } rows[] = {
      {"html", "", R"({"selector":"p","method":"after","html":"x"})"},
      {"attributes", "", R"({"selector":"p","attributes":{"a":"b","c":null,"d":{"add":"e"}}})"},
      {"both", "",
       R"({"selector":"p","method":"replace","html":"","attributes":{},"contain":"tree"})"},
      {"if", "", R"({"if":"!options.v","selector":"p","method":"after","html":"x"})"},
      {"chosen place", "",
       R"({"selector":"{{ options.place.selector }}","method":"{{ options.place.method }}","html":""})"},
      {"no object", "insert-shape", R"(¦1)"},
      {"no selector and nothing to do", "insert-shape", R"(¦¦{})"},
      {"no selector", "insert-shape", R"(¦{"method":"after","html":""})"},
      {"no selector for a value", "insert-shape", R"(¦{"method":"append","html":"{{ v }}"})"},
      {"selector is a number", "insert-shape", R"({"selector":¦1,"method":"after","html":""})"},
      {"nothing to do", "insert-shape", R"(¦{"selector":"p"})"},
      {"method alone", "insert-shape", R"(¦{"selector":"p","method":"after"})"},
      {"html alone", "insert-shape", R"(¦{"selector":"p","html":""})"},
      {"unknown method", "insert-shape", R"({"selector":"p","method":¦"insert","html":""})"},
      {"unknown member", "insert-shape", R"({"selector":"p",¦"mehtod":"after","attributes":{}})"},
      {"contain", "insert-shape", R"({"selector":"p","attributes":{},"contain":¦"all"})"},
      {"if with two words", "insert-shape", R"({"if":¦"a b","selector":"p","attributes":{}})"},
      {"if names no option", "unknown-option", R"({"if":¦"x","selector":"p","attributes":{}})"},
      {"selector", "insert-selector", R"({"selector":"p > ¦:hover","attributes":{}})"},
      {"selector behind escapes", "insert-selector",
       R"({"selector":"[a=\"\u00e4\"] b¦:hover","attributes":{}})"},
      {"selector behind a placeholder", "insert-selector",
       R"({"selector":"[a=\"{{ options.v }}\"] b¦:hover","attributes":{}})"},
      {"selector's placeholder", "insert-placeholder",
       R"({"selector":"a\t#¦{{ v }}","attributes":{}})"},
      {"selector's option", "unknown-option", R"({"selector":"[a=\"¦{{ x }}\"]","attributes":{}})"},
      {"html's placeholder", "insert-placeholder",
       R"({"selector":"p","method":"after","html":"\u00e4\n<a x=¦{{ v }}>"})"},
      {"html's placeholder behind a pair", "insert-placeholder",
       R"({"selector":"p","method":"after","html":"\ud83d\ude00😀<a ¦{{ v }}>"})"},
      {"html's placeholder in a script", "insert-placeholder",
       R"({"selector":"p","method":"after","html":"<script>\"\\u\" + ¦{{ v }}</script>"})"},
      {"html's option", "unknown-option",
       R"({"selector":"p","method":"after","html":"\"{{ v }}¦{{ x }}"})"},
      {"html in code", "insert-placeholder",
       R"({"selector":¦"p, script","method":"append","html":"{{ v }}"})"},
      {"html in code, without a value", "",
       R"({"selector":"script","method":"append","html":"x"})"},
      {"html beside code", "", R"({"selector":"script","method":"after","html":"{{ v }}"})"},
      {"plaintext", "insert-html", R"({"selector":"p","method":"after","html":¦"<plaintext>"})"},
      {"open comment", "insert-not-closed",
       R"({"selector":"p","method":"after","html":"<!-- x¦"})"},
      {"open script", "insert-not-closed",
       R"({"selector":"p","method":"after","html":"<script>x¦"})"},
      {"open element", "", R"({"selector":"p","method":"after","html":"<div>"})"},
      {"attribute's name", "insert-shape", R"({"selector":"p","attributes":{¦"a b":"x"}})"},
      {"attribute's value", "insert-shape", R"({"selector":"p","attributes":{"a":¦1}})"},
      {"attribute's object", "insert-shape", R"({"selector":"p","attributes":{"a":¦{"ad":"b"}}})"},
      {"attribute's words", "insert-shape", R"({"selector":"p","attributes":{"a":{"add":¦1}}})"},
      {"attribute's code", "insert-placeholder",
       R"({"selector":"p","attributes":{"onclick":"x ¦{{ v }}"}})"},
      {"attribute's option", "unknown-option",
       R"({"selector":"p","attributes":{"a":"x ¦{{ x }}"}})"},
      {"attributes are a list", "insert-shape", R"({"selector":"p","attributes":¦[]})"},
      {"two entries", "insert-selector",
       R"({"selector":"p","attributes":{}},{"selector":"a ¦>","attributes":{}})"},
      {"lines", "insert-selector",
       "\n{\"selector\":\n\t\"\u00e4\U0001F600, ¦:hover\",\"attributes\":{}}"},
  };
  for (const auto& row : rows) expect_problems_at_marks(row.name, row.rule, row.inserts);
}

TEST(ManifestInserts, PatternsAreChecked) {
  const struct {
    std::string_view rule;
    std::string_view pages;
  } rows[] = {
      {"", R"({"include":["/a/*","*"],"exclude":[]})"},
      {"inlay-shape", R"(¦[])"},
      {"inlay-shape", R"({¦"includes":[]})"},
      {"inlay-shape", R"({"include":¦"/"})"},
      {"inlay-shape", R"({"include":[¦1]})"},
      {"page-pattern", R"({"include":["¦a"]})"},
      {"page-pattern", R"({"exclude":["/","/\u00e4¦?x"]})"},
  };
  constexpr std::string_view insert = R"({"selector":"p","attributes":{}})";
  for (const auto& row : rows) {
    expect_problems_at_marks(row.pages.data(), row.rule, insert, row.pages);
  }
}

TEST(ManifestInserts, AreBounded) {
  constexpr std::string_view insert = R"({"selector":"p","attributes":{}})";
  std::string many(insert);
  for (size_t i = 1; i < kInsertsMax; ++i) many.append(",").append(insert);
  expect_problems_at_marks("as many as there may be", "", many);
  const MarkedText over = marked_text(manifest_with(many + ',' + std::string(insert), "{}"));
  std::vector<Diagnostic> diagnostics;
  read_manifest(over.text, "install.json", diagnostics);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].rule, "inlay-shape");
  EXPECT_EQ(std::make_pair(diagnostics[0].line, diagnostics[0].column), std::make_pair(2, 1));
}

}  // namespace
}  // namespace inlay::apps
