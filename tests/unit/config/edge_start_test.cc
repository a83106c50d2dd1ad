#include "config/edge_start.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

EdgeStart sample() {
  EdgeStart start;
  start.state = "/var/lib/in\nlay: 3:x";
  start.node = "inlay-3f9a2c71";
  start.path_prefix = "/cdn-cgi/apps";
  start.access_log = "/var/log/access.log";
  start.trusted_proxies = {"10.0.0.0/8", "::1"};
  start.name_servers = {"127.0.0.1:8600"};
  start.loops = 3;
  start.addresses = 2;
  start.settings.http_fields_max = 57;
  return start;
}

TEST(EdgeStart, comes_back_as_it_was) {
  const std::string wire = edge_start_to_wire(sample());
  auto start = edge_start_from_wire(wire);
  ASSERT_TRUE(start) << start.error().detail;
  EXPECT_EQ(start->state, sample().state);
  EXPECT_EQ(start->trusted_proxies, sample().trusted_proxies);
  EXPECT_EQ(start->settings.http_fields_max, 57u);
  EXPECT_EQ(edge_start_to_wire(*start), wire);
}

// Cut after any byte it is refused, or (after a whole line) it lacks something: never more than
// there is.
TEST(EdgeStart, every_cut_is_survived) {
  const std::string wire = edge_start_to_wire(sample());
  for (size_t size = 0; size < wire.size(); size++) {
    auto start = edge_start_from_wire(std::string_view(wire).substr(0, size));
    if (start) {
      EXPECT_EQ(wire[size - 1], '\n') << size;
    }
  }
}

TEST(EdgeStart, refuses_what_it_does_not_know) {
  struct Row {
    const char* name;
    std::string text;
  };
  const std::string loops = "loops 1:1\naddresses 1:1\n";
  for (const Row& row : {Row{"another version", "edge start 2\n" + loops}, Row{"nothing", ""},
                         Row{"no loops", "edge start 1\naddresses 1:1\n"},
                         Row{"too many loops", "edge start 1\nloops 4:9999\naddresses 1:1\n"},
                         Row{"an unknown name", "edge start 1\n" + loops + "x 1:1\n"},
                         Row{"a size beyond the end", "edge start 1\n" + loops + "node 99:x\n"},
                         Row{"no line feed", "edge start 1\n" + loops + "node 1:xx"},
                         Row{"bad settings", "edge start 1\n" + loops + "settings 3:abc\n"}}) {
    EXPECT_FALSE(edge_start_from_wire(row.text)) << row.name;
  }
  EXPECT_TRUE(edge_start_from_wire("edge start 1\n" + loops));
}

}  // namespace
}  // namespace inlay
