#include "net/address_range.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

TEST(AddressRange, contains_table) {
  struct Row {
    std::string_view range, address;
    bool inside;
  };
  for (const Row& row : {
           Row{"10.0.0.0/8", "10.255.0.1:80", true},
           Row{"10.0.0.0/8", "11.0.0.1:80", false},
           Row{"10.0.0.0/8", "[::ffff:10.1.2.3]:80", true},
           Row{"10.0.0.0/8", "[a00::1]:80", false},
           Row{"192.168.4.0/22", "192.168.7.255:1", true},
           Row{"192.168.4.0/22", "192.168.8.0:1", false},
           Row{"127.0.0.1", "127.0.0.1:9", true},
           Row{"127.0.0.1", "127.0.0.2:9", false},
           Row{"127.0.0.1/32", "127.0.0.1:9", true},
           Row{"0.0.0.0/0", "203.0.113.9:9", true},
           Row{"0.0.0.0/0", "[2001:db8::1]:9", false},
           Row{"::1", "[::1]:9", true},
           Row{"::1", "[::2]:9", false},
           Row{"::/0", "[2001:db8::1]:9", true},
           Row{"::/0", "203.0.113.9:9", false},
           Row{"::/0", "[::ffff:203.0.113.9]:9", false},
           Row{"::ffff:10.0.0.0/104", "10.1.1.1:9", true},
           Row{"::ffff:0:0/96", "10.1.1.1:9", true},
           Row{"fd00::/8", "[fdff::1]:9", true},
           Row{"fd00::/8", "[fe00::1]:9", false},
           Row{"2001:db8::/33", "[2001:db8:7fff::]:9", true},
           Row{"2001:db8::/33", "[2001:db8:8000::]:9", false},
       }) {
    auto range = AddressRange::parse(row.range);
    ASSERT_TRUE(range) << row.range << ": " << range.error().detail;
    auto address = parse_address(row.address);
    ASSERT_TRUE(address) << row.address;
    EXPECT_EQ(range->contains(*address), row.inside) << row.range << " " << row.address;
  }
}

TEST(AddressRange, refused_table) {
  struct Row {
    std::string_view text, why;
  };
  for (const Row& row : {
           Row{"", "wanted an address"},
           Row{"/8", "wanted an address"},
           Row{"10.0.0/8", "wanted an address"},
           Row{"example.com", "wanted an address"},
           Row{"[::1]", "wanted an address"},
           Row{"10.0.0.0/", "0 to 32"},
           Row{"10.0.0.0/33", "0 to 32"},
           Row{"10.0.0.0/-1", "0 to 32"},
           Row{"10.0.0.0/8 ", "0 to 32"},
           Row{"10.0.0.0/4294967304", "0 to 32"},
           Row{"::/129", "0 to 128"},
           Row{"10.0.0.1/8", "bits are set"},
           Row{"fd00::1/64", "bits are set"},
           Row{"1.2.3.4/0", "bits are set"},
       }) {
    auto range = AddressRange::parse(row.text);
    ASSERT_FALSE(range) << row.text;
    EXPECT_NE(range.error().detail.find(row.why), std::string::npos) << range.error().detail;
  }
}

}  // namespace
}  // namespace inlay
