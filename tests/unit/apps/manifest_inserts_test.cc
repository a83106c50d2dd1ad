#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "apps/manifest.h"

namespace inlay::apps {
namespace {

// "LINE:COLUMN RULE" of each problem of a manifest with that list of inserts in line 2.
std::string problems_of(std::string_view inserts, std::string_view pages = "{}") {
  std::vector<Diagnostic> diagnostics;
  const std::string text = "{\"inlay\":{\"pages\":" + std::string(pages) + ",\"inserts\":\n[" +
                           std::string(inserts) +
                           "]},\"options\":{\"properties\":{\"v\":{\"type\":\"string\"},\"place\":{"
                           "\"type\":\"object\",\"format\":\"element\"}}}}";
  read_manifest(text, "install.json", diagnostics);
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!out.empty()) out += ", ";
    out += std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column) + ' ' +
           diagnostic.rule;
  }
  return out;
}

TEST(ManifestInserts, AreCheckedAtTheirPlaces) {
  const struct {
    const char* name;
    std::string_view inserts;
    std::string_view problems;
  } rows[] = {
      {"html", R"({"selector":"p","method":"after","html":"x"})", ""},
      {"attributes", R"({"selector":"p","attributes":{"a":"b","c":null,"d":{"add":"e"}}})", ""},
      {"both", R"({"selector":"p","method":"replace","html":"","attributes":{},"contain":"tree"})",
       ""},
      {"if", R"({"if":"!options.v","selector":"p","method":"after","html":"x"})", ""},
      {"chosen place",
       R"({"selector":"{{ options.place.selector }}","method":"{{ options.place.method }}","html":""})",
       ""},
      {"no object", R"(1)", "2:2 insert-shape"},
      {"empty", R"({})", "2:2 insert-shape, 2:2 insert-shape"},
      {"no selector", R"({"method":"after","html":""})", "2:2 insert-shape"},
      {"no selector for a value", R"({"method":"append","html":"{{ v }}"})", "2:2 insert-shape"},
      {"selector is a number", R"({"selector":1,"method":"after","html":""})", "2:14 insert-shape"},
      {"nothing to do", R"({"selector":"p"})", "2:2 insert-shape"},
      {"method alone", R"({"selector":"p","method":"after"})", "2:2 insert-shape"},
      {"html alone", R"({"selector":"p","html":""})", "2:2 insert-shape"},
      {"unknown method", R"({"selector":"p","method":"insert","html":""})", "2:27 insert-shape"},
      {"unknown member", R"({"selector":"p","mehtod":"after","attributes":{}})",
       "2:18 insert-shape"},
      {"contain", R"({"selector":"p","attributes":{},"contain":"all"})", "2:44 insert-shape"},
      {"if", R"({"if":"a b","selector":"p","attributes":{}})", "2:8 insert-shape"},
      {"if names no option", R"({"if":"x","selector":"p","attributes":{}})", "2:8 unknown-option"},
      {"selector", R"({"selector":"p > :hover","attributes":{}})", "2:19 insert-selector"},
      {"selector behind escapes", R"({"selector":"[a=\"\u00e4\"] b:hover","attributes":{}})",
       "2:31 insert-selector"},
      {"selector behind a placeholder",
       R"({"selector":"[a=\"{{ options.v }}\"] b:hover","attributes":{}})", "2:40 insert-selector"},
      {"selector's placeholder", R"({"selector":"a\t#{{ v }}","attributes":{}})",
       "2:19 insert-placeholder"},
      {"selector's option", R"({"selector":"[a=\"{{ x }}\"]","attributes":{}})",
       "2:20 unknown-option"},
      {"html's placeholder", R"({"selector":"p","method":"after","html":"\u00e4\n<a x={{ v }}>"})",
       "2:56 insert-placeholder"},
      {"html's placeholder behind a pair",
       R"({"selector":"p","method":"after","html":"\ud83d\ude00😀<a {{ v }}>"})",
       "2:59 insert-placeholder"},
      {"html's option", R"({"selector":"p","method":"after","html":"\"{{ v }}{{ x }}"})",
       "2:52 unknown-option"},
      {"html in code", R"({"selector":"p, script","method":"append","html":"{{ v }}"})",
       "2:14 insert-placeholder"},
      {"html in code, without a value", R"({"selector":"script","method":"append","html":"x"})",
       ""},
      {"html beside code", R"({"selector":"script","method":"after","html":"{{ v }}"})", ""},
      {"plaintext", R"({"selector":"p","method":"after","html":"<plaintext>"})",
       "2:42 insert-html"},
      {"open comment", R"({"selector":"p","method":"after","html":"<!-- x"})",
       "2:49 insert-not-closed"},
      {"open script", R"({"selector":"p","method":"after","html":"<script>x"})",
       "2:52 insert-not-closed"},
      {"open element", R"({"selector":"p","method":"after","html":"<div>"})", ""},
      {"attribute's name", R"({"selector":"p","attributes":{"a b":"x"}})", "2:32 insert-shape"},
      {"attribute's value", R"({"selector":"p","attributes":{"a":1}})", "2:36 insert-shape"},
      {"attribute's object", R"({"selector":"p","attributes":{"a":{"ad":"b"}}})",
       "2:36 insert-shape"},
      {"attribute's words", R"({"selector":"p","attributes":{"a":{"add":1}}})",
       "2:43 insert-shape"},
      {"attribute's code", R"({"selector":"p","attributes":{"onclick":"x {{ v }}"}})",
       "2:45 insert-placeholder"},
      {"attribute's option", R"({"selector":"p","attributes":{"a":"x {{ x }}"}})",
       "2:39 unknown-option"},
      {"attributes are a list", R"({"selector":"p","attributes":[]})", "2:31 insert-shape"},
      {"two entries", R"({"selector":"p","attributes":{}},{"selector":"a >","attributes":{}})",
       "2:50 insert-selector"},
  };
  for (const auto& row : rows) EXPECT_EQ(problems_of(row.inserts), row.problems) << row.name;
}

TEST(ManifestInserts, PatternsAreChecked) {
  const struct {
    std::string_view pages;
    std::string_view problems;
  } rows[] = {
      {R"({"include":["/a/*","*"],"exclude":[]})", ""},
      {R"([])", "1:19 inlay-shape"},
      {R"({"includes":[]})", "1:20 inlay-shape"},
      {R"({"include":"/"})", "1:30 inlay-shape"},
      {R"({"include":[1]})", "1:31 inlay-shape"},
      {R"({"include":["a"]})", "1:32 page-pattern"},
      {R"({"exclude":["/","/\u00e4?x"]})", "1:43 page-pattern"},
  };
  constexpr std::string_view insert = R"({"selector":"p","attributes":{}})";
  for (const auto& row : rows) EXPECT_EQ(problems_of(insert, row.pages), row.problems) << row.pages;
}

TEST(ManifestInserts, AreBounded) {
  std::string many = R"({"selector":"p","attributes":{}})";
  for (size_t i = 1; i < kInsertsMax; ++i) many += R"(,{"selector":"p","attributes":{}})";
  EXPECT_EQ(problems_of(many), "");
  EXPECT_EQ(problems_of(many + R"(,{"selector":"p","attributes":{}})"), "2:1 inlay-shape");
}

}  // namespace
}  // namespace inlay::apps
