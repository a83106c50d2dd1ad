#include "apps/install.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include "apps/insert_wire.h"
#include "apps/options.h"
#include "marked_text.h"
#include "temp_folder.h"

namespace inlay::apps {
namespace {

class InstallTest : public testing::Test {
 protected:
  Result<ResolvedInstall> resolve(std::string_view manifest, std::string_view given,
                                  std::string product = {}) {
    folder_.write("install.json", manifest);
    std::vector<Diagnostic> diagnostics;
    const auto app = load_app_folder(folder_.path(), diagnostics);
    if (!app) return fail(app.error());
    const auto document = read_json(given);
    if (!document) return fail(Fault::malformed, Blame::self, document.error().message);
    left_out_.clear();
    return resolve_install({*app,
                            effective_options((*app)->manifest, document->root),
                            install_id((*app)->id, 0),
                            {},
                            std::move(product)},
                           left_out_);
  }

  std::vector<Diagnostic> left_out_;

  TempFolder folder_;
};

TEST_F(InstallTest, PicksResourcesByOptions) {
  folder_.write("a.js", "A");
  folder_.write("on.js", "ON");
  folder_.write("off.js", "OFF");
  folder_.write("red/x.css", "RED");
  constexpr std::string_view manifest = R"({"resources":{
    "body":[{"type":"script","src":"./a.js"}],
    "head":[{"type":"script","src":"on.js","if":"options.on"},
            {"type":"script","src":"off.js","if":"!options.on"},
            {"type":"style","src":"./{{ options.color }}/x.css"},
            {"type":"script","contents":"inline"}]},
    "options":{"properties":{"on":{"type":"boolean"},
      "color":{"type":"string","enum":["red","blue"],"default":"red"}}}})";
  const struct {
    const char* name;
    std::string_view given;
    std::string_view resources;  // empty: fails
  } rows[] = {
      {"defaults", "{}", "OFF RED inline A "},
      {"switched on", R"({"on":true})", "ON RED inline A "},
      {"file missing", R"({"color":"blue"})", ""},
      {"path in the value", R"({"color":"../red"})", ""},
      {"absolute value", R"({"color":"/etc"})", ""},
      {"value with a folder", R"({"color":"./red"})", "OFF RED inline A "},
      {"no text", R"({"color":{"a":1}})", ""},
  };
  for (const auto& row : rows) {
    const auto install = resolve(manifest, row.given);
    if (row.resources.empty()) {
      EXPECT_FALSE(install) << row.name;
      continue;
    }
    ASSERT_TRUE(install) << row.name << ": " << install.error().detail;
    std::string resources;
    for (const auto& resource : install->resources) resources += resource.content->bytes + ' ';
    EXPECT_EQ(resources, row.resources) << row.name;
  }
}

TEST_F(InstallTest, FlattensSelectors) {
  const auto install = resolve(R"({"options":{"properties":{
      "location":{"type":"object","format":"element","default":{"selector":"h1","method":"after"}},
      "none":{"type":"object","format":"element"},
      "empty":{"type":"string","format":"selector","default":""},
      "advanced":{"type":"object","properties":{
        "where":{"type":"string","format":"selector","default":".x > a"},
        "other":{"type":"string","default":"no selector"}}},
      "blocks":{"type":"array","items":{"type":"object","properties":{
        "location":{"type":"object","format":"element"},"code":{"type":"string"}}}},
      "list":{"type":"array","items":{"type":"string","format":"selector"}}}}})",
                               R"({"blocks":[{"code":"x"},{"location":{"selector":"body"}}],
                                   "list":["p","","q"],"unknown":{"selector":"z"}})");
  ASSERT_TRUE(install) << install.error().detail;
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"advanced.where", ".x > a"},
      {"blocks[1].location.selector", "body"},
      {"list[0]", "p"},
      {"list[2]", "q"},
      {"location.selector", "h1"},
  };
  EXPECT_EQ(install->selectors, expected);
}

