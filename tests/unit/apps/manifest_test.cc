#include "apps/manifest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace inlay::apps {
namespace {

using std::literals::operator""sv;

// The diagnostics of a text as `line:column rule`, one after the other.
std::string problems_of(std::string_view text) {
  std::vector<Diagnostic> diagnostics;
  const auto manifest = read_manifest(text, "install.json", diagnostics);
  EXPECT_EQ(manifest.has_value(), !has_errors(diagnostics)) << text;
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    EXPECT_EQ(diagnostic.file, "install.json");
    EXPECT_FALSE(diagnostic.message.empty());
    if (!out.empty()) out += ", ";
    out += std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column) + ' ' +
           (diagnostic.severity == Severity::error ? "error " : "") + diagnostic.rule;
  }
  return out;
}

struct Row {
  const char* name;
  std::string_view text;
  std::string_view problems;
};

constexpr Row kWhole[] = {
    {"only resources", R"({"resources":{"head":[{"type":"script","src":"a.js"}]}})", ""},
    {"unknown keys", R"({"$schema":"x","__$schema":1,"disabled_preview":{},
      "resources":{"body":[{"src":"./a/b.css","type":"style"}]}})",
     ""},
    {"no JSON", "{\"resources\":\n  {]}", "2:4 error json-syntax"},
    {"no UTF-8", "{\"a\":\n\"\xFF\"}", "2:2 error json-syntax"},
    {"not an object", " []", "1:2 error manifest-shape"},
    {"empty object", "{}", "1:1 nothing-to-run"},
    {"empty lists", R"({"resources":{"head":[],"body":[]}})", "1:1 nothing-to-run"},
    {"duplicate key",
     "{\"resources\":{\"head\":[{\"type\":\"script\",\"src\":\"a\"}]},\n\"x\":1,\"x\":2}",
     "2:7 json-duplicate-key"},
    {"byte order mark", "\xEF\xBB\xBF{\"resources\":[]}",
     "1:14 error resource-shape, 1:1 nothing-to-run"},
    {"worker only", R"({"workers":[{"src":"./w.js"}]})", ""},
};

TEST(Manifest, IsReadOrRefusedWhole) {
  for (const Row& row : kWhole) EXPECT_EQ(problems_of(row.text), row.problems) << row.name;
}

