#include "request_rows.h"

namespace inlay::http {
namespace {

using namespace std::string_literals;

constexpr std::string_view kPlain = "GET path=/ host=a.example 1.1 keep";

TEST(RequestHead, takes_fields_exactly) {
  const RequestRow rows[] = {
      {"no space after colon", get_with({"a:b"}), 0, kPlain},
      {"much space around value", get_with({"a: \t b \t "}), 0, kPlain},
      {"empty value", get_with({"a:"}), 0, kPlain},
      {"blank value", get_with({"a: \t"}), 0, kPlain},
      {"name of odd token bytes", get_with({"!#$%&'*+-.^_`|~9: b"}), 0, kPlain},
      {"tab in value", get_with({"a: b\tc"}), 0, kPlain},
      {"colon in value", get_with({"a: b: c"}), 0, kPlain},
      {"utf-8 in value", get_with({"a: \xC3\xA4"}), 0, kPlain},
      {"latin-1 in value", get_with({"a: \xE4\xFF\x80"}), 0, kPlain},
      {"same name twice", get_with({"a: b", "a: c"}), 0, kPlain},
      {"space before colon", get_with({"a : b"}), 400, "before the colon"},
      {"tab before colon", get_with({"a\t: b"}), 400, "before the colon"},
      {"space in name", get_with({"a b: c"}), 400, "space in the name"},
      {"empty name", get_with({": b"}), 400, "no name"},
      {"no colon", get_with({"a"}), 400, "no colon"},
      {"folded line", get_with({"a: b", " c"}), 400, "folded line"},
      {"folded line with tab", get_with({"a: b", "\tc"}), 400, "folded line"},
      {"blank line", get_with({"a: b", " "}), 400, "folded line"},
      {"space before first field", "GET / HTTP/1.1\r\n Host: a.example\r\n\r\n", 400, "folded"},
      {"bare cr in value", get_with({"a: b\rc"}), 400, "bare carriage return"},
      {"bare cr before end", get_with({"a: b\r"}), 400, "bare carriage return"},
      {"bare lf in value", get_with({"a: b\nc: d"}), 400, "bare line feed"},
      {"bare lf after name", get_with({"a\n: b"}), 400, "no colon"},
      {"bare lf as empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400, "no name before"},
      {"nul in value", get_with({"a: b\0c"s}), 400, "\\x00"},
      {"nul in name", get_with({"a\0b: c"s}), 400, "\\x00"},
      {"bell in value", get_with({"a: \x07"}), 400, "\\x07"},
      {"escape in value", get_with({"a: 12345678\x1B[2J"}), 400, "\\x1b"},
      {"delete in value", get_with({"a: 1234567\x7F"}), 400, "\\x7f"},
      {"unit separator in long value",
       get_with({"a: 12345678123\x1F"
                 "45678"}),
       400, "\\x1f"},
      {"delete in name", get_with({"a\x7F: c"}), 400, "\\x7f"},
      {"umlaut in name", get_with({"\xC3\xA4: c"}), 400, "\\xc3"},
      {"parenthesis in name", get_with({"a(b): c"}), 400, "in the name"},
      {"slash in name", get_with({"a/b: c"}), 400, "in the name"},
      {"quote in name", get_with({"\"a\": c"}), 400, "no name"},
      {"ends in name", "GET / HTTP/1.1\r\nHost", 400, "end of the head"},
      {"ends in value", "GET / HTTP/1.1\r\nHost: a", 400, "end of the head"},
      {"ends after cr", "GET / HTTP/1.1\r\nHost: a\r", 400, "bare carriage return"},
      {"ends after field", "GET / HTTP/1.1\r\nHost: a\r\n", 400, "ends before its empty line"},
      {"ends after request line", "GET / HTTP/1.1\r\n", 400, "ends before its empty line"},
      {"body after the head", get_with({}) + "x", 400, "after the empty line"},
  };
  expect_rows(rows);
}

TEST(RequestHead, trims_values_and_keeps_names) {
  RequestHead head;
  const std::string bytes = get_with({"X-A: \t b  c \t", "x-a:", "ACCEPT:*/*"});
  ASSERT_TRUE(parse_request_head(bytes, HeadLimits{}, head));
  ASSERT_EQ(head.fields.size(), 4u);
  EXPECT_EQ(head.fields[1].name, "X-A");
  EXPECT_EQ(head.fields[1].value, "b  c");
  EXPECT_EQ(head.fields[2].value, "");
  EXPECT_EQ(head.fields.find(FieldId::accept)->value, "*/*");
  EXPECT_EQ(head.fields.find("x-A"), &head.fields[1]);
  EXPECT_EQ(head.fields.find("x-b"), nullptr);
}

TEST(RequestHead, takes_one_valid_host) {
  const RequestRow rows[] = {
      {"name", head_of({"GET / HTTP/1.1", "Host: a.example"}), 0, kPlain},
      {"upper case", head_of({"GET / HTTP/1.1", "hOST: A.Example"}), 0, kPlain},
      {"final dot", head_of({"GET / HTTP/1.1", "Host: a.example."}), 0, kPlain},
      {"port", head_of({"GET / HTTP/1.1", "Host: a.example:8080"}), 0,
       "GET path=/ host=a.example port=8080 1.1 keep"},
      {"empty port", head_of({"GET / HTTP/1.1", "Host: a.example:"}), 0, kPlain},
      {"ipv4", head_of({"GET / HTTP/1.1", "Host: 127.0.0.1:1"}), 0,
       "GET path=/ host=127.0.0.1 port=1 1.1 keep"},
      {"ipv6", head_of({"GET / HTTP/1.1", "Host: [0:0:0:0:0:0:0:1]:65535"}), 0,
       "GET path=/ host=[::1] port=65535 1.1 keep"},
      {"none in 1.0", head_of({"GET / HTTP/1.0"}), 0, "GET path=/ host= 1.0 close"},
      {"none in 1.1", head_of({"GET / HTTP/1.1"}), 400, "host: missing"},
      {"two", head_of({"GET / HTTP/1.1", "Host: a.example", "Host: b.example"}), 400, "more than"},
      {"two equal", head_of({"GET / HTTP/1.1", "Host: a.example", "host: a.example"}), 400,
       "more than"},
      {"two in 1.0", head_of({"GET / HTTP/1.0", "Host: a.example", "Host: b.example"}), 400,
       "more than"},
      {"empty", head_of({"GET / HTTP/1.1", "Host:"}), 400, "host: \"\""},
      {"empty in 1.0", head_of({"GET / HTTP/1.0", "Host:"}), 400, "host: \"\""},
      {"list", head_of({"GET / HTTP/1.1", "Host: a.example, b.example"}), 400, "host"},
      {"space inside", head_of({"GET / HTTP/1.1", "Host: a .example"}), 400, "host"},
      {"path", head_of({"GET / HTTP/1.1", "Host: a.example/b"}), 400, "host"},
      {"user", head_of({"GET / HTTP/1.1", "Host: u@a.example"}), 400, "host"},
      {"url", head_of({"GET / HTTP/1.1", "Host: http://a.example"}), 400, "host"},
      {"utf-8", head_of({"GET / HTTP/1.1", "Host: \xC3\xA4.example"}), 400, "\\xc3"},
      {"host with space before colon", head_of({"GET / HTTP/1.1", "Host : a.example"}), 400,
       "before the colon"},
  };
  expect_rows(rows);
}

TEST(RequestHead, takes_fields_up_to_their_limits) {
  RequestHead head;
  const auto with_fields = [&head](size_t count) {
    std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (size_t i = 1; i < count; ++i) bytes += "a: b\r\n";
    return parse_request_head(bytes + "\r\n", HeadLimits{}, head);
  };
  EXPECT_TRUE(with_fields(100));
  EXPECT_EQ(head.fields.size(), 100u);
  ASSERT_FALSE(with_fields(101));
  EXPECT_EQ(with_fields(101).error().status, 431);
  EXPECT_EQ(with_fields(101).error().error.detail, "fields: more than 100 (http.fields_max)");

  const std::string frame = get_with({"a: "});
  const auto with_head_of = [&](size_t bytes) {
    const std::string value = "a: " + std::string(bytes - frame.size(), 'b');
    return parse_request_head(get_with({value}), HeadLimits{}, head);
  };
  EXPECT_TRUE(with_head_of(65536));
  ASSERT_FALSE(with_head_of(65537));
  EXPECT_EQ(with_head_of(65537).error().status, 431);
  EXPECT_EQ(with_head_of(65537).error().error.detail,
            "head: 65537 bytes, limit 65536 (http.head_bytes_max)");
}

}  // namespace
}  // namespace inlay::http
