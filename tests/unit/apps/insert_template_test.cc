#include "apps/insert_template.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace inlay::apps {
namespace {

struct Value {
  std::string_view name;
  std::string_view json;
};

Json options_with(std::string_view json) {
  const auto read = read_json("{\"v\":" + std::string(json) + ",\"w\":\"W\",\"e\":\"\"}");
  EXPECT_TRUE(read) << json;
  return read ? read->root : Json();
}

struct FilledRow {
  std::string_view value;  // JSON
  std::string_view html;
  std::string_view filled;
};

constexpr FilledRow kText[] = {
    {R"~("a")~", "<p>{{ v }}</p>", "<p>a</p>"},
    {R"~("a")~", "{{ options.v }}", "a"},
    {R"~("a")~", "{{v}}{{w}}", "aW"},
    {R"~("</p><script>alert(1)</script>")~", "<p>{{ v }}</p>",
     "<p>&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>"},
    {R"~("a & b &lt;")~", "{{ v }}", "a &amp; b &amp;lt;"},
    {R"~("\"'")~", "{{ v }}", "\"'"},
    {R"~("a\u0000b")~", "{{ v }}",
     "a\xEF\xBF\xBD"
     "b"},
    {R"~("\u00e4\u20ac")~", "{{ v }}", "\xC3\xA4\xE2\x82\xAC"},
    {R"~("<!--")~", "{{ v }}-->", "&lt;!---->"},
    {"1.50", "{{ v }}", "1.50"},
    {"true", "{{ v }}", "true"},
    {"null", "[{{ v }}]", "[]"},
    {"[1]", "[{{ v }}]", "[]"},
    {R"~({"a":1})~", "[{{ v }}]", "[]"},
    {R"~({"html":"<b>x</b>","markdown":"**x**"})~", "<p>{{ v }}</p>", "<p><b>x</b></p>"},
    {R"~({"html":"<!-- x"})~", "<p>{{ v }}</p>", "<p><!-- x--></p>"},
    {R"~({"html":"<a href='"})~", "<p>{{ v }}</p>", "<p><a href=''></p>"},
    {R"~({"html":"<plaintext>"})~", "<p>{{ v }}</p>", "<p></p>"},
    {R"~({"html":1})~", "<p>{{ v }}</p>", "<p></p>"},
    {R"~({"html":"<b>x</b>"})~", "<title>{{ v }}</title>", "<title></title>"},
    {R"~({"html":"<b>x</b>"})~", "<a title='{{ v }}'>", "<a title=''>"},
    {R"~("</title><script>")~", "<title>{{ v }}</title>",
     "<title>&lt;/title&gt;&lt;script&gt;</title>"},
    {R"~("</textarea>")~", "<textarea>{{ v }}</textarea>",
     "<textarea>&lt;/textarea&gt;</textarea>"},
    {R"~("<a>")~", "<svg><text>{{ v }}</text></svg>", "<svg><text>&lt;a&gt;</text></svg>"},
    {R"~("<a>")~", "<svg><title>{{ v }}</title></svg>", "<svg><title>&lt;a&gt;</title></svg>"},
    {R"~("<a>")~", "<td>{{ v }}", "<td>&lt;a&gt;"},
    {R"~("<a>")~", "a < {{ v }}", "a < &lt;a&gt;"},
    {R"~("<a>")~", "&amp;{{ v }}", "&amp;&lt;a&gt;"},
    {R"~("a")~", "<p>{ {{ v }} }</p>", "<p>{ a }</p>"},
};

constexpr FilledRow kAttributes[] = {
    {R"~("a")~", "<a title=\"{{ v }}\">", "<a title=\"a\">"},
    {R"~("a")~", "<a title='{{ v }}'>", "<a title='a'>"},
    {R"~("a")~", "<a title = \"x {{ v }} y {{ w }}\" id='{{ w }}'>",
     "<a title = \"x a y W\" id='W'>"},
    {R"~("\" onclick=\"x")~", "<a title=\"{{ v }}\">", "<a title=\"&quot; onclick=&quot;x\">"},
    {R"~("' onclick='x")~", "<a title='{{ v }}'>", "<a title='&#39; onclick=&#39;x'>"},
    {R"~("&quot;")~", "<a title='{{ v }}'>", "<a title='&amp;quot;'>"},
    {R"~("><script>")~", "<a title='{{ v }}'>", "<a title='&gt;&lt;script&gt;'>"},
    {R"~("a\u0000")~", "<a title='{{ v }}'>", "<a title='a\xEF\xBF\xBD'>"},
    {R"~("javascript:x")~", "<a title='{{ v }}'>", "<a title='javascript:x'>"},
    {R"~("\u00e4")~", "<meta name=x content=\"{{ v }}\">", "<meta name=x content=\"\xC3\xA4\">"},
    {R"~("a")~", "<svg data-look=\"{{ v }}\"/>", "<svg data-look=\"a\"/>"},
    {"null", "<a title='{{ v }}'>", "<a title=''>"},
    {"2", "<a tabindex='{{ v }}'>", "<a tabindex='2'>"},
};

