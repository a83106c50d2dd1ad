#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "apps/manifest.h"
#include "marked_text.h"

namespace inlay::apps {
namespace {

struct Row {
  const char* name;
  std::string_view rule;      // of every problem
  std::string_view manifest;  // a mark for each problem
};

// What this version says of every edge script stands in another test.
void expect_problems_at_marks(const Row& row, const std::string& manifest) {
  const MarkedText marked = marked_text(manifest);
  std::vector<Diagnostic> diagnostics;
  read_manifest(marked.text, "install.json", diagnostics);
  std::vector<std::string> places;
  for (const Diagnostic& diagnostic : diagnostics) {
    places.push_back(std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column));
    EXPECT_EQ(diagnostic.rule, row.rule) << row.name << ": " << diagnostic.message;
  }
  EXPECT_EQ(places, marked.places) << row.name;
}

std::string with_edge(std::string_view members) {
  return "{\"inlay\":{\"edge\":{\"src\":\"e.js\"},\n" + std::string(members) + "}}";
}

TEST(ManifestEdge, IsCheckedAtItsPlaces) {
  constexpr Row rows[] = {
      {"module", "", R"({"inlay":{"edge":{"src":"./source/e.js"}}})"},
      {"workers", "", R"({"workers":[{"src":"a.js"},{"src":"b.js"}]})"},
      {"no workers", "", R"({"workers":[]})"},
      {"other members of a worker", "", R"({"workers":[{"src":"a.js","routes":[]}]})"},
      {"edge is a text", "edge-shape", R"({"inlay":{"edge":¦"e.js"}})"},
      {"edge without src", "edge-shape", R"({"inlay":{"edge":¦{}}})"},
      {"src is a number", "edge-shape", R"({"inlay":{"edge":{"src":¦1}}})"},
      {"src leads out", "edge-shape", R"({"inlay":{"edge":{"src":¦"../e.js"}}})"},
      {"src is empty", "edge-shape", R"({"inlay":{"edge":{"src":¦""}}})"},
      {"src is an address", "edge-shape", R"({"inlay":{"edge":{"src":¦"https://a/e.js"}}})"},
      {"src is absolute", "edge-shape", R"({"inlay":{"edge":{"src":¦"/e.js"}}})"},
      {"unknown member", "edge-shape", R"({"inlay":{"edge":{"src":"e.js",¦"scr":1}}})"},
      {"workers is an object", "edge-shape", R"({"workers":¦{"src":"a.js"}})"},
      {"worker is a text", "edge-shape", R"({"workers":[¦"a.js"]})"},
      {"worker leads out", "edge-shape", R"({"workers":[{"src":¦"a/../../b.js"}]})"},
      {"both", "edge-workers", R"({"workers":¦[{"src":"a.js"}],"inlay":{"edge":{"src":"e.js"}}})"},
      {"nine workers", "edge-shape",
       R"({"workers":¦[{"src":"a"},{"src":"a"},{"src":"a"},{"src":"a"},{"src":"a"},
          {"src":"a"},{"src":"a"},{"src":"a"},{"src":"a"}]})"},
  };
  for (const Row& row : rows) expect_problems_at_marks(row, std::string(row.manifest));
}

TEST(ManifestEdge, PermissionsAreCheckedAtTheirPlaces) {
  constexpr Row rows[] = {
      {"none", "", R"("permissions":{})"},
      {"html", "", R"("permissions":{"html":"read"})"},
      {"html modify with a reason", "",
       R"("permissions":{"html":{"value":"modify","reason":"puts pictures in"}})"},
      {"refused ones need no reason", "",
       R"("permissions":{"cookies":false,"kv":false,"requestBody":false,"fetch":[]})"},
      {"reasons", "",
       R"("permissions":{"fetch":{"value":["https://a.example"],"reason":"x"},
          "cookies":{"reason":"x","value":true}})"},
      {"no reasons", "permission-reason",
       R"("permissions":{¦"cookies":true,¦"fetch":["a.example"],¦"kv":true,
          ¦"requestBody":{"value":true},¦"webAssembly":true})"},
      {"a list", "permission-shape", R"("permissions":¦[])"},
      {"unknown", "permission-shape", R"("permissions":{¦"cookie":true})"},
      {"html is true", "permission-shape", R"("permissions":{"html":¦true})"},
      {"html is another word", "permission-shape", R"("permissions":{"html":¦"write"})"},
      {"a flag is a text", "permission-shape", R"("permissions":{"kv":¦"true"})"},
      {"fetch is true", "permission-shape", R"("permissions":{"fetch":¦true})"},
      {"fetch of a number", "permission-shape", R"("permissions":{"fetch":[¦1]})"},
      {"fetch of a page", "permission-shape",
       R"("permissions":{"fetch":{"value":[¦"https://a.example/b","b.example"],"reason":"x"}})"},
      {"no value", "permission-shape", R"("permissions":{"kv":¦{"reason":"x"}})"},
      {"another member", "permission-shape",
       R"("permissions":{"kv":{"value":false,¦"raeson":"x"}})"},
      {"reason is a number", "permission-shape",
       R"("permissions":{"kv":{"value":true,"reason":¦1}})"},
  };
  for (const Row& row : rows) expect_problems_at_marks(row, with_edge(row.manifest));
}

