#include "apps/options.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "apps/markdown.h"

namespace inlay::apps {
namespace {

Manifest manifest_of(std::string_view properties) {
  std::vector<Diagnostic> diagnostics;
  auto manifest = read_manifest(R"({"options":{"properties":{)" + std::string(properties) + "}}}",
                                "f", diagnostics);
  EXPECT_TRUE(manifest) << properties;
  return manifest ? std::move(*manifest) : Manifest();
}

Json json(std::string_view text) {
  auto document = read_json(text);
  EXPECT_TRUE(document) << text;
  return document ? document->root : Json();
}

struct DefaultRow {
  const char* name;
  std::string_view properties;
  std::string_view options;
};

constexpr DefaultRow kDefaults[] = {
    {"no options", "", "{}"},
    {"given default", R"("a":{"type":"string","default":"x"})", R"({"a":"x"})"},
    {"default of another type", R"("a":{"type":"number","default":"13"})", R"({"a":"13"})"},
    {"default null", R"("a":{"type":"string","default":null})", R"({"a":null})"},
    {"number as written", R"("a":{"type":"number","default":1.50})", R"({"a":1.50})"},
    {"string", R"("a":{"type":"string"})", R"({"a":""})"},
    {"string formats", R"("a":{"type":"string","format":"color"},"b":{"type":"string",
      "format":"date-time"},"c":{"type":"string","format":"image"})",
     R"({"a":"","b":"","c":""})"},
    {"hidden by showIf", R"("a":{"type":"string","showIf":"b"},"b":{"type":"boolean"})",
     R"({"a":"","b":false})"},
    {"enum", R"("a":{"type":"string","enum":["x"]})", "{}"},
    {"enum null", R"("a":{"type":"string","enum":null})", "{}"},
    {"enum with default", R"("a":{"type":"string","enum":["x"],"default":"x"})", R"({"a":"x"})"},
    {"selector", R"("a":{"type":"string","format":"selector"})", "{}"},
    {"selector with default", R"("a":{"type":"string","format":"selector","default":"h1"})",
     R"({"a":"h1"})"},
    {"array", R"("a":{"type":"array","items":{"type":"string"}})", R"({"a":[]})"},
    {"boolean", R"("a":{"type":"boolean"})", R"({"a":false})"},
    {"number", R"("a":{"type":"number"},"b":{"type":"integer","placeholder":7})", "{}"},
    {"help and hidden", R"("a":{"type":"help","helpvalue":"x"},"b":{"type":"hidden"})", "{}"},
    {"help with default", R"("a":{"type":"help","default":1})", R"({"a":1})"},
    {"unknown type", R"("a":{"type":"x"},"b":{"type":"x","default":1})", R"({"b":1})"},
    {"element", R"("a":{"type":"object","format":"element"})", "{}"},
    {"element's wrong default", R"("a":{"type":"object","format":"element",
      "default":{"element":"body"}})",
     R"({"a":{"element":"body"}})"},
    {"account", R"("a":{"type":"object","format":"account","services":["x"],"properties":{}})",
     "{}"},
    {"number with units", R"("a":{"type":"object","format":"number","units":["px"]})", "{}"},
    {"nested", R"("a":{"type":"object","properties":{"b":{"type":"string"},"c":{"type":"object",
      "properties":{"d":{"type":"boolean","default":true}}},"e":{"type":"number"}}})",
     R"({"a":{"b":"","c":{"d":true}}})"},
    {"empty object", R"("a":{"type":"object"})", R"({"a":{}})"},
    {"object's default and properties", R"("a":{"type":"object","default":{"b":1,"x":2},
      "properties":{"b":{"type":"number","default":5},"c":{"type":"string"}}})",
     R"({"a":{"b":1,"c":"","x":2}})"},
    {"list's default stays as it is", R"("a":{"type":"array","default":[{"label":"x"}],
      "items":{"type":"object","properties":{"icon":{"type":"string","default":"i"},
      "label":{"type":"string"}}}})",
     R"({"a":[{"label":"x"}]})"},
    {"not a field", R"("a":{"b":1})", "{}"},
    {"markdown", R"("a":{"type":"string","format":"markdown","default":"*x*"})",
     R"({"a":{"html":"\u003cp\u003e\u003cem\u003ex\u003c/em\u003e\u003c/p\u003e\n","markdown":"*x*"}})"},
    {"markdown object", R"("a":{"type":"object","format":"markdown","default":"x"})",
     R"({"a":{"html":"\u003cp\u003ex\u003c/p\u003e\n","markdown":"x"}})"},
    {"markdown without default", R"("a":{"type":"string","format":"markdown"})",
     R"({"a":{"html":"","markdown":""}})"},
    {"markdown in a list", R"("a":{"type":"array","default":[{"t":"x","u":"x"}],"items":{
      "type":"object","properties":{"t":{"type":"string","format":"markdown"}}}})",
     R"({"a":[{"t":{"html":"\u003cp\u003ex\u003c/p\u003e\n","markdown":"x"},"u":"x"}]})"},
};