constexpr FilledRow kAddresses[] = {
    {R"~("https://a.example/?b=c&d#e")~", "<a href=\"{{ v }}\">",
     "<a href=\"https://a.example/?b=c&amp;d#e\">"},
    {R"~("/a b")~", "<a href='{{ v }}'>", "<a href='/a b'>"},
    {R"~("//a.example")~", "<img src='{{ v }}'>", "<img src='//a.example'>"},
    {R"~("mailto:a@b")~", "<a href='{{ v }}'>", "<a href='mailto:a@b'>"},
    {R"~("tel:+1")~", "<a href='{{ v }}'>", "<a href='tel:+1'>"},
    {R"~("javascript:alert(1)")~", "<a href='{{ v }}'>", "<a href='about:invalid'>"},
    {R"~("JAVASCRIPT:alert(1)")~", "<a HREF='{{ v }}'>", "<a HREF='about:invalid'>"},
    {R"~(" \tjavascript:alert(1)")~", "<a href='{{ v }}'>", "<a href='about:invalid'>"},
    {R"~("java\tscr\nipt\r:alert(1)")~", "<a href='{{ v }}'>", "<a href='about:invalid'>"},
    {R"~("\u0001javascript:x")~", "<a href='{{ v }}'>", "<a href='about:invalid'>"},
    {R"~("\u0000javascript:x")~", "<a href='{{ v }}'>", "<a href='\xEF\xBF\xBDjavascript:x'>"},
    {R"~("data:text/html,x")~", "<iframe src='{{ v }}'></iframe>",
     "<iframe src='about:invalid'></iframe>"},
    {R"~("vbscript:x")~", "<form action='{{ v }}'>", "<form action='about:invalid'>"},
    {R"~("javascript:x")~", "<button formaction='{{ v }}'>", "<button formaction='about:invalid'>"},
    {R"~("javascript:x")~", "<svg><a xlink:href='{{ v }}'>", "<svg><a xlink:href='about:invalid'>"},
    {R"~("javascript:x")~", "<object data='{{ v }}'>", "<object data='about:invalid'>"},
    {R"~("javascript:x")~", "<a href=' {{ v }}'>", "<a href='about:invalid'>"},
    {R"~("javascript:x")~", "<a href='&Tab;{{ v }}'>", "<a href='about:invalid'>"},
    {R"~("javascript:x")~", "<a href='{{ v }}/y' id=z>", "<a href='about:invalid' id=z>"},
    {R"~("javascript&colon;x")~", "<a href='{{ v }}'>", "<a href='javascript&amp;colon;x'>"},
    {R"~("javascript")~", "<a href='{{ v }}:alert(1)'>", "<a href='about:invalid'>"},
    {R"~("javascript")~", "<a href='{{ v }}&colon;alert(1)'>", "<a href='about:invalid'>"},
    {R"~("javascript")~", "<a href='{{ e }}{{ v }}:x'>", "<a href='about:invalid'>"},
    {R"~("javascript")~", "<a href='{{ v }}:x' title='{{ w }}'>{{ w }}",
     "<a href='about:invalid' title='W'>W"},
    {R"~("script:x")~", "<a href='java{{ v }}'>", "<a href='javascript%3Ax'>"},
    {R"~("s")~", "<a href='java{{ v }}cript:x'>", "<a href='about:invalid'>"},
    {R"~("a b/c?d")~", "<a href='/x/{{ v }}'>", "<a href='/x/a%20b/c%3Fd'>"},
    {R"~("a b/c&d")~", "<a href='/x?q={{ v }}&amp;r={{ w }}'>",
     "<a href='/x?q=a%20b%2Fc%26d&amp;r=W'>"},
    {R"~("a/b")~", "<a href='/x#{{ v }}'>", "<a href='/x#a%2Fb'>"},
    {R"~("' onclick='")~", "<a href='/x/{{ v }}'>", "<a href='/x/&#39;%20onclick%3D&#39;'>"},
    {R"~("a\"b")~", "<a href=\"/x/{{ v }}\">", "<a href=\"/x/a%22b\">"},
    {R"~("\u00e4")~", "<a href='https://a.example/{{ v }}'>",
     "<a href='https://a.example/%C3%A4'>"},
    {R"~("evil.example/")~", "<a href='https://{{ v }}'>", "<a href='https://evil.example/'>"},
    {R"~("/a?x")~", "<a href='{{ v }}{{ w }}/{{ w }}'>", "<a href='/a?xW/W'>"},
    {R"~("/a?x")~", "<a href='{{ v }}/{{ v }}'>", "<a href='/a?x/%2Fa%3Fx'>"},
    {"null", "<a href='{{ v }}'>", "<a href=''>"},
    {R"~("a.png 2x")~", "<img srcset='{{ v }}'>", "<img srcset='a.png 2x'>"},
    {R"~("javascript:x")~", "<a ping='{{ v }}'><video poster='{{ v }}'><q cite='{{ v }}'>",
     "<a ping='about:invalid'><video poster='about:invalid'><q cite='about:invalid'>"},
};

