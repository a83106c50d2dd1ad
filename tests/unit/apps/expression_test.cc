#include "apps/expression.h"

#include <gtest/gtest.h>

#include <string_view>

namespace inlay::apps {
namespace {

Json json(std::string_view text) {
  auto document = read_json(text);
  EXPECT_TRUE(document) << text;
  return document ? document->root : Json();
}

constexpr std::string_view kOptions = R"({
  "yes": true, "no": false, "text": "x", "empty": "", "zero": 0, "two": 2.50, "nothing": null,
  "list": [], "object": {"inner": {"deep": "d"}}, "options": {"own": true}, "a-b": "dash", "ä": "ae"
})";

TEST(Condition, HoldsAsJavaScriptWouldSay) {
  const struct {
    std::string_view text;
    bool holds;
  } rows[] = {
      {"yes", true},
      {"options.yes", true},
      {" options.yes ", true},
      {"!options.yes", false},
      {"! options.yes", false},
      {"!!options.yes", true},
      {"options.no", false},
      {"!options.no", true},
      {"options.text", true},
      {"options.empty", false},
      {"options.zero", false},
      {"options.two", true},
      {"options.nothing", false},
      {"options.list", true},
      {"options.object", true},
      {"options.object.inner.deep", true},
      {"object.inner.deep", true},
      {"options.object.missing.deep", false},
      {"options.text.length", false},
      {"options.missing", false},
      {"!options.missing", true},
      {"options.own", true},
      {"options.options.own", true},
      {"options.a-b", true},
      {"options.ä", true},
  };
  const Json options = json(kOptions);
  for (const auto& row : rows) {
    const auto condition = Condition::parse(row.text);
    ASSERT_TRUE(condition) << row.text;
    EXPECT_EQ(condition->holds(options), row.holds) << row.text;
  }
}

TEST(Condition, RefusesOtherForms) {
  for (const std::string_view text :
       {"", " ", "!", "a.", ".a", "a..b", "a b", "a == b", "a && b", "(a)", "'a'", "a[0]"}) {
    EXPECT_FALSE(Condition::parse(text)) << text;
  }
}

TEST(Placeholders, AreFilled) {
  const struct {
    std::string_view text;
    std::string_view filled;
  } rows[] = {
      {"./app.js", "./app.js"},
      {"./{{ options.text }}.css", "./x.css"},
      {"./{{options.text}}.css", "./x.css"},
      {"{{ text }}/{{ options.object.inner.deep }}", "x/d"},
      {"a{{ options.two }}b{{ options.zero }}c", "a2.50b0c"},
      {"{{ options.yes }}{{ options.no }}", "truefalse"},
      {"[{{ options.missing }}{{ options.nothing }}{{ options.list }}{{ options.object }}]", "[]"},
      {"}} { {", "}} { {"},
  };
  const Json options = json(kOptions);
  for (const auto& row : rows) {
    const auto placeholders = Placeholders::parse(row.text);
    ASSERT_TRUE(placeholders) << row.text;
    EXPECT_EQ(placeholders->fill(options), row.filled) << row.text;
    EXPECT_EQ(placeholders->is_plain(), row.text.find("{{") == std::string_view::npos) << row.text;
  }
}

TEST(Placeholders, RefuseOtherForms) {
  for (const std::string_view text :
       {"{{", "a{{ options.x", "{{}}", "{{ }}", "{{ a b }}", "{{ a | upper }}", "{{{ a }}}"}) {
    EXPECT_FALSE(Placeholders::parse(text)) << text;
  }
}

TEST(Placeholders, KnowTheirPlaces) {
  const auto placeholders = Placeholders::parse("a{{ b }}{{c}}d");
  ASSERT_TRUE(placeholders);
  std::string places;
  for (const auto& part : placeholders->parts()) {
    places += part.path + std::to_string(part.begin) + '-' + std::to_string(part.end) + ' ';
  }
  EXPECT_EQ(places, "b1-8 c8-13 14-14 ");
  EXPECT_EQ(Placeholders::parse("ab{{ c").error().offset, 2U);
  EXPECT_EQ(Placeholders::parse("{{a}}x{{ b c }}").error().offset, 6U);
}

TEST(Placeholders, NameTheirPaths) {
  const auto placeholders = Placeholders::parse("{{ options.a.b }}-{{c}}-{{ options.a.b }}");
  ASSERT_TRUE(placeholders);
  EXPECT_EQ(placeholders->paths(), (std::vector<std::string>{"options.a.b", "c", "options.a.b"}));
  const std::vector<std::string> values = {"1", "2", "3"};
  EXPECT_EQ(placeholders->fill(values), "1-2-3");
}

}  // namespace
}  // namespace inlay::apps
