#include <gtest/gtest.h>

#include <string>

#include "http_messages/list_value.h"
#include "http_messages/media_type.h"
#include "http_messages/negotiation.h"

namespace inlay::http {
namespace {

TEST(ListReader, splits_outside_of_quotes) {
  struct Row {
    const char* name;
    std::string_view value;
    std::string want;
  };
  const Row rows[] = {
      {"empty", "", ""},
      {"one", "a", "a|"},
      {"two", "a, b", "a|b|"},
      {"no space", "a,b", "a|b|"},
      {"tabs", "\ta\t,\tb\t", "a|b|"},
      {"empty members", ",, a , ,b,", "a|b|"},
      {"only commas", " , ,,", ""},
      {"quoted comma", "a=\"b,c\", d", "a=\"b,c\"|d|"},
      {"escaped quote", "a=\"b\\\",c\", d", "a=\"b\\\",c\"|d|"},
      {"open quote", "a=\"b, c", "a=\"b, c|"},
      {"escape at the end", "a=\"b\\", "a=\"b\\|"},
  };
  for (const Row& row : rows) {
    std::string got;
    for (ListReader list(row.value); auto member = list.next();) got.append(*member).append("|");
    EXPECT_EQ(got, row.want) << row.name;
  }
}

TEST(HasToken, compares_whole_members) {
  EXPECT_TRUE(has_token("br, GZIP", "gzip"));
  EXPECT_FALSE(has_token("xgzip, gzipx", "gzip"));
  EXPECT_FALSE(has_token("gzip;q=1", "gzip"));
  EXPECT_FALSE(has_token("", "gzip"));
  FieldList fields;
  fields.add("Vary", "a");
  fields.add("Vary", "b, Accept");
  EXPECT_TRUE(has_token(fields, FieldId::vary, "accept"));
  EXPECT_FALSE(has_token(fields, FieldId::upgrade, "accept"));
}

TEST(CacheControl, finds_directives_with_and_without_argument) {
  EXPECT_TRUE(cache_control_has("max-age=5, No-Transform", "no-transform"));
  EXPECT_TRUE(cache_control_has("max-age=5", "max-age"));
  EXPECT_FALSE(cache_control_has("x=\"a, no-transform\"", "no-transform"));
  EXPECT_FALSE(cache_control_has("no-transformers", "no-transform"));
  FieldList fields;
  fields.add("Cache-Control", "public");
  fields.add("cache-control", "no-transform");
  EXPECT_TRUE(cache_control_has(fields, "no-transform"));
  EXPECT_FALSE(cache_control_has(fields, "private"));
}

TEST(Accept, names_html_or_not) {
  struct Row {
    std::string_view value;
    bool want;
  };
  const Row rows[] = {
      {"text/html", true},
      {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true},
      {"TEXT/HTML;level=1", true},
      {"text/html;q=0.001", true},
      {"text/html;q=1", true},
      {"text/html ; Q=0.5", true},
      {"text/html;q=0", false},
      {"text/html; q=0.000", false},
      {"text/html;level=1;q=0", false},
      {"text/html;q=0, text/html", true},
      {"*/*", false},
      {"text/*", false},
      {"text/html-sandboxed", false},
      {"x-text/html", false},
      {"a;b=\"text/html\"", false},
      {"", false},
  };
  for (const Row& row : rows) EXPECT_EQ(accept_names_html(row.value), row.want) << row.value;
}

TEST(Accept, tells_plain_tools) {
  FieldList fields;
  EXPECT_TRUE(accepts_anything_only(fields));
  EXPECT_FALSE(accept_names_html(fields));
  fields.add("Accept", "*/*;q=0.5");
  EXPECT_TRUE(accepts_anything_only(fields));
  fields.add("Accept", "text/html");
  EXPECT_FALSE(accepts_anything_only(fields));
  EXPECT_TRUE(accept_names_html(fields));
}

TEST(AcceptEncoding, allows_a_coding_or_not) {
  struct Row {
    const char* value;  // nullptr: no field
    std::string_view coding;
    bool want;
  };
  const Row rows[] = {
      {nullptr, "gzip", false},
      {nullptr, "identity", true},
      {"", "gzip", false},
      {"", "identity", true},
      {"gzip, br", "gzip", true},
      {"gzip, br", "BR", true},
      {"gzip;q=0", "gzip", false},
      {"gzip;q=0.1", "gzip", true},
      {"*", "gzip", true},
      {"*;q=0", "gzip", false},
      {"*;q=0", "identity", false},
      {"gzip, *;q=0", "gzip", true},
      {"*, gzip;q=0", "gzip", false},
      {"identity;q=0", "identity", false},
      {"br", "identity", true},
      {"xgzip", "gzip", false},
  };
  for (const Row& row : rows) {
    FieldList fields;
    if (row.value != nullptr) fields.add("Accept-Encoding", row.value);
    EXPECT_EQ(accepts_coding(fields, row.coding), row.want)
        << (row.value == nullptr ? "none" : row.value) << " " << row.coding;
  }
}

TEST(MediaType, reads_type_and_charset) {
  struct Row {
    std::string_view value;
    std::string want;  // "essence charset" or "" for none
  };
  const Row rows[] = {
      {"text/html", "text/html "},
      {" Text/HTML ", "Text/HTML "},
      {"text/html;charset=utf-8", "text/html utf-8"},
      {"text/html ; Charset = x", "text/html "},
      {"text/html; a=b; CHARSET=\"utf-8\"", "text/html utf-8"},
      {"text/html; charset=a; charset=b", "text/html a"},
      {"text/html; charset=; charset=b", "text/html b"},
      {"text/html; x=\"; charset=a\"; charset=b", "text/html b"},
      {"text/html; x=\"\\\"; charset=a\"; charset=b", "text/html b"},
      {"text/html; charset=\"a", "text/html "},
      {"text/html; charset=a b", "text/html "},
      {"text/html;;; charset=a;", "text/html a"},
      {"text/html; \"\\", "text/html "},
      {"text/html; charset", "text/html "},
      {"image/svg+xml", "image/svg+xml "},
      {"", ""},
      {"text", ""},
      {"text/", ""},
      {"/html", ""},
      {"text/html/x", ""},
      {"text /html", ""},
      {"text/html, text/plain", ""},
      {"; charset=a", ""},
  };
  for (const Row& row : rows) {
    const auto type = media_type(row.value);
    std::string got;
    if (type) got.append(type->essence).append(" ").append(type->charset);
    EXPECT_EQ(got, row.want) << row.value;
  }
  EXPECT_TRUE(media_type("Text/HTML;a=b")->is("text/html"));
  EXPECT_FALSE(media_type("text/htmlx")->is("text/html"));
}

}  // namespace
}  // namespace inlay::http