TEST_F(InstallTest, ChoosesAPlan) {
  const struct {
    const char* name;
    std::string_view manifest;
    std::string chosen;
    std::string product;
  } rows[] = {
      {"no plans", "{}", "", ""},
      {"no plans but a choice", "{}", "pro", ""},
      {"cheapest", R"({"products":[{"id":"pro","price":300},{"id":"basic","price":0}]})", "",
       "basic"},
      {"first of equals", R"({"products":[{"id":"a"},{"id":"b"}]})", "", "a"},
      {"chosen", R"({"products":[{"id":"pro","price":300},{"id":"basic","price":0}]})", "pro",
       "pro"},
  };
  for (const auto& row : rows) {
    const auto install = resolve(row.manifest, "{}", row.chosen);
    ASSERT_TRUE(install) << row.name;
    EXPECT_EQ(install->product, row.product) << row.name;
  }
}

TEST_F(InstallTest, IsBoundedAsAWhole) {
  folder_.write("big.css", "");
  std::filesystem::resize_file(folder_.path("big.css"), kAppFileBytesMax);
  std::string resources;
  for (int i = 0; i < 9; ++i) {
    resources += (i == 0 ? "" : ",") + std::string(R"({"type":"style","src":"big.css"})");
  }
  const auto install = resolve(R"({"resources":{"head":[)" + resources + "]}}", "{}");
  ASSERT_FALSE(install);
  EXPECT_EQ(install.error().fault, Fault::too_large);
}

TEST(InstallId, IsStableAndSafe) {
  EXPECT_EQ(install_id("app", 0), install_id("app", 0));
  std::set<std::string> ids;
  for (const char* app : {"a", "b", "ab"}) {
    for (size_t position = 0; position < 100; ++position) {
      const std::string id = install_id(app, position);
      EXPECT_EQ(id.size(), 12U);
      EXPECT_TRUE(is_install_id(id)) << id;
      ids.insert(id);
    }
  }
  EXPECT_EQ(ids.size(), 300U);
  EXPECT_TRUE(is_install_id("preview"));
  for (const std::string_view id : {"", "a'b", "a\"b", "a b", "a.b", "\xC3\xA4"}) {
    EXPECT_FALSE(is_install_id(id)) << id;
  }
  EXPECT_FALSE(is_install_id(std::string(65, 'a')));
}