TEST(Options, StartAsTheFormatSays) {
  for (const DefaultRow& row : kDefaults) {
    EXPECT_EQ(write_json(default_options(manifest_of(row.properties))), row.options) << row.name;
  }
}

struct GivenRow {
  const char* name;
  std::string_view given;
  std::string_view options;
};

TEST(Options, AreReplacedByTopLevelKey) {
  const Manifest manifest = manifest_of(
      R"("a":{"type":"string","default":"x"},"o":{"type":"object","properties":{
        "p":{"type":"string","default":"p"},"q":{"type":"string","default":"q"}}},
      "m":{"type":"string","format":"markdown"})");
  constexpr GivenRow rows[] = {
      {"nothing", "{}", R"({"a":"x","m":{"html":"","markdown":""},"o":{"p":"p","q":"q"}})"},
      {"one", R"({"a":"y"})", R"({"a":"y","m":{"html":"","markdown":""},"o":{"p":"p","q":"q"}})"},
      {"an object whole", R"({"o":{"p":"1"}})",
       R"({"a":"x","m":{"html":"","markdown":""},"o":{"p":"1"}})"},
      {"unknown keys", R"({"z":{"any":[1]},"o":null,"m":""})",
       R"({"a":"x","m":{"html":"","markdown":""},"o":null,"z":{"any":[1]}})"},
      {"markdown text", R"({"m":"a **b**","o":1})",
       R"({"a":"x","m":{"html":"\u003cp\u003ea \u003cstrong\u003eb\u003c/strong\u003e\u003c/p\u003e\n",)"
       R"("markdown":"a **b**"},"o":1})"},
      {"markdown rendered", R"({"m":{"markdown":"# a","html":"<h1>a</h1>"},"o":1})",
       R"({"a":"x","m":{"html":"\u003ch1\u003ea\u003c/h1\u003e","markdown":"# a"},"o":1})"},
  };
  for (const GivenRow& row : rows) {
    EXPECT_EQ(write_json(effective_options(manifest, json(row.given))), row.options) << row.name;
  }
}

TEST(Markdown, IsHarmless) {
  const struct {
    const char* name;
    std::string_view source;
    std::string_view html;
  } rows[] = {
      {"script", "<script>alert(1)</script>", "<!-- raw HTML omitted -->\n"},
      {"inline HTML", "a <b onclick=x>b</b>",
       "<p>a <!-- raw HTML omitted -->b<!-- raw HTML omitted --></p>\n"},
      {"javascript link", "[a](javascript:alert(1))", "<p><a href=\"\">a</a></p>\n"},
      {"link", "[a](https://b.example/?c&d)",
       "<p><a href=\"https://b.example/?c&amp;d\">a</a></p>\n"},
      {"escaped", "1 < 2 & \"3\"", "<p>1 &lt; 2 &amp; &quot;3&quot;</p>\n"},
      {"NUL", std::string_view("a\0b", 3),
       "<p>a\xEF\xBF\xBD"
       "b</p>\n"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(markdown_value(row.source).find("html")->as_string(), row.html) << row.name;
  }
}

TEST(Markdown, TooLongIsDeliveredEscaped) {
  const std::string source = "<b>&" + std::string(kMarkdownBytesMax, '*');
  const std::string html = markdown_value(source).find("html")->as_string();
  EXPECT_TRUE(html.starts_with("<pre>&lt;b>&amp;***"));
  EXPECT_TRUE(html.ends_with("</pre>"));
}

TEST(OptionsFile, MustBeAnObject) {
  const struct {
    const char* name;
    std::string_view text;
    std::string_view first;  // the first diagnostic's line
    bool read;
  } rows[] = {
      {"object", R"({"a":1})", "", true},
      {"duplicate key", "{\"a\":1,\n\"a\":2}",
       "o.json:2:1: warning: key \"a\" stands twice, the last value is used [json-duplicate-key]",
       true},
      {"list", " []", "o.json:1:2: error: options must be a JSON object [options-file]", false},
      {"no JSON", "{", "o.json:1:2: error: expected a member's name in double quotes [json-syntax]",
       false},
  };
  for (const auto& row : rows) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_EQ(read_options(row.text, "o.json", diagnostics).has_value(), row.read) << row.name;
    EXPECT_EQ(diagnostics.empty() ? "" : to_line(diagnostics[0]), row.first) << row.name;
  }
}

struct ValidRow {
  const char* name;
  std::string_view properties;
  std::string_view options;
  std::string_view problems;  // `path message; …`
};

