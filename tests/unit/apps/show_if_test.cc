#include <gtest/gtest.h>

#include <string_view>

#include "apps/expression.h"

namespace inlay::apps {
namespace {

Json json(std::string_view text) {
  auto document = read_json(text);
  EXPECT_TRUE(document) << text;
  return document ? document->root : Json();
}

struct Row {
  const char* name;
  std::string_view options;
  std::string_view show_if;
  bool shown;
};

constexpr Row kRows[] = {
    {"truthy", R"({"a":true})", R"("a")", true},
    {"falsy", R"({"a":false})", R"("a")", false},
    {"absent", R"({})", R"("a")", false},
    {"dotted", R"({"cta":{"show":true}})", R"("cta.show")", true},
    {"all hold", R"({"goal":"signup","to":"email"})", R"({"goal":"signup","to":"email"})", true},
    {"one fails", R"({"goal":"signup","to":"url"})", R"({"goal":"signup","to":"email"})", false},
    {"none to hold", R"({})", R"({})", true},
    {"boolean", R"({"i":{"on":true}})", R"({"i.on":true})", true},
    {"boolean is not its name", R"({"i":"true"})", R"({"i":true})", false},
    {"boolean equals 1", R"({"i":1})", R"({"i":true})", true},
    {"number", R"({"zoom":4})", R"({"zoom":4})", true},
    {"number in quotes", R"({"zoom":"4"})", R"({"zoom":4})", true},
    {"number written otherwise", R"({"zoom":4.0})", R"({"zoom":"4"})", true},
    {"not the number", R"({"zoom":"four"})", R"({"zoom":4})", false},
    {"zero equals empty text", R"({"zoom":0})", R"({"zoom":""})", true},
    {"zero does not equal null", R"({"zoom":0})", R"({"zoom":null})", false},
    {"infinity is no word of ours", R"({"zoom":"inf"})", R"({"zoom":"infinity"})", false},
    {"!= on a text", R"({"href":"x"})", R"({"href":{"op":"!=","value":""}})", true},
    {"!= on an empty text", R"({"href":""})", R"({"href":{"op":"!=","value":""}})", false},
    {"!= on an absent text", R"({})", R"({"href":{"op":"!=","value":""}})", false},
    {"!= null on an absent account", R"({})", R"({"a.service":{"op":"!=","value":null}})", false},
    {"!= null on an account", R"({"a":{"service":"s"}})",
     R"({"a.service":{"op":"!=","value":null}})", true},
    {"account == empty when absent", R"({})", R"({"a":{"op":"==","value":""}})", true},
    {"account == empty when null", R"({"a":null})", R"({"a":{"op":"==","value":""}})", true},
    {"account == empty when there", R"({"a":{}})", R"({"a":{"op":"==","value":""}})", false},
    {"account != empty when there", R"({"a":{"service":"s"}})", R"({"a":{"op":"!=","value":""}})",
     true},
    {"empty list == empty text", R"({"a":[]})", R"({"a":{"op":"==","value":""}})", true},
    {"list != empty text", R"({"a":[1]})", R"({"a":{"op":"!=","value":""}})", true},
    {"<", R"({"n":3})", R"({"n":{"op":"<","value":4}})", true},
    {"< with equals", R"({"n":4})", R"({"n":{"op":"<","value":4}})", false},
    {"<=", R"({"n":4})", R"({"n":{"op":"<=","value":4}})", true},
    {">", R"({"n":"10"})", R"({"n":{"op":">","value":9}})", true},
    {"> as texts", R"({"n":"10"})", R"({"n":{"op":">","value":"9"}})", false},
    {">=", R"({"n":4})", R"({"n":{"op":">=","value":4}})", true},
    {"< on absent", R"({})", R"({"absent":{"op":"<","value":4}})", false},
    {">= on absent", R"({})", R"({"absent":{"op":">=","value":4}})", false},
    {"unknown operator", R"({"n":4})", R"({"n":{"op":"~","value":5}})", true},
    {"unknown form", R"({"n":4})", R"({"n":["x"]})", true},
    {"product", R"({})", R"({"INSTALL_PRODUCT.id":"pro"})", true},
    {"other product", R"({})", R"({"INSTALL_PRODUCT.id":"basic"})", false},
    {"item's member", R"({})", R"({"items[].kind":"link"})", true},
    {"item's other value", R"({})", R"({"items[].kind":"label"})", false},
    {"deeper in the item", R"({})", R"({"items[].inner.uri":"custom"})", true},
    {"truthy in the item", R"({})", R"("items[].inner.on")", true},
    {"inner list's item", R"({})", R"({"items[].parts[].n":7})", true},
    {"another list", R"({"others":[{"kind":"link"}]})", R"({"others[].kind":"link"})", false},
    {"root before item", R"({"kind":"root"})", R"({"kind":"root"})", true},
    {"item where the root has none", R"({})", R"({"kind":"link"})", true},
    {"innermost item first", R"({})", R"({"n":7})", true},
};

TEST(ShowIf, FollowsTheFormat) {
  const Json item = json(R"({"kind":"link","n":6,"inner":{"uri":"custom","on":true}})");
  const Json part = json(R"({"n":7})");
  const ShowIfScope::Item items[] = {{"items[]", &item}, {"items[].parts[]", &part}};
  for (const Row& row : kRows) {
    const Json options = json(row.options);
    const Json show_if = json(row.show_if);
    EXPECT_EQ(is_shown(show_if, {&options, "pro", items}), row.shown) << row.name;
  }
}

}  // namespace
}  // namespace inlay::apps
