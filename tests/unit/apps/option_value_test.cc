#include "apps/option_value.h"

#include <gtest/gtest.h>

namespace inlay::apps {
namespace {

using namespace std::string_view_literals;

TEST(OptionValue, IsEscapedForItsPlace) {
  const struct {
    std::string_view value, text, quoted, css;
  } rows[] = {
      {"", "", "", ""},
      {"a", "a", "a", "a"},
      {"<b>&amp;", "&lt;b&gt;&amp;amp;", "&lt;b&gt;&amp;amp;", "<b>&amp;"},
      {"\"'", "\"'", "&quot;&#39;", "\\\"\\'"},
      {"a\0b"sv,
       "a\xEF\xBF\xBD"
       "b",
       "a\xEF\xBF\xBD"
       "b",
       "a\xEF\xBF\xBD"
       "b"},
      {"\\", "\\", "\\", "\\\\"},
      {"a\nb\r\f", "a\nb\r\f", "a\nb\r\f", "a\\0A b\\0D \\0C "},
      {"\x7F\t", "\x7F\t", "\x7F\t", "\\7F \\09 "},
      {"\xC3\xA4", "\xC3\xA4", "\xC3\xA4", "\xC3\xA4"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(as_html_text(row.value), row.text);
    EXPECT_EQ(as_quoted_value(row.value), row.quoted);
    EXPECT_EQ(as_css_string(row.value), row.css);
  }
}

TEST(OptionValue, IsEncodedInAddresses) {
  const struct {
    std::string_view value, in_path, in_query;
  } rows[] = {
      {"aZ09-_.!~*'()", "aZ09-_.!~*'()", "aZ09-_.!~*'()"},
      {"a b/c", "a%20b/c", "a%20b%2Fc"},
      {"?#&=:@;,+$%", "%3F%23%26%3D%3A%40%3B%2C%2B%24%25", "%3F%23%26%3D%3A%40%3B%2C%2B%24%25"},
      {"\xC3\xA4\n\"<>`", "%C3%A4%0A%22%3C%3E%60", "%C3%A4%0A%22%3C%3E%60"},
      {"\0"sv, "%EF%BF%BD", "%EF%BF%BD"},
      {"\\", "%5C", "%5C"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(as_address_part(row.value, "/a/"), row.in_path);
    EXPECT_EQ(as_address_part(row.value, "/a?b="), row.in_query);
    EXPECT_EQ(as_address_part(row.value, "/a#"), row.in_query);
  }
}

TEST(OptionValue, SafeAddresses) {
  for (const std::string_view safe :
       {""sv, "a"sv, "/a:b"sv, "?javascript:x"sv, "#javascript:x"sv, "//a.example"sv, "http://a"sv,
        "HTTPS:a"sv, " \t\x01https://a"sv, "ht\ntps:x"sv, "mailto:a@b"sv, "tel:+1"sv, "\\\\a"sv,
        ":javascript:"sv, "1javascript:x"sv, "java script:x"sv, "\xC3\xA4:x"sv, "java%73cript:x"sv,
        "javascript&colon;x"sv}) {
    EXPECT_TRUE(is_safe_address(safe)) << safe;
  }
  for (const std::string_view unsafe :
       {"javascript:x"sv, "JaVaScRiPt:x"sv, " javascript:x"sv, "\x01\x1Fjavascript:x"sv,
        "java\tscript:x"sv, "java\n\rscript\t:x"sv, "\0javascript:x"sv, "data:text/html,x"sv,
        "vbscript:x"sv, "blob:https://a"sv, "file:///etc"sv, "ftp://a"sv, "about:blank"sv,
        "httpx:a"sv, "x-y.z+1:a"sv, "view-source:https://a"sv, "filesystem:x"sv}) {
    EXPECT_FALSE(is_safe_address(unsafe)) << unsafe;
  }
}

}  // namespace
}  // namespace inlay::apps