constexpr ValidRow kValidation[] = {
    {"right", R"("a":{"type":"string","required":true})", R"({"a":"x"})", ""},
    {"required", R"("a":{"type":"string","required":true})", R"({"a":""})", "a is required"},
    {"required and absent", R"("a":{"type":"object","format":"account","required":true})", "{}",
     "a is required"},
    {"required by name", R"("a":{"type":"object","required":["b"],"properties":{
      "b":{"type":"string"},"c":{"type":"string"}}})",
     R"({"a":{}})", "a.b is required"},
    {"required but hidden", R"("a":{"type":"string","required":true,"showIf":"b"},
      "b":{"type":"boolean"})",
     R"({"b":false})", ""},
    {"required and shown", R"("a":{"type":"string","required":true,"showIf":"b"},
      "b":{"type":"boolean"})",
     R"({"b":true})", "a is required"},
    {"required in items", R"("l":{"type":"array","items":{"type":"object","required":["s"],
      "properties":{"s":{"type":"string"}}}})",
     R"({"l":[{"s":"x"},{}]})", "l[1].s is required"},
    {"hidden in one item", R"("l":{"type":"array","items":{"type":"object","properties":{
      "k":{"type":"string"},"u":{"type":"string","required":true,"showIf":{"l[].k":"x"}}}}})",
     R"({"l":[{"k":"x"},{"k":"y"}]})", "l[0].u is required"},
    {"minimum", R"("a":{"type":"number","minimum":2.5})", R"({"a":2})", "a is less than 2.5"},
    {"maximum", R"("a":{"type":"number","max":3})", R"({"a":3.5})", "a is more than 3"},
    {"number in quotes", R"("a":{"type":"number","minimum":1})", R"({"a":"13"})", ""},
    {"number as words", R"("a":{"type":"number"})", R"({"a":"many"})", "a must be a number"},
    {"no number", R"("a":{"type":"number"})", R"({"a":true})", "a must be a number"},
    {"whole", R"("a":{"type":"integer"})", R"({"a":1.5})", "a must be a whole number"},
    {"absent number", R"("a":{"type":"number","minimum":1})", "{}", ""},
    {"maxLength", R"("a":{"type":"string","maxLength":2})", R"({"a":"äß"})", ""},
    {"too long", R"("a":{"type":"string","maxLength":2})", R"({"a":"a😀"})",
     "a is longer than 2 characters"},
    {"maxItems", R"("a":{"type":"array","maxItems":1})", R"({"a":[1,2]})",
     "a has more than 1 items"},
    {"no list", R"("a":{"type":"array"})", R"({"a":{}})", "a must be a list"},
    {"enum", R"("a":{"type":"string","enum":["x","4"]})", R"({"a":4})", ""},
    {"not in enum", R"("a":{"type":"string","enum":["x"]})", R"({"a":"y"})",
     "a is not one of the values to choose from"},
    {"enum not chosen", R"("a":{"type":"string","enum":["x"]})", R"({"a":""})", ""},
    {"enum null", R"("a":{"type":"string","enum":null})", R"({"a":"y"})", ""},
    {"url", R"("a":{"type":"string","format":"url"})", R"({"a":"https://x.example/ä"})", ""},
    {"mailto is a url", R"("a":{"type":"string","format":"url"})", R"({"a":"mailto:x"})", ""},
    {"no url", R"("a":{"type":"string","format":"url"})", R"({"a":"x.example"})",
     "a is not a URL with its scheme"},
    {"url with a blank", R"("a":{"type":"string","format":"url"})", R"({"a":"http://x y"})",
     "a is not a URL with its scheme"},
    {"email", R"("a":{"type":"string","format":"email"})", R"({"a":"a@b"})", ""},
    {"no email", R"("a":{"type":"string","format":"email"})", R"({"a":"a@b@c"})",
     "a is not an e-mail address"},
    {"boolean", R"("a":{"type":"boolean"})", R"({"a":1})", "a must be true or false"},
    {"string", R"("a":{"type":"string"})", R"({"a":1})", "a must be a string"},
    {"markdown", R"("a":{"type":"string","format":"markdown"})", R"({"a":{"html":"x"}})", ""},
    {"unknown keys", "", R"({"a":1})", ""},
};

TEST(Options, AreValidated) {
  for (const ValidRow& row : kValidation) {
    std::string problems;
    for (const OptionProblem& problem :
         validate_options(manifest_of(row.properties), json(row.options), "")) {
      if (!problems.empty()) problems += "; ";
      problems += problem.path + ' ' + problem.message;
    }
    EXPECT_EQ(problems, row.problems) << row.name;
  }
}

TEST(Options, ProblemsAreBounded) {
  std::string list = "[0";
  for (int i = 0; i < 1000; ++i) list += ",0";
  const Manifest manifest = manifest_of(R"("a":{"type":"array","items":{"type":"string"}})");
  EXPECT_EQ(validate_options(manifest, json("{\"a\":" + list + "]}"), "").size(),
            kOptionProblemsMax);
}

}  // namespace
}  // namespace inlay::apps
