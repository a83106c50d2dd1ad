// What the parser refuses, where and why; and the an+b forms.
#include "html/selector_parser.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "html/selector_nth.h"
#include "html/selector_set.h"

namespace inlay::html {
namespace {

struct ErrorRow {
  const char* selector;
  size_t offset;
  const char* reason;  // a part of it
};

constexpr ErrorRow kErrors[] = {
    {"", 0, "the selector is empty"},
    {"  ", 2, "a selector is missing here"},
    {"/**/", 4, "a selector is missing here"},
    {",p", 0, "a selector is missing here"},
    {"p,", 2, "a selector is missing here"},
    {"p, ,a", 3, "a selector is missing here"},
    {"> p", 0, "before '>' a selector is missing"},
    {"p, + a", 3, "before '+' a selector is missing"},
    {"p >", 2, "after '>' a selector is missing"},
    {"p > , a", 2, "after '>' a selector is missing"},
    {"p ~ ", 2, "after '~' a selector is missing"},
    {"p > > a", 4, "before '>' a selector is missing"},
    {"p + ~ a", 4, "before '~' a selector is missing"},
    {"p /* x", 2, "a comment is not closed"},
    {"/* x", 0, "a comment is not closed"},
    {"[a=/* x", 3, "a comment is not closed"},
    {"p)", 1, "')' does not belong here"},
    {"p]", 1, "']' does not belong here"},
    {"p{", 1, "'{' does not belong here"},
    {"p;", 1, "';' does not belong here"},
    {"p!", 1, "'!' does not belong here"},
    {"p%", 1, "'%' does not belong here"},
    {"@p", 0, "'@' does not belong here"},
    {"p\x01", 1, "byte 0x01 does not belong here"},
    {"\"p\"", 0, "'\"' does not belong here"},
    {"1p", 0, "'1' does not belong here"},
    {"-1p", 0, "'-' does not belong here"},
    {"p\\", 1, "'\\' does not belong here"},
    {"p\\\na", 1, "'\\' does not belong here"},
    {"a/**/b", 5, "the type comes first"},
    {".a*", 2, "the type comes first"},
    {".a/**/b", 6, "the type comes first"},
    {"[a]b", 3, "the type comes first"},
    {":root*", 5, "the type comes first"},
    {":not(p)a", 7, "the type comes first"},
    {"& p", 0, "nesting with & is for style sheets"},
    {"p&", 1, "nesting with & is for style sheets"},
    {"a || b", 2, "the column combinator || is not supported"},
    {"a||b", 1, "the column combinator || is not supported"},
    {"svg|a", 0, "namespaces are not supported"},
    {"*|a", 1, "namespaces are not supported"},
    {"|a", 0, "namespaces are not supported"},
    {"*|*", 1, "namespaces are not supported"},
    {"[*|a]", 1, "namespaces are not supported"},
    {"[|a]", 1, "namespaces are not supported"},
    {"[x|a]", 2, "namespaces are not supported"},
    {"[x|a=b]", 2, "namespaces are not supported"},

    {".", 0, "after '.' the name of a class is missing"},
    {". a", 0, "after '.' the name of a class is missing"},
    {"p..a", 1, "after '.' the name of a class is missing"},
    {".1a", 0, "a class that starts with a digit is written with an escape: .\\31"},
    {".-1", 0, "after '.' the name of a class is missing"},
    {"#", 0, "after '#' an id is missing"},
    {"p #", 2, "after '#' an id is missing"},
    {"#1a", 0, "an id that starts with a digit is written with an escape: #\\31"},
    {"##a", 0, "after '#' an id is missing"},

    {"[", 1, "after '[' the name of an attribute is missing"},
    {"[]", 1, "after '[' the name of an attribute is missing"},
    {"[=a]", 1, "after '[' the name of an attribute is missing"},
    {"[1a]", 1, "after '[' the name of an attribute is missing"},
    {"p[a", 1, "'[' is not closed by ]"},
    {"p[a=", 1, "'[' is not closed by ]"},
    {"p[a=b", 1, "'[' is not closed by ]"},
    {"p[a=b i", 1, "'[' is not closed by ]"},
    {"[a b]", 3, "after an attribute's name comes ]"},
    {"[a!=b]", 2, "after an attribute's name comes ]"},
    {"[a==b]", 3, "a value that is no name needs quotes"},
    {"[a~b]", 2, "after '~' in [ ] comes ="},
    {"[a^ =b]", 2, "after '^' in [ ] comes ="},
    {"[a=]", 3, "a value that is no name needs quotes: [a=\"…\"]"},
    {"[href=/x]", 6, "a value that is no name needs quotes: [href=\"…\"]"},
    {"[a=1]", 3, "a value that is no name needs quotes"},
    {"[a=\"b]", 3, "a quote is not closed on its line"},
    {"[a='b\n']", 3, "a quote is not closed on its line"},
    {"[a='b\\", 3, "a quote is not closed on its line"},
    {"[a=b c]", 5, "after the value comes i, s or ]"},
    {"[a=\"b\" x]", 7, "after the value comes i, s or ]"},
    {"[a=\"b\" i s]", 9, "after the value comes i, s or ]"},
    {"[a=\"b\"\"c\"]", 6, "after the value comes i, s or ], not '\"'"},
    {"[a i]", 3, "after an attribute's name comes ]"},

    {":", 0, "after ':' the name of a pseudo-class is missing"},
    {"p: first-child", 1, "after ':' the name of a pseudo-class is missing"},
    {"::before", 0, "pseudo-elements are boxes"},
    {"p::first-line", 1, "pseudo-elements are boxes"},
    {"p:before", 1, ":before is a pseudo-element"},
    {":first-letter", 0, ":first-letter is a pseudo-element"},
    {"a:hover", 1, ":hover depends on what the visitor does"},
    {"a:HOVER", 1, ":hover depends on what the visitor does"},
    {":focus-within", 0, ":focus-within depends on what the visitor does"},
    {"a:visited", 1, ":visited depends on what the visitor does"},
    {"a:link", 1, ":link is written a[href]"},
    {"input:checked", 5, "what the markup says is [checked]"},
    {"input:enabled", 5, ":not([disabled])"},
    {"p:lang(en)", 1, "[lang|=\"en\"]"},
    {"input:invalid", 5, ":invalid depends on what becomes of the page"},
    {":host", 0, ":host belongs to shadow trees"},
    {":scope > p", 0, "the whole page's root is :root"},
    {":matches(p)", 0, "written :is()"},
    {"li:last-child", 2, ":last-child needs to know what follows the element"},
    {"li:only-child", 2, ":only-child needs to know what follows the element"},
    {"li:nth-last-child(2)", 2, ":nth-last-child needs to know what follows the element"},
    {"li:last-of-type", 2, ":last-of-type needs to know what follows the element"},
    {"li:only-of-type", 2, ":only-of-type needs to know what follows the element"},
    {"li:nth-last-of-type(2)", 2, ":nth-last-of-type needs to know what follows the element"},
    {"p:empty", 1, ":empty needs the inside of the element"},
    {"p:has(a)", 1, ":has needs the inside of the element"},
    {"p:not(:empty)", 6, ":empty needs the inside of the element"},
    {"ul > li:is(.a, :last-child)", 15, ":last-child needs to know what follows the element"},
    {":frist-child", 0, ":frist-child is no pseudo-class that is known; is :first-child meant?"},
    {":nth-chlid(2)", 0, "is :nth-child meant?"},
    {":first-off-type", 0, "is :first-of-type meant?"},
    {":rot", 0, "is :root meant?"},
    {":xy", 0, ":xy is no pseudo-class that is known"},
    {":contains('a')", 0, ":contains is no pseudo-class that is known"},
    {":root()", 0, ":root takes no argument"},
    {":first-child(2)", 0, ":first-child takes no argument"},
    {":not", 0, ":not needs an argument in parentheses"},
    {":nth-child", 0, ":nth-child needs an argument in parentheses"},
    {":not (p)", 0, ":not needs an argument in parentheses"},
    {":not()", 5, "a selector is missing here"},
    {":is()", 4, "a selector is missing here"},
    {":is(p,)", 6, "a selector is missing here"},
    {":where(p, >a)", 10, "before '>' a selector is missing"},
    {":not(p", 0, "'(' is not closed by )"},
    {"a:is(p >", 7, "after '>' a selector is missing"},
    {"a:is(", 1, "'(' is not closed by )"},
    {"a:is(p,", 1, "'(' is not closed by )"},
    {":not(p]", 6, "']' does not belong here"},
    {":nth-child()", 11, "a number, odd, even or a form like 2n+1 belongs here"},
    {":nth-child(", 11, "a number, odd, even or a form like 2n+1 belongs here"},
    {":nth-child(2", 0, "'(' is not closed by )"},
    {"p:nth-child( x )", 13, "a number, odd, even or a form like 2n+1 belongs here"},
    {":nth-child(2n of p)", 14, "\"of selector\" is not supported"},
    {":nth-child(odd of .a)", 15, "\"of selector\" is not supported"},
    {":nth-of-type(2 foo)", 13, "a number, odd, even or a form like 2n+1 belongs here"},
    {":nth-child(2, 3)", 11, "a number, odd, even or a form like 2n+1 belongs here"},
};

TEST(SelectorParser, says_where_and_why) {
  for (const ErrorRow& row : kErrors) {
    SCOPED_TRACE(row.selector);
    const auto parsed = parse_selector(row.selector);
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().offset, row.offset) << parsed.error().reason;
    EXPECT_NE(parsed.error().reason.find(row.reason), std::string::npos) << parsed.error().reason;
    EXPECT_NE(parsed.error().reason.back(), '.');
  }
}

std::string repeated(const std::string& text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(SelectorParser, bounds) {
  const auto reason = [](const std::string& selector) {
    const auto parsed = parse_selector(selector);
    return parsed ? std::string() : parsed.error().reason;
  };
  EXPECT_EQ(reason(std::string(SelectorLimits::kBytesMax, 'a')), "");
  EXPECT_EQ(reason(std::string(SelectorLimits::kBytesMax + 1, 'a')),
            "selector: 4097 bytes, limit 4096");
  EXPECT_EQ(reason("[a=" + std::string(SelectorLimits::kValueBytesMax, 'a') + "]"), "");
  EXPECT_EQ(reason("[a=" + std::string(SelectorLimits::kValueBytesMax + 1, 'a') + "]"),
            "value: 513 bytes, limit 512");
  const size_t deep = SelectorLimits::kNestingMax;
  EXPECT_EQ(reason(repeated(":is(", deep) + "a" + repeated(")", deep)), "");
  EXPECT_EQ(reason(repeated(":is(", deep + 1) + "a" + repeated(")", deep + 1)),
            "more than 8 levels of :not(), :is() and :where()");
}

TEST(SelectorParser, bounds_of_a_set) {
  SelectorSet many;
  for (size_t i = 0; i < SelectorLimits::kSelectorsMax; ++i) ASSERT_TRUE(many.add("a"));
  EXPECT_EQ(many.add("a").error().reason, "selectors of one set: more than 1024 selectors");

  SelectorSet compounds;
  const std::string chain = repeated("a ", 100) + "a";  // 101
  for (size_t i = 0; i < 10; ++i) ASSERT_TRUE(compounds.add(chain));
  EXPECT_EQ(compounds.add(":is(" + chain + ")").error().reason,
            "selectors of one set: more than 1024 compounds");
  EXPECT_EQ(compounds.size(), 10u);
  EXPECT_TRUE(compounds.add("a b c"));

  SelectorSet tests;
  for (size_t i = 0; i < 4; ++i) ASSERT_TRUE(tests.add(repeated(".a", 1000)));
  EXPECT_EQ(tests.add(repeated(".a", 97)).error().reason,
            "selectors of one set: more than 4096 classes, ids, attributes and pseudo-classes");
  EXPECT_TRUE(tests.add(repeated(".a", 96)));
}

struct NthRow {
  const char* text;
  std::optional<std::pair<int32_t, int32_t>> expected;
};

// As in the web platform's tests of the an+b syntax (css/css-syntax/anb-parsing.html), and more.
const NthRow kNthRows[] = {
    {"odd", {{2, 1}}},
    {"ODD", {{2, 1}}},
    {"even", {{2, 0}}},
    {"eVeN", {{2, 0}}},
    {"1", {{0, 1}}},
    {"+1", {{0, 1}}},
    {"-1", {{0, -1}}},
    {"0", {{0, 0}}},
    {"007", {{0, 7}}},
    {"5n", {{5, 0}}},
    {"5N", {{5, 0}}},
    {"+n", {{1, 0}}},
    {"n", {{1, 0}}},
    {"N", {{1, 0}}},
    {"-n", {{-1, 0}}},
    {"-N", {{-1, 0}}},
    {"5n-5", {{5, -5}}},
    {"+n-5", {{1, -5}}},
    {"n-5", {{1, -5}}},
    {"-n-5", {{-1, -5}}},
    {"5n +5", {{5, 5}}},
    {"5n -5", {{5, -5}}},
    {"+n +5", {{1, 5}}},
    {"n +5", {{1, 5}}},
    {"+n -5", {{1, -5}}},
    {"-n +5", {{-1, 5}}},
    {"-n -5", {{-1, -5}}},
    {"5n- 5", {{5, -5}}},
    {"+n- 5", {{1, -5}}},
    {"n- 5", {{1, -5}}},
    {"-n- 5", {{-1, -5}}},
    {"5n+5", {{5, 5}}},
    {"5n+ 5", {{5, 5}}},
    {"5n + 5", {{5, 5}}},
    {"5n - 5", {{5, -5}}},
    {"+n + 5", {{1, 5}}},
    {"n - 5", {{1, -5}}},
    {"-n\n+\t5", {{-1, 5}}},
    {"n/**/+/**/5", {{1, 5}}},
    {"-0n-0", {{0, 0}}},
    {"99999999999n", {{1'000'000'000, 0}}},
    {"-99999999999", {{0, -1'000'000'000}}},
    {"+ n", {}},
    {"- n", {}},
    {"+ 1", {}},
    {"5 n", {}},
    {"5n 5", {}},
    {"n 5", {}},
    {"5n + + 5", {}},
    {"5n + -5", {}},
    {"5n - -5", {}},
    {"5n+-5", {}},
    {"5n- -5", {}},
    {"5n--5", {}},
    {"n5", {}},
    {"nn", {}},
    {"n-", {}},
    {"n- ", {}},
    {"n+", {}},
    {"n-a", {}},
    {"n-5a", {}},
    {"5n-5n", {}},
    {"+-1", {}},
    {"--n", {}},
    {"1.5", {}},
    {"1e3", {}},
    {"odd1", {}},
    {"odds", {}},
    {"o", {}},
    {"even+1", {}},
    {"+odd", {}},
    {"2of", {}},
    {"", {}},
    {"-", {}},
    {"+", {}},
    {"a", {}},
    {"n+5 5", {}},
    {"5n+5%", {}},
};

TEST(SelectorParser, numbers_of_children) {
  for (const NthRow& row : kNthRows) {
    SCOPED_TRACE(row.text);
    const auto parsed = parse_selector(std::string(":nth-child(") + row.text + ")");
    ASSERT_EQ(parsed.has_value(), row.expected.has_value());
    if (!parsed) continue;
    const NthTest& test = parsed->at(0).at(0).nth.at(0);
    EXPECT_EQ(test.a, row.expected->first);
    EXPECT_EQ(test.b, row.expected->second);
  }
}

}  // namespace
}  // namespace inlay::html