TEST(ManifestEdge, LimitsAreCheckedAtTheirPlaces) {
  constexpr Row rows[] = {
      {"none", "", R"("limits":{})"},
      {"all", "", R"("limits":{"cpuMs":50,"wallMs":1,"memoryMb":8})"},
      {"more than usual", "limit-lowered",
       R"("limits":{"cpuMs":¦51,"wallMs":¦600000,"memoryMb":¦2048})"},
      {"a list", "limit-shape", R"("limits":¦[])"},
      {"unknown", "limit-shape", R"("limits":{¦"cpuMS":5})"},
      {"a text", "limit-shape", R"("limits":{"cpuMs":¦"5"})"},
      {"zero", "limit-shape", R"("limits":{"cpuMs":¦0})"},
      {"less than zero", "limit-shape", R"("limits":{"wallMs":¦-5})"},
      {"a half", "limit-shape", R"("limits":{"cpuMs":¦1.5})"},
      {"huge", "limit-shape", R"("limits":{"cpuMs":¦1e99})"},
      {"too little memory", "limit-shape", R"("limits":{"memoryMb":¦7})"},
      {"beyond what can be asked for", "limit-shape", R"("limits":{"cpuMs":¦600001})"},
  };
  for (const Row& row : rows) expect_problems_at_marks(row, with_edge(row.manifest));
}

EdgeManifest read(const std::string& text) {
  std::vector<Diagnostic> diagnostics;
  const auto manifest = read_manifest(text, "install.json", diagnostics);
  EXPECT_TRUE(manifest && manifest->edge) << to_json(diagnostics);
  return manifest && manifest->edge ? *manifest->edge : EdgeManifest();
}

TEST(ManifestEdge, IsKept) {
  const EdgeManifest edge = read(with_edge(
      R"("limits":{"memoryMb":32},"permissions":{"html":"read","requestBody":true,
         "fetch":["https://API.example.com/","*.b.example","http://c.example:8080"]})"));
  EXPECT_EQ(edge.style, EdgeStyle::module);
  ASSERT_EQ(edge.entries.size(), 1U);
  EXPECT_EQ(edge.entries[0].path, "e.js");
  EXPECT_EQ(edge.limits, EdgeLimits{.memory_mb = 32});
  Permissions expected;
  expected.html = HtmlPermission::read;
  expected.request_body = true;
  expected.fetch = {{true, false, "api.example.com", 443},
                    {true, true, "b.example", 443},
                    {false, false, "c.example", 8080}};
  EXPECT_EQ(edge.permissions, expected);
  EXPECT_EQ(read(R"({"inlay":{"edge":{"src":"e.js"}}})").permissions, Permissions());
}

TEST(ManifestEdge, WorkersAreScriptsInTheirOrder) {
  const EdgeManifest edge = read(R"({"workers":[{"src":"./b.js"},{"src":"a.js"}],
      "inlay":{"permissions":{"cookies":{"value":true,"reason":"x"}}}})");
  EXPECT_EQ(edge.style, EdgeStyle::classic);
  ASSERT_EQ(edge.entries.size(), 2U);
  EXPECT_EQ(edge.entries[0].path, "b.js");
  EXPECT_EQ(edge.entries[1].path, "a.js");
  EXPECT_TRUE(edge.permissions.cookies);
  EXPECT_EQ(read(R"({"workers":[{"src":"a.js"}],"inlay":{"edge":{"src":"e.js"}}})").style,
            EdgeStyle::module);
}

TEST(EdgeLimits, AreNeverMoreThanTheOperators) {
  const EdgeLimits operators{.cpu_ms = 50, .wall_ms = 2'000, .memory_mb = 64};
  EXPECT_EQ(limits_within({}, operators), operators);
  EXPECT_EQ(limits_within({.cpu_ms = 51, .wall_ms = 600'000, .memory_mb = 2'048}, operators),
            operators);
  EXPECT_EQ(limits_within({.cpu_ms = 20, .memory_mb = 64}, operators),
            (EdgeLimits{.cpu_ms = 20, .wall_ms = 2'000, .memory_mb = 64}));
}

TEST(FetchOrigin, IsReadInEveryForm) {
  const struct {
    const char* text;
    const char* same;  // to_text(); "": refused
  } rows[] = {
      {"https://a.example", "https://a.example:443"},
      {"a.example", "https://a.example:443"},
      {"HTTPS://A.Example:8443/", "https://a.example:8443"},
      {"http://a.example", "http://a.example:80"},
      {"*.a.example", "https://*.a.example:443"},
      {"http://*.a.example:8080", "http://*.a.example:8080"},
      {"localhost:3000", "https://localhost:3000"},
      {"xn--bcher-kva.example", "https://xn--bcher-kva.example:443"},
      {"http://192.0.2.1", "http://192.0.2.1:80"},
      {"", ""},
      {"*", ""},
      {"*.", ""},
      {"https://*", ""},
      {"a.*.example", ""},
      {"*a.example", ""},
      {"ftp://a.example", ""},
      {"//a.example", ""},
      {"https://a.example/path", ""},
      {"https://a.example?q", ""},
      {"https://user@a.example", ""},
      {"https://a.example:0", ""},
      {"https://a.example:65536", ""},
      {"https://a.example:", ""},
      {"https://[::1]", ""},
      {"bücher.example", ""},
      {"a..example", ""},
      {"a.example.", ""},
      {"-a.example", ""},
      {"a b", ""},
  };
  for (const auto& row : rows) {
    const auto origin = parse_fetch_origin(row.text);
    EXPECT_EQ(origin ? to_text(*origin) : "", row.same) << row.text;
    if (!origin) continue;
    const auto again = parse_fetch_origin(to_text(*origin));
    EXPECT_TRUE(again && *again == *origin) << row.text;
  }
  EXPECT_FALSE(parse_fetch_origin(std::string(64, 'a') + ".example"));
}

}  // namespace
}  // namespace inlay::apps