TEST(SiteId, IsStableHex) {
  const std::string id = site_id_of("shop.example");
  EXPECT_EQ(id.size(), 32U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(id, site_id_of("shop.example"));
  EXPECT_NE(id, site_id_of("shop2.example"));
}

// "SELECTOR METHOD HTML {NAME ACTION VALUE}" of each insert.
std::string inserts_of(const ResolvedInstall& install) {
  std::string out;
  if (install.inserts == nullptr) return out;
  const auto inserts = read_inserts(install.inserts->bytes);
  EXPECT_TRUE(inserts);
  for (const html::Insert& insert : *inserts) {
    out +=
        insert.selector + '|' + std::to_string(static_cast<int>(insert.method)) + '|' + insert.html;
    for (const auto& edit : insert.attributes) {
      out += '|' + edit.name + std::to_string(static_cast<int>(edit.action)) + edit.value;
    }
    out += '\n';
  }
  return out;
}

TEST_F(InstallTest, FillsInserts) {
  const MarkedText manifest = marked_text(R"~({"inlay":{"pages":{"include":["/b/*"]},"inserts":[
    {"selector":"head","method":"append","html":"<b>{{ options.text }}</b>"},
    {"if":"on","selector":"p","attributes":{"z":"{{ text }}","href":"{{ url }}","class":{"add":"a {{ text }}"},"id":null}},
    ¦{"selector":"{{ options.place.selector }}","method":"{{ options.place.method }}","html":"x"},
    {"selector":"[lang=\"{{ text }}\"]","method":"prepend","html":"{{ text }}"},
    {"selector":"h1","method":"append","html":"{{ text }}"}]},
    "options":{"properties":{"text":{"type":"string","default":"<&>"},"on":{"type":"boolean"},
      "url":{"type":"string"},"place":{"type":"object","format":"element"}}}})~");
  const std::string left_out_at =
      manifest.places.at(0) + " with these options the insert is left out: ";
  constexpr const char* kNot =
      "):not(script, style, xmp, iframe, noembed, noframes, noscript, plaintext)";
  const std::string head = "head|3|<b>&lt;&amp;&gt;</b>\n";
  const std::string tail =
      std::string(":is([lang=\"<&>\"]") + kNot + "|2|&lt;&amp;&gt;\nh1|3|&lt;&amp;&gt;\n";
  const struct {
    const char* name;
    std::string_view given;
    std::string inserts;
    std::string left_out;
  } rows[] = {
      {"defaults", "{}", head + tail, ""},
      {"condition", R"({"on":true,"url":"javascript:x"})",
       head + "p|0||z0<&>|href0about:invalid|class2a <&>|id1\n" + tail, ""},
      {"a place", R"({"place":{"selector":"h1 > b","method":"after"}})",
       head + "h1 > b|4|x\n" + tail, ""},
      {"a place that is none", R"({"place":{"selector":"h1 >","method":"after"}})", head + tail,
       left_out_at + "selector \"h1 >\": "},
      {"a method that is none", R"({"place":{"selector":"h1","method":"over"}})", head + tail,
       left_out_at + "option \"options.place.method\" names no method: \"over\""},
  };
  for (const auto& row : rows) {
    const auto install = resolve(manifest.text, row.given);
    ASSERT_TRUE(install) << row.name;
    EXPECT_EQ(inserts_of(*install), row.inserts) << row.name;
    EXPECT_EQ(install->pages.included(), (std::vector<std::string>{"/b/*"}));
    std::string left_out;
    for (const Diagnostic& problem : left_out_) {
      left_out += std::to_string(problem.line) + ':' + std::to_string(problem.column) + ' ' +
                  problem.message;
      EXPECT_EQ(problem.rule, "insert-left-out");
    }
    EXPECT_TRUE(left_out.starts_with(row.left_out) && left_out.empty() == row.left_out.empty())
        << row.name << ": " << left_out;
  }
}

TEST_F(InstallTest, HasTheEdgeScriptOfItsApp) {
  folder_.write("e.js", "export default {}");
  constexpr std::string_view manifest = R"({"inlay":{"edge":{"src":"e.js"},
      "pages":{"exclude":["/b"]}},"options":{"properties":{"a":{"type":"string"}}}})";
  const auto one = resolve(manifest, "{}");
  const auto two = resolve(manifest, R"({"a":"<b>"})");
  ASSERT_TRUE(one && two);
  ASSERT_NE(one->edge, nullptr);
  EXPECT_EQ(one->edge->digest, two->edge->digest);
  EXPECT_EQ(one->pages.excluded(), std::vector<std::string>{"/b"});
  EXPECT_EQ(two->options->bytes, R"({"a":"\u003cb\u003e"})");
  EXPECT_EQ(resolve("{}", "{}")->edge, nullptr);
}

TEST_F(InstallTest, BoundsWhatOptionsBring) {
  constexpr std::string_view manifest = R"~({"inlay":{"inserts":[
    {"selector":"p","method":"after","html":"{{ options.text }}"},
    {"selector":"p","method":"after","html":"short"}]},
    "options":{"properties":{"text":{"type":"string"}}}})~";
  const auto fits =
      resolve(manifest, "{\"text\":\"" + std::string(kInsertValuesBytesMax, 'x') + "\"}");
  ASSERT_TRUE(fits);
  EXPECT_EQ(inserts_of(*fits).size(), kInsertValuesBytesMax + 5 + 10);
  EXPECT_TRUE(left_out_.empty());
  const auto over =
      resolve(manifest, "{\"text\":\"" + std::string(kInsertValuesBytesMax + 1, 'x') + "\"}");
  ASSERT_TRUE(over);
  EXPECT_EQ(inserts_of(*over), "p|4|short\n");
  EXPECT_EQ(left_out_.size(), 1U);
}

}  // namespace
}  // namespace inlay::apps