constexpr Row kResources[] = {
    {"script", R"({"type":"script","src":"./a.js"})", ""},
    {"contents", R"~({"type":"script","contents":"go()"})~", ""},
    {"content", R"~({"type":"script","content":"go()"})~", ""},
    {"placeholder", R"({"type":"style","src":"./{{ options.o }}/{{o}}.css"})", ""},
    {"if", R"({"type":"style","src":"a.css","if":"!options.o"})", ""},
    {"node_modules", R"({"type":"script","src":"node_modules/@a/b.js"})", ""},
    {"jQuery depends", R"({"type":"script","src":"a.js","moduleType":"global","exports":["x"],
      "depends":{"github.com/jquery/jquery:jquery.js":"jQuery"}})",
     "dependencies-ignored"},
    {"not an object", R"("a.js")", "error resource-shape"},
    {"no type", R"({"src":"a.js"})", "error resource-shape"},
    {"unknown type", R"({"type":"image","src":"a.png"})", "error resource-shape"},
    {"type is a number", R"({"type":1,"src":"a.js"})",
     "error resource-shape, error resource-shape"},
    {"no src", R"({"type":"script"})", "error resource-shape"},
    {"src and contents", R"({"type":"script","src":"a.js","contents":"x"})",
     "error resource-shape"},
    {"src is a list", R"({"type":"script","src":["a.js"]})",
     "error resource-shape, error resource-shape"},
    {"absolute", R"({"type":"script","src":"/etc/passwd"})", "error resource-path"},
    {"dots", R"({"type":"script","src":"a/../../b.js"})", "error resource-path"},
    {"dots that stay inside", R"({"type":"script","src":"a/../b.js"})", "error resource-path"},
    {"only a folder", R"({"type":"script","src":"./"})", "error resource-path"},
    {"empty", R"({"type":"script","src":""})", "error resource-path"},
    {"remote", R"({"type":"script","src":"https://a.example/b.js"})", "error resource-path"},
    {"remote without scheme", R"({"type":"script","src":"//a.example/b.js"})",
     "error resource-path"},
    {"NUL", R"({"type":"script","src":"a\u0000.js"})", "error resource-path"},
    {"backslash", R"({"type":"script","src":"a\\b.js"})", "error resource-path"},
    {"open placeholder", R"({"type":"script","src":"a{{ options.o.js"})",
     "error resource-placeholder"},
    {"filter in a placeholder", R"({"type":"script","src":"{{ o | lower }}"})",
     "error resource-placeholder"},
    {"comparison in if", R"({"type":"script","src":"a","if":"options.o == 1"})",
     "error resource-condition"},
    {"if is a boolean", R"({"type":"script","src":"a","if":true})", "error resource-shape"},
    {"unknown option in if", R"({"type":"script","src":"a","if":"options.x.y"})", "unknown-option"},
    {"unknown option in src", R"({"type":"script","src":"{{x}}"})", "unknown-option"},
};

// The same without places.
std::string rules_of(std::string_view text) {
  std::string out;
  std::string problems = problems_of(text);
  for (size_t at = 0; at < problems.size();) {
    const size_t end = std::min(problems.find(", ", at), problems.size());
    const size_t blank = problems.find(' ', at);
    if (!out.empty()) out += ", ";
    out += problems.substr(blank + 1, end - blank - 1);
    at = end + 2;
  }
  return out;
}

TEST(Manifest, ChecksResources) {
  for (const Row& row : kResources) {
    const std::string problems =
        rules_of(R"({"workers":[],"options":{"properties":{"o":{"type":"string"}}},)"
                 R"("resources":{"head":[)" +
                 std::string(row.text) + "]}}");
    EXPECT_EQ(problems, row.problems) << row.name;
  }
}

constexpr Row kFields[] = {
    {"all types", R"("a":{"type":"string"},"b":{"type":"boolean"},"c":{"type":"number"},
      "d":{"type":"integer"},"e":{"type":"object"},"f":{"type":"array"},"g":{"type":"help"},
      "h":{"type":"hidden"})",
     ""},
    {"unknown attributes", R"("a":{"type":"string","add_disabled":1,"value":{}})", ""},
    {"not a field", R"("preview":{"handlers":[]})", "option-not-a-field"},
    {"not an object", R"("a":"string")", "option-not-a-field"},
    {"type is a list", R"("a":{"type":["string"]})", "option-not-a-field"},
    {"unknown type", R"("a":{"type":"text"})", "option-type"},
    {"$ref as a key", R"("$ref":{"type":"string"})", "error option-ref"},
    {"$ref in a field", R"("a":{"type":"object","$ref":"#"})", "error option-ref"},
    {"$ref in items", R"("a":{"type":"array","items":{"type":"object","$ref":"#"}})",
     "error option-ref"},
    {"unknown format", R"("a":{"type":"string","format":"colour"})", "option-attribute"},
    {"title is a number", R"("a":{"type":"string","title":1})", "option-attribute"},
    {"placeholder is a number", R"("a":{"type":"integer","placeholder":180})", ""},
    {"enum",
     R"("a":{"type":"string","enum":["x","y"],"enumNames":{"x":"X","z":"Z"},"default":"x"})", ""},
    {"enum null", R"("a":{"type":"string","enum":null,"enumNames":null})", ""},
    {"enum empty", R"("a":{"type":"string","enum":[]})", ""},
    {"enum is an object", R"("a":{"type":"string","enum":{}})", "option-attribute"},
    {"enum of lists", R"("a":{"type":"string","enum":["x",["y"]]})", "option-attribute"},
    {"default not in enum", R"("a":{"type":"string","enum":["x"],"default":"y"})",
     "option-default"},
    {"empty default with enum", R"("a":{"type":"string","enum":["x"],"default":""})", ""},
    {"slider with a text", R"("a":{"type":"number","format":"slider","default":"13"})",
     "option-default"},
    {"element in place of selector", R"("a":{"type":"object","format":"element",
      "default":{"element":"body"}})",
     "option-default"},
    {"element", R"("a":{"type":"object","format":"element",
      "default":{"selector":"body","method":"prepend"}})",
     ""},
    {"markdown text", R"("a":{"type":"object","format":"markdown","default":"# x"})", ""},
    {"boolean as text", R"("a":{"type":"boolean","default":"true"})", "option-default"},
    {"list as object", R"("a":{"type":"array","default":{}})", "option-default"},
    {"required both ways", R"("a":{"type":"object","required":["b"],
      "properties":{"b":{"type":"string","required":true}}})",
     ""},
    {"required is a text", R"("a":{"type":"string","required":"yes"})", "option-attribute"},
    {"required of numbers", R"("a":{"type":"object","required":[1]})", "option-attribute"},
    {"limits as texts", R"("a":{"type":"number","minimum":"1"})", "option-attribute"},
    {"products both ways", R"("a":{"type":"string","products":["pro"]},
      "b":{"type":"string","enum":["x"],"products":{"x":["pro"]}})",
     ""},
    {"showIf forms", R"("a":{"type":"string","showIf":"b"},"b":{"type":"boolean",
      "showIf":{"a":"x","b":true,"INSTALL_PRODUCT.id":null}},"c":{"type":"string",
      "showIf":{"a":{"op":"!=","value":""}}})",
     ""},
    {"showIf operator", R"("a":{"type":"string","showIf":{"a":{"op":"=~","value":""}}})",
     "option-show-if"},
    {"showIf list", R"("a":{"type":"string","showIf":{"a":["x"]}})", "option-show-if"},
    {"showIf is a boolean", R"("a":{"type":"string","showIf":true})", "option-attribute"},
    {"showIf unknown", R"("a":{"type":"string","showIf":"b.c"})", "unknown-option"},
    {"showIf in items", R"("list":{"type":"array","items":{"type":"object","properties":{
      "kind":{"type":"string"},"url":{"type":"string","showIf":{"list[].kind":"x"}},
      "also":{"type":"string","showIf":"kind"},"not":{"type":"string","showIf":"other"}}}})",
     "unknown-option"},
    {"items without type", R"("a":{"type":"array","items":{"properties":{"b":{"type":"x"}}}})",
     "option-type"},
    {"items of nothing", R"("a":{"type":"array","items":{}})", "option-not-a-field"},
    {"nested", R"("a":{"type":"object","properties":{"b":{"type":"object","properties":{
      "c":{"type":"nope"}}}}})",
     "option-type"},
    {"repeated attribute", R"("a":{"type":"string","format":"time","format":"date-time"})",
     "json-duplicate-key"},
};