TEST(HtmlTemplate, EscapesForThePlace) {
  const auto check = [](const auto& rows) {
    for (const FilledRow& row : rows) {
      const auto parsed = HtmlTemplate::parse(row.html);
      ASSERT_TRUE(parsed) << row.html << ": " << parsed.error().reason;
      EXPECT_EQ(parsed->fill(options_with(row.value)), row.filled) << row.html << " " << row.value;
    }
  };
  check(kText);
  check(kAttributes);
  check(kAddresses);
}

struct RefusedRow {
  std::string_view html;
  size_t offset;
  std::string_view reason;  // a part of it
};

constexpr RefusedRow kRefused[] = {
    {"{{", 0, "does not end with }}"},
    {"a{{ b c }}", 1, "not an option's path"},
    {"<script>{{ v }}</script>", 8, "data-…"},
    {"<script>var a = '{{ v }}'</script>", 17, "data-…"},
    {"<style>a{color:{{ v }}}</style>", 15, "data-…"},
    {"<svg><style>{{ v }}</style></svg>", 12, "data-…"},
    {"<svg><script>{{ v }}</script></svg>", 13, "data-…"},
    {"<svg><style><g>{{ v }}</g></style></svg>", 15, "data-…"},
    {"<a onclick=\"{{ v }}\">", 12, "data-…"},
    {"<a ONCLICK='x({{ v }})'>", 14, "data-…"},
    {"<a style='color:{{ v }}'>", 16, "data-…"},
    {"<iframe srcdoc='{{ v }}'>", 16, "srcdoc"},
    {"<a title={{ v }}>", 9, "quotes"},
    {"<a title=x{{ v }}>", 10, "quotes"},
    {"<a href={{ v }}>", 8, "quotes"},
    {"<{{ v }}>", 1, "name of a tag"},
    {"<a{{ v }}>", 2, "name of a tag"},
    {"<a {{ v }}>", 3, "name of a tag"},
    {"<a {{ v }}='x'>", 3, "name of a tag"},
    {"<a x{{ v }}>", 4, "name of a tag"},
    {"<a title='x'{{ v }}>", 12, "name of a tag"},
    {"</{{ v }}>", 2, "end tag"},
    {"</a {{ v }}>", 4, "end tag"},
    {"<a></a title='{{ v }}'>", 14, "end tag"},
    {"<!-- {{ v }} -->", 5, "comment"},
    {"<!-- {{ v }}", 5, "comment"},
    {"<!{{ v }}>", 2, "comment"},
    {"<?{{ v }}>", 2, "comment"},
    {"<!doctype {{ v }}>", 10, "doctype"},
    {"<svg><![CDATA[{{ v }}]]></svg>", 14, "CDATA"},
    {"<noscript>{{ v }}</noscript>", 10, "<noscript>"},
    {"<iframe>{{ v }}</iframe>", 8, "<iframe>"},
    {"<xmp>{{ v }}</xmp>", 5, "<xmp>"},
    {"<a title='{{ v }}", 10, "does not end"},
    {"<a {{ v }}", 3, "does not end"},
    {"a &{{ v }};", 3, "unfinished"},
    {"a &#{{ v }};", 4, "unfinished"},
    {"a &am{{ v }}", 5, "unfinished"},
    {"<title></{{ v }}</title>", 9, "unfinished"},
    {"<title></titl{{ v }}</title>", 13, "unfinished"},
    {"<title><{{ v }}</title>", 8, "unfinished"},
    {"<a title='&{{ v }};'>", 11, "unfinished"},
    {"<a href='javascript:{{ v }}'>", 20, "without a scheme"},
    {"<a href='data:text/html,{{ v }}'>", 24, "without a scheme"},
    {"<a href='java&#115;cript:{{ v }}'>", 25, "without a scheme"},
    {"<a href='java&Tab;script&colon;{{ v }}'>", 31, "without a scheme"},
    {"<a href='{{ v }}:{{ w }}'>", 17, "without a scheme"},
    {"<meta http-equiv=refresh content='0;url={{ v }}'>", 40, "meta"},
    {"<meta http-equiv='{{ v }}' content='x'>", 18, "meta"},
    {"<svg><set attributeName='href' to='{{ v }}'>", 35, "animation"},
    {"<svg><animate values='{{ v }}'>", 22, "animation"},
    {"{{ v }}<script>{{ v }}</script>", 15, "data-…"},
};

