#include "http_messages/authority.h"

#include <gtest/gtest.h>

#include <string>

namespace inlay::http {
namespace {

using namespace std::string_literals;

TEST(Authority, reads_host_and_port_or_refuses) {
  struct Row {
    const char* name;
    std::string text;
    std::string want;  // "host port", "host", or "" for refused
  };
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  const Row rows[] = {
      {"name", "a.example", "a.example"},
      {"one label", "localhost", "localhost"},
      {"case", "A.eXample", "a.example"},
      {"final dot", "a.example.", "a.example"},
      {"underscore and dash", "_a-b.example", "_a-b.example"},
      {"punycode", "xn--nxasmq6b.example", "xn--nxasmq6b.example"},
      {"digits in labels", "1.2a", "1.2a"},
      {"port", "a:80", "a 80"},
      {"highest port", "a:65535", "a 65535"},
      {"port with zeros", "a:00080", "a 80"},
      {"empty port", "a:", "a"},
      {"ipv4", "192.0.2.1:1", "192.0.2.1 1"},
      {"ipv6", "[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]"},
      {"ipv6 with port", "[::1]:443", "[::1] 443"},
      {"ipv4 in ipv6", "[::FFFF:192.0.2.1]", "[::ffff:192.0.2.1]"},
      {"longest name", longest, longest},
      {"longest name with final dot", longest + ".", longest},

      {"empty", "", ""},
      {"port only", ":80", ""},
      {"dot", ".", ""},
      {"two dots", "..", ""},
      {"leading dot", ".a", ""},
      {"empty label", "a..b", ""},
      {"two final dots", "a..", ""},
      {"port 0", "a:0", ""},
      {"port too high", "a:65536", ""},
      {"port of six digits", "a:000080", ""},
      {"signed port", "a:+80", ""},
      {"negative port", "a:-80", ""},
      {"port with letter", "a:8o", ""},
      {"two ports", "a:80:80", ""},
      {"space", "a b", ""},
      {"trailing space", "a ", ""},
      {"comma", "a,b", ""},
      {"slash", "a/b", ""},
      {"backslash", "a\\b", ""},
      {"question", "a?b", ""},
      {"user", "u@a", ""},
      {"percent", "a%2eb", ""},
      {"utf-8", "\xC3\xA4", ""},
      {"nul", "a\0b"s, ""},
      {"bracket inside", "a[b", ""},
      {"number", "2130706433", ""},
      {"short ipv4", "127.1", ""},
      {"ipv4 out of range", "256.0.0.1", ""},
      {"ipv4 with leading zero", "127.0.0.01", ""},
      {"ipv4 of five parts", "1.2.3.4.5", ""},
      {"ipv6 without brackets", "::1", ""},
      {"ipv6 not closed", "[::1", ""},
      {"ipv6 not opened", "::1]", ""},
      {"empty brackets", "[]", ""},
      {"name in brackets", "[a]", ""},
      {"zone", "[fe80::1%eth0]", ""},
      {"escaped zone", "[fe80::1%25eth0]", ""},
      {"future address", "[v1.a]", ""},
      {"text after brackets", "[::1]a", ""},
      {"nul in brackets", "[::1\0]"s, ""},
      {"long text in brackets", "[" + std::string(300, ':') + "]", ""},
      {"name too long", longest + "b", ""},
      {"name much too long", std::string(70000, 'a'), ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto authority = parse_authority(row.text);
    EXPECT_EQ(authority.has_value(), !row.want.empty());
    if (!authority) continue;
    std::string got(authority->host.view());
    if (authority->port) got += " " + std::to_string(*authority->port);
    EXPECT_EQ(got, row.want);
    EXPECT_EQ(authority->text, row.text);
  }
}

TEST(HostName, compares_in_one_form) {
  EXPECT_EQ(*HostName::parse("A.example."), *HostName::parse("a.EXAMPLE"));
  EXPECT_EQ(*HostName::parse("[::0]"), *HostName::parse("[::]"));
  EXPECT_FALSE(*HostName::parse("a.example") == *HostName::parse("b.example"));
  EXPECT_FALSE(HostName::parse("a:80"));
}

}  // namespace
}  // namespace inlay::http