TEST(Manifest, ChecksOptions) {
  for (const Row& row : kFields) {
    const std::string problems = rules_of(R"({"resources":{"head":[{"type":"script","src":"a"}]},)"
                                          R"("options":{"properties":{)" +
                                          std::string(row.text) + "}}}");
    EXPECT_EQ(problems, row.problems) << row.name;
  }
}

constexpr Row kSections[] = {
    {"options without properties", R"("options":{})", ""},
    {"options is a list", R"("options":[])", "error options-shape"},
    {"properties is a list", R"("options":{"properties":[]})", "error options-shape"},
    {"other lists", R"("resources":{"preview":[{"src":"./x.js"}],"edge":[]},"workers":[])",
     "resource-list-unused, resource-list-unused"},
    {"head is an object", R"("resources":{"head":{}},"workers":[{"src":"w.js"}])",
     "error resource-shape"},
    {"handlers", R"("options":{"properties":{"a":{"type":"string"}}},"preview":{"hide":true,
      "handlers":[{"options":["a","_default","_any","_product","*"],"execute":"x"},
      {"options":["a"],"reload":true}]})",
     ""},
    {"handler for no option", R"("preview":{"handlers":[{"options":["b"],"execute":"x"}]})",
     "unknown-option"},
    {"handler without what to do", R"("preview":{"handlers":[{"options":["*"]}]})",
     "preview-shape"},
    {"preview is a list", R"("preview":[])", "preview-shape"},
    {"handlers is an object", R"("preview":{"handlers":{}})", "preview-shape"},
    {"hooks", R"("hooks":[{"endpoint":"https://h.example","events":["preview"]},
      {"events":["account-logout"],"action":"reset-schema"}])",
     "not-run"},
    {"hook without events", R"("hooks":[{"endpoint":"x"}])", "hooks-shape, not-run"},
    {"no hooks", R"("hooks":[])", ""},
    {"products", R"("products":[{"id":"a","price":0},{"id":"b"}])", ""},
    {"product without id", R"("products":[{"price":0}])", "products-shape"},
    {"products is an object", R"("products":{"a":1})", "products-shape"},
    {"dns", R"("dns":[{"type":"TXT","name":"a","content":"x"}])", "not-run"},
    {"dns without name", R"("dns":[{"type":"TXT"}])", "dns-shape, not-run"},
    {"dependencies", R"("dependencies":{"github.com/jquery/jquery":">= 1.7.0"})",
     "dependencies-ignored"},
    {"no dependencies", R"("dependencies":{})", ""},
    {"inlay", R"("inlay":{"permissions":{},"limits":{"cpuMs":20}})", ""},
    {"inlay edge", R"("inlay":{"edge":{"src":"./e.js"},"inserts":[{"selector":"head",
      "method":"append","html":"<i>"},{"selector":"a","attributes":{"x":null}}],
      "pages":{"include":["/b/*"],"exclude":[]}})",
     ""},
    {"inlay is a list", R"("inlay":[])", "error inlay-shape"},
    {"inlay edge without src", R"("inlay":{"edge":{}})", "error edge-shape"},
    {"inlay limit is a text", R"("inlay":{"limits":{"cpuMs":"20"}})", "error limit-shape"},
    {"inlay pages are numbers", R"("inlay":{"pages":{"include":[1]}})", "error inlay-shape"},
    {"inlay insert without method", R"("inlay":{"inserts":[{"selector":"a","html":"x"}]})",
     "error insert-shape"},
    {"inlay unknown member", R"("inlay":{"egde":{}})", "not-run"},
};