TEST(HtmlTemplate, RefusesPlacesWhereNothingIsSafe) {
  for (const RefusedRow& row : kRefused) {
    const auto parsed = HtmlTemplate::parse(row.html);
    ASSERT_FALSE(parsed) << row.html;
    EXPECT_EQ(parsed.error().offset, row.offset) << row.html;
    EXPECT_NE(parsed.error().reason.find(row.reason), std::string::npos)
        << row.html << ": " << parsed.error().reason;
  }
}

TEST(HtmlTemplate, IsBounded) {
  EXPECT_TRUE(HtmlTemplate::parse(std::string(kInsertHtmlBytesMax, 'x')));
  EXPECT_FALSE(HtmlTemplate::parse(std::string(kInsertHtmlBytesMax + 1, 'x')));
  std::string many;
  for (size_t i = 0; i < kInsertPlaceholdersMax; ++i) many += "{{v}}";
  EXPECT_TRUE(HtmlTemplate::parse(many));
  EXPECT_FALSE(HtmlTemplate::parse(many + "{{v}}"));
  const std::string long_value = "<a title='" + std::string(60'000, 'x') + "{{ v }}'>";
  EXPECT_TRUE(HtmlTemplate::parse(long_value));
}

TEST(AttributeTemplate, WritesCharacters) {
  const struct {
    std::string_view name, value, json, filled;
  } rows[] = {
      {"title", "a {{ v }}", R"~("<\"&'>")~", "a <\"&'>"},
      {"title", "plain", "1", "plain"},
      {"href", "{{ v }}", R"~("https://a/?b&c")~", "https://a/?b&c"},
      {"href", "{{ v }}", R"~("javascript:x")~", "about:invalid"},
      {"HREF", "{{ v }}", R"~(" java\nscript:x")~", "about:invalid"},
      {"src", "/a/{{ v }}?b={{ v }}", R"~("x/y")~", "/a/x/y?b=x%2Fy"},
      {"action", "{{ v }}:{{ w }}", R"~("javascript")~", "about:invalid"},
      {"href", "javascript:x", "1", "javascript:x"},  // the author's own words
      {"title", "{{ v }}", R"~("a\u0000")~", "a\xEF\xBF\xBD"},
  };
  for (const auto& row : rows) {
    const auto parsed = AttributeTemplate::parse(row.name, row.value);
    ASSERT_TRUE(parsed) << row.value;
    EXPECT_EQ(parsed->fill(options_with(row.json)), row.filled) << row.value;
  }
  for (const std::string_view name : {"onclick", "OnLoad", "style", "srcdoc", "http-equiv"}) {
    EXPECT_FALSE(AttributeTemplate::parse(name, "{{ v }}")) << name;
    EXPECT_TRUE(AttributeTemplate::parse(name, "v")) << name;
  }
  EXPECT_FALSE(AttributeTemplate::parse("href", "javascript:{{ v }}"));
}

TEST(SelectorTemplate, EscapesInStrings) {
  const struct {
    std::string_view css, json, filled;
  } rows[] = {
      {"p", "1", "p"},
      {"{{ v }}", R"~("p > b")~", "p > b"},
      {" {{ v }} ", R"~("p")~", "p"},
      {"[a=\"{{ v }}\"]", R"~("x\"]\n\\")~", "[a=\"x\\\"]\\0A \\\\\"]"},
      {"[a='{{ v }}-{{ w }}' i]", R"~("'")~", "[a='\\'-W' i]"},
      {"[a='\\''][b=\"{{ v }}\"]", R"~("x")~", "[a='\\''][b=\"x\"]"},
      {"/* \" */ [b=\"{{ v }}\"]", R"~("x")~", "/* \" */ [b=\"x\"]"},
      {"[a=\"'{{ v }}'\"]", R"~("x")~", "[a=\"'x'\"]"},
  };
  for (const auto& row : rows) {
    const auto parsed = SelectorTemplate::parse(row.css);
    ASSERT_TRUE(parsed) << row.css;
    const std::string filled = parsed->fill(options_with(row.json));
    EXPECT_EQ(filled, row.filled) << row.css;
  }
  const struct {
    std::string_view css;
    size_t offset;
  } refused[] = {{"#{{ v }}", 1},          {".{{ v }} b", 1},
                 {"[a={{ v }}]", 3},       {"{{ v }}, p", 0},
                 {"{{ v }}{{ w }}", 0},    {"/* \"{{ v }}\" */ p", 4},
                 {"[a=\"\\{{ v }}\"]", 5}, {"[a=\"x\"] [{{ v }}='']", 9},
                 {"[a=\"{{ v \"]", 4}};
  for (const auto& row : refused) {
    const auto parsed = SelectorTemplate::parse(row.css);
    ASSERT_FALSE(parsed) << row.css;
    EXPECT_EQ(parsed.error().offset, row.offset) << row.css;
  }
}

TEST(OutsideCode, LeavesScriptsAlone) {
  const std::string no =
      "):not(script, style, xmp, iframe, noembed, noframes, noscript, plaintext)";
  const struct {
    std::string css, outside;  // empty: refused
  } rows[] = {
      {"p", "p"},
      {"script p", "script p"},
      {"p, b", "p, b"},
      {"script", ""},
      {"p, head > style", ""},
      {"STYLE.x", ""},
      {".x", ":is(.x" + no},
      {"p *", ":is(p *" + no},
      {"a:not(.b)", "a:not(.b)"},
      {"a >", "a >"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(outside_code(row.css).value_or(""), row.outside) << row.css;
}

}  // namespace
}  // namespace inlay::apps
