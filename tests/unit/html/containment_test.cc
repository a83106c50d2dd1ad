// What contents become where they stand, by table.
#include "html/containment.h"

#include <gtest/gtest.h>

#include <string>

#include "html/balanced_content.h"
#include "html/content.h"
#include "html/decoded_token.h"
#include "html/markup_names.h"

namespace inlay::html {
namespace {

using P = ContentPlace;
constexpr const char* kRefused = nullptr;

struct Row {
  P place;
  std::string_view html;
  const char* expected;
};

constexpr Row kRows[] = {
    {P::markup, "<div>", "<div>"},
    {P::markup, "</div>", "</div>"},
    {P::markup, "a < b", "a < b"},
    {P::markup, "<div", "<div>"},
    {P::markup, "<div a", "<div a>"},
    {P::markup, "<div a=", "<div a=>"},
    {P::markup, "<div a=\"x", "<div a=\"x\">"},
    {P::markup, "<div a='x", "<div a='x'>"},
    {P::markup, "</div", "</div>"},
    {P::markup, "<!-- x", "<!-- x-->"},
    {P::markup, "<!-- x -", "<!-- x --->"},
    {P::markup, "<!-- x --", "<!-- x -->"},
    {P::markup, "<!", "<!>"},
    {P::markup, "<?x", "<?x>"},
    {P::markup, "<!doctype", "<!doctype>"},
    {P::markup, "<![CDATA[x", "<![CDATA[x>"},
    {P::markup, "<title>x", "<title>x</title>"},
    {P::markup, "<textarea>", "<textarea></textarea>"},
    {P::markup, "<style>a{", "<style>a{</style>"},
    {P::markup, "<script>a", "<script>a</script>"},
    {P::markup, "<script><!--<script>", "<script><!--<script>--></script>"},
    {P::markup, "<noscript><p>", "<noscript><p></noscript>"},
    {P::markup, "<plaintext>", kRefused},
    {P::markup, "x<", "x&lt;"},
    {P::markup, "x</", "x&lt;/"},
    {P::markup, "x&", "x&amp;"},
    {P::markup, "x&am", "x&amp;am"},
    {P::markup, "x&amp", "x&amp;"},
    {P::markup, "x&notx", "x&not;x"},
    {P::markup, "x&#38", "x&#38;"},
    {P::markup, "x&#", "x&amp;#"},
    {P::markup, "x&amp;", "x&amp;"},
    {P::markup, "x\r", "x\n"},
    {P::foreign, "<![CDATA[x", "<![CDATA[x]]>"},
    {P::foreign, "<path/>", "<path/>"},
    {P::foreign, "<style>a", "<style>a</style>"},
    {P::rcdata, "a</title>b", "a&lt;/title>b"},
    {P::rcdata, "a <b> &amp", "a <b> &amp;"},
    {P::rcdata, "a<", "a&lt;"},
    {P::script, "a<b", "a<b"},
    {P::script, "a<s", kRefused},
    {P::script, "</script>", kRefused},
    {P::script, "</SCRIPT", kRefused},
    {P::script, "<!--", kRefused},
    {P::script, "a</scr", kRefused},
    {P::script, "if (a < b) c()", "if (a < b) c()"},
    {P::style, "a > b {}", "a > b {}"},
    {P::style, "<!-- a -->", "<!-- a -->"},
    {P::style, "</style >", kRefused},
    {P::plaintext, "</plaintext>", "</plaintext>"},
};

TEST(Containment, table) {
  for (const Row& row : kRows) {
    const auto contained = contain(row.html, row.place);
    if (row.expected == kRefused) {
      EXPECT_FALSE(contained) << row.html;
      continue;
    }
    ASSERT_TRUE(contained) << row.html;
    EXPECT_EQ(contained->html, row.expected) << row.html;
    const auto again = contain(contained->html, row.place);
    ASSERT_TRUE(again) << row.html;
    EXPECT_EQ(again->html, contained->html) << row.html;
  }
}

struct Encoded {
  P place;
  std::string_view html;
  std::string_view expected;
};

constexpr Encoded kEncoded[] = {
    {P::markup, "é", "&#233;"},
    {P::markup, "😀&amp;", "&#128512;&amp;"},
    {P::markup, "<a b=é c=\"é\" d='é'>", "<a b=&#233; c=\"&#233;\" d='&#233;'>"},
    {P::markup, "<a é=1>", "<a ?=1>"},
    {P::markup, "<!--é-->", "<!--?-->"},
    {P::markup, "<title>é</title>", "<title>&#233;</title>"},
    {P::markup, "<style>é</style>é", "<style>?</style>&#233;"},
    {P::foreign, "<title>é</title><![CDATA[é]]>", "<title>&#233;</title><![CDATA[?]]>"},
    {P::rcdata, "é", "&#233;"},
    {P::script, "'é'", "'?'"},
};

TEST(Content, without_characters_beyond_ascii) {
  for (const Encoded& row : kEncoded) {
    const Content content = Content::for_any_place(row.html, ContentType::html);
    const auto form = content.form(row.place, ContentEncoding::ascii);
    ASSERT_TRUE(form) << row.html;
    EXPECT_EQ(form->bytes, row.expected) << row.html;
    const auto utf8 = content.form(row.place, ContentEncoding::utf8);
    ASSERT_TRUE(utf8) << row.html;
    EXPECT_EQ(utf8->bytes, row.html);
  }
}

struct Balanced {
  std::string_view html;
  std::string_view expected;
};

constexpr Balanced kBalanced[] = {
    {"<div><b>x", "<div><b>x</b></div>"},
    {"</div>x", "x"},
    {"<div></span></div>", "<div></div>"},
    {"<li>a<li>b", "<li>a<li>b</li>"},
    {"<img><br>x", "<img><br>x"},
    {"<td>x", "<td>x</td>"},
    {"<tr><td>x", "<tr><td>x</td></tr>"},
    {"<script>'</p>'</script></p>", "<script>'</p>'</script>"},
    {"<p>a</p></body></html>", "<p>a</p>"},
    {"plain", "plain"},
};

TEST(BalancedContent, table) {
  for (const Balanced& row : kBalanced) {
    EXPECT_EQ(balance_elements(row.html), row.expected) << row.html;
    EXPECT_EQ(balance_elements(row.expected), row.expected) << row.html;
  }
}

TEST(MarkupNames, comments) {
  for (const std::string good : {"", "a", "a-b", "a--b", "<!", "a->", "-", "--", "-a", "a-", "a--",
                                 "a--!", "a<!-", "<!--", "!", "--!"}) {
    EXPECT_TRUE(check_comment_text(good)) << good;
    TokenDecoder tokens(MalformedUtf8::kept);
    Scanner scanner(tokens, nullptr, {}, TokenDecoder::kWanted);
    scanner.feed("<!--" + good + "-->x");
    scanner.finish();
    const std::vector<DecodedToken> read = tokens.take();
    ASSERT_EQ(read.size(), 2U) << good;
    EXPECT_EQ(read[0].text, good);
  }
  for (const std::string_view bad : {">", "->a", "a-->b", "a--!>b"}) {
    EXPECT_FALSE(check_comment_text(bad)) << bad;
  }
}

}  // namespace
}  // namespace inlay::html