TEST(Manifest, ChecksSections) {
  for (const Row& row : kSections) {
    const std::string resources = row.text.find("\"resources\"") == std::string_view::npos
                                      ? R"("resources":{"head":[{"type":"script","src":"a"}]},)"
                                      : "";
    EXPECT_EQ(rules_of('{' + resources + std::string(row.text) + '}'), row.problems) << row.name;
  }
}

TEST(Manifest, KeepsWhatItRead) {
  std::vector<Diagnostic> diagnostics;
  const auto manifest = read_manifest(R"~({
    "resources": {
      "body": [{"type": "style", "src": "b.css"}],
      "head": [{"type": "script", "src": "./{{ options.z }}.js", "if": "options.a"},
               {"type": "script", "contents": "go()"
}]
}
, "options" : {
  "properties" : {
    "z" : {"type" : "string", "enum" : [ "p", "q" ], "maxLength" : 5, "required" : true},
    "a" : {
      "type" : "array",
      "maxItems" : 3,
      "items" : {
        "type" : "object",
        "properties" : {"n" : {"type" : "number", "min" : 1, "maximum" : 2.5}}
      }
    }
  }
},
              "products" : [ {"id" : "basic", "price" : 0}, {"id" : "pro", "price" : 300} ]
})~",
                                      "install.json", diagnostics);
  ASSERT_TRUE(manifest);
  EXPECT_TRUE(diagnostics.empty());
  ASSERT_EQ(manifest->resources.size(), 3U);
  EXPECT_EQ(manifest->resources[0].list, ResourceList::head);
  EXPECT_EQ(manifest->resources[0].src_text, "./{{ options.z }}.js");
  EXPECT_TRUE(manifest->resources[0].condition.has_value());
  EXPECT_EQ(manifest->resources[1].contents, "go()");
  EXPECT_EQ(manifest->resources[2].list, ResourceList::body);
  EXPECT_EQ(manifest->resources[2].type, ResourceType::style);
  const Field* z = find_field(manifest->options, "z");
  const Field* a = find_field(manifest->options, "a");
  ASSERT_TRUE(z != nullptr && a != nullptr);
  EXPECT_LT(z->at, a->at);
  EXPECT_TRUE(z->required && z->has_enum);
  EXPECT_EQ(z->enum_values.size(), 2U);
  EXPECT_EQ(z->max_length, 5);
  EXPECT_EQ(a->max_items, 3);
  const Field* n = find_field(a->items.at(0).properties, "n");
  ASSERT_NE(n, nullptr);
  EXPECT_EQ(n->minimum, 1);
  EXPECT_EQ(n->maximum, 2.5);
  ASSERT_EQ(manifest->products.size(), 2U);
  EXPECT_EQ(manifest->products[1].id, "pro");
  EXPECT_EQ(manifest->products[1].price, 300);
  EXPECT_EQ(find_field(manifest->options, "b"), nullptr);
}

TEST(InsidePath, IsCleanOrNothing) {
  const struct {
    std::string_view path;
    std::string_view inside;  // empty: refused
  } rows[] = {
      {"a.js", "a.js"},
      {"./a.js", "a.js"},
      {"././a//b/./c.js", "a/b/c.js"},
      {"a b/ä.js", "a b/ä.js"},
      {"..a/b..js", "..a/b..js"},
      {"a:b.js", "a:b.js"},
      {"", ""},
      {".", ""},
      {"./", ""},
      {"/a.js", ""},
      {"//a.js", ""},
      {"..", ""},
      {"../a.js", ""},
      {"a/..", ""},
      {"a/../b.js", ""},
      {"a\\..\\b.js", ""},
      {"a\0b"sv, ""},
      {"http://a/b.js", ""},
  };
  for (const auto& row : rows)
    EXPECT_EQ(inside_path(row.path).value_or(""), row.inside) << row.path;
  EXPECT_FALSE(inside_path(std::string(2000, 'a')));
}

}  // namespace
}  // namespace inlay::apps
