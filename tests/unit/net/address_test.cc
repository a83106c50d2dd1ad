#include "net/address.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

TEST(Address, table) {
  struct Row {
    std::string_view text, canonical;  // empty: refused
  };
  for (const Row& row : {
           Row{"127.0.0.1:8080", "127.0.0.1:8080"},
           Row{"[::1]:0", "[::1]:0"},
           Row{":80", "[::]:80"},
           Row{"localhost:80", "127.0.0.1:80"},
           Row{"[0:0::1]:443", "[::1]:443"},
           Row{"127.0.0.1", ""},
           Row{"127.0.0.1:", ""},
           Row{"127.0.0.1:65536", ""},
           Row{"127.0.0.1:-1", ""},
           Row{"127.0.0.1:80x", ""},
           Row{"example.com:80", ""},
           Row{"::1:80", ""},
           Row{"[::1:80", ""},
           Row{"[127.0.0.1]:80", ""},
           Row{"", ""},
       }) {
    auto address = parse_address(row.text);
    ASSERT_EQ(address.has_value(), !row.canonical.empty()) << row.text;
    if (address) {
      EXPECT_EQ(address->text(), row.canonical);
    }
  }
}

TEST(Address, equal_means_family_host_and_port) {
  auto address = [](std::string_view text) { return *parse_address(text); };
  EXPECT_EQ(address("127.0.0.1:80"), address("127.0.0.1:80"));
  EXPECT_EQ(address("[0:0::1]:80"), address("[::1]:80"));
  EXPECT_FALSE(address("127.0.0.1:80") == address("127.0.0.1:81"));
  EXPECT_FALSE(address("127.0.0.1:80") == address("127.0.0.2:80"));
  EXPECT_FALSE(address("[::ffff:127.0.0.1]:80") == address("127.0.0.1:80"));
  EXPECT_EQ(address("127.0.0.1:80").host_text(), "127.0.0.1");
  EXPECT_EQ(address("[fd00::1]:80").host_text(), "fd00::1");
  EXPECT_EQ(address("[::ffff:10.0.0.1]:80").host_text(), "10.0.0.1");
  EXPECT_EQ(address("[::ffff:10.0.0.1]:80").text(), "[::ffff:10.0.0.1]:80");
}

TEST(Address, several_sockets_share_a_port) {
  auto address = parse_address("127.0.0.1:0");
  auto first = listen_on(*address, 8);
  ASSERT_TRUE(first);
  auto bound = bound_address(first->get());
  ASSERT_TRUE(bound);
  EXPECT_NE(bound->port(), 0);
  EXPECT_TRUE(listen_on(*bound, 8));
}

}  // namespace
}  // namespace inlay
