#include "net/resolver.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "dns_server.h"
#include "net/timer.h"

namespace inlay {
namespace {

constexpr uint64_t kPatienceMs = 20'000;

std::string text_of(const Result<std::vector<SocketAddress>>& answer) {
  if (!answer) return std::string(reason_name(answer.error().reason));
  std::string text;
  for (const auto& address : *answer) text += (text.empty() ? "" : " ") + address.text();
  return text;
}

class Names : public testing::Test {
 protected:
  explicit Names(std::vector<SocketAddress> servers = {})
      : resolver_(loop_, 60'000, servers.empty() ? std::vector{server_.address()} : servers,
                  [this](const std::string& name, const Error&) { stale_ = name; }),
        patience_(loop_, [this] {
          ADD_FAILURE() << "no answer within " << kPatienceMs << " ms";
          loop_.stop();
        }) {}

  // All addresses in their order, or the reason why there are none.
  std::string resolve(const std::string& name, uint16_t port = 80) {
    std::string got;
    resolver_.resolve(name, port, [&](const auto& answer) {
      got = text_of(answer);
      loop_.stop();
    });
    if (got.empty()) run();
    return got;
  }

  void run() {
    patience_.start(kPatienceMs);
    loop_.run();
    patience_.stop();
  }

  DnsServer server_;
  Loop loop_;
  Resolver resolver_;
  Timer patience_;
  std::string stale_;
};

TEST(Resolver, what_needs_no_look_up_answers_at_once) {
  Loop loop;
  Resolver resolver(loop, 60'000);
  struct Row {
    const char *host, *addresses;
  };
  for (const Row& row : {
           Row{"127.0.0.1", "127.0.0.1:80"},
           Row{"[fd00::1]", "[fd00::1]:80"},
           Row{"localhost", "127.0.0.1:80 [::1]:80"},
       }) {
    std::string got;
    resolver.resolve(row.host, 80, [&](const auto& answer) { got = text_of(answer); });
    EXPECT_EQ(got, row.addresses);
  }
}

TEST_F(Names, table) {
  struct Row {
    const char* name;
    DnsRow answer;
    std::string addresses;
  };
  std::vector<Row> rows{
      Row{"one.test", {.addresses = {"127.0.0.2"}}, "127.0.0.2:80"},
      Row{"order.test",
          {.addresses = {"10.0.0.3", "10.0.0.1", "10.0.0.2"}},
          "10.0.0.3:80 10.0.0.1:80 10.0.0.2:80"},
      Row{"both.test", {.addresses = {"127.0.0.1", "::1"}}, "[::1]:80 127.0.0.1:80"},
      Row{"six.test", {.addresses = {"fd00::77"}}, "[fd00::77]:80"},
      Row{"alias.test", {.addresses = {"127.0.0.4"}, .alias = "real.test"}, "127.0.0.4:80"},
      Row{"bare-alias.test", {.alias_of_self = "one.test"}, "origin_name_unknown"},
      Row{"itself.test", {.alias_of_self = "itself.test"}, "origin_name_unknown"},
      Row{"none.test", {}, "origin_name_unknown"},
      Row{"missing.test", {.rcode = 3}, "origin_name_unknown"},
      Row{"broken.test", {.rcode = 2}, "origin_name_unknown"},
      Row{"refused.test", {.rcode = 5}, "origin_name_unknown"},
      Row{"cut.test", {.addresses = {"127.0.0.5"}, .cut_udp = true}, "127.0.0.5:80"},
      Row{"silent.test", {.silent = true}, "origin_name_unknown"},
      Row{"garbage.test", {.raw = "\xff\xff\xff\xff\xff"}, "origin_name_unknown"},
      Row{"lies.test",
          {.raw = std::string("\x81\x80\0\1\xff\xff\0\0\0\0\1a\0\0\1\0\1", 17)},
          "origin_name_unknown"},
  };
  // All at once: those without a sensible answer take their time.
  uint64_t start_ms = loop_.now_ms();
  size_t answered = 0;
  for (const Row& row : rows) {
    server_.set(row.name, row.answer);
    resolver_.resolve(row.name, 80, [&](const auto& answer) {
      EXPECT_EQ(text_of(answer), row.addresses) << row.name;
      if (row.answer.silent) {
        EXPECT_EQ(answer.error().fault, Fault::timed_out);
      }
      if (++answered == rows.size()) loop_.stop();
    });
  }
  run();
  EXPECT_EQ(answered, rows.size());
  EXPECT_LT(loop_.now_ms() - start_ms, NameLookup::kLookupMs + 2000);
}

TEST_F(Names, an_endless_answer_is_cut) {
  DnsRow row{.cut_udp = true};
  for (int i = 0; i < 400; i++)
    row.addresses.push_back("10.1." + std::to_string(i / 200) + "." + std::to_string(i % 200 + 1));
  server_.set("many.test", row);
  std::string got = resolve("many.test");
  EXPECT_EQ(std::ranges::count(got, ':'), 16);
}

TEST_F(Names, one_question_for_all_who_wait_each_with_its_port) {
  server_.set("shop.test", {.addresses = {"127.0.0.2"}});
  std::vector<std::string> got;
  for (uint16_t port : std::array<uint16_t, 3>{80, 81, 80}) {
    resolver_.resolve("shop.test", port, [&](const auto& answer) {
      got.push_back(text_of(answer));
      if (got.size() == 3) loop_.stop();
    });
  }
  run();
  EXPECT_EQ(got, (std::vector<std::string>{"127.0.0.2:80", "127.0.0.2:81", "127.0.0.2:80"}));
  EXPECT_EQ(resolve("shop.test", 82), "127.0.0.2:82");
  EXPECT_EQ(server_.asked("shop.test"), 1);
}

TEST_F(Names, many_names_at_a_time) {
  constexpr int kNames = 600;  // more than are asked for at once
  int got = 0;
  for (int i = 0; i < kNames; i++) {
    std::string name = "n" + std::to_string(i) + ".test";
    server_.set(name, {.addresses = {"127.0.0." + std::to_string(i % 200 + 1)}});
    resolver_.resolve(name, 80, [&, i](const auto& answer) {
      EXPECT_EQ(text_of(answer), "127.0.0." + std::to_string(i % 200 + 1) + ":80");
      if (++got == kNames) loop_.stop();
    });
  }
  run();
  EXPECT_EQ(got, kNames);
}

TEST_F(Names, a_changed_address_is_seen_after_its_ttl) {
  server_.set("moves.test", {.addresses = {"127.0.0.2"}, .ttl_s = 0});  // kept for a second
  ASSERT_EQ(resolve("moves.test"), "127.0.0.2:80");
  server_.set("moves.test", {.addresses = {"127.0.0.3"}});
  std::string got;
  Timer again(loop_, [&] {
    resolver_.resolve("moves.test", 80, [&](const auto& answer) {
      got = text_of(answer);
      if (got == "127.0.0.3:80") return loop_.stop();
      again.start(50);
    });
  });
  again.start(50);
  run();
  EXPECT_EQ(got, "127.0.0.3:80");
  EXPECT_EQ(server_.asked("moves.test"), 2);
}

TEST_F(Names, the_last_address_is_used_while_the_server_fails) {
  server_.set("shop.test", {.addresses = {"127.0.0.2"}, .ttl_s = 0});
  ASSERT_EQ(resolve("shop.test"), "127.0.0.2:80");
  server_.set("shop.test", {.rcode = 2});
  Timer again(loop_, [&] {
    resolver_.resolve("shop.test", 80, [&](const auto& answer) {
      EXPECT_EQ(text_of(answer), "127.0.0.2:80");
      if (!stale_.empty()) return loop_.stop();
      again.start(50);
    });
  });
  again.start(50);
  run();
  EXPECT_EQ(stale_, "shop.test");
}

TEST_F(Names, a_look_up_under_way_ends_with_its_resolver) {
  server_.set("silent.test", {.silent = true});
  Resolver leaving(loop_, 60'000, {server_.address()});
  leaving.resolve("silent.test", 80, [](const auto&) { FAIL(); });
}

TEST(NameServers, table) {
  struct Row {
    const char *text, *server;  // nullptr: refused
  };
  for (const Row& row : {
           Row{"127.0.0.1:8600", "127.0.0.1:8600"},
           Row{"[fd00::1]:8600", "[fd00::1]:8600"},
           Row{"10.0.0.53", nullptr},
           Row{"ns.example:53", nullptr},
           Row{"10.0.0.53:", nullptr},
           Row{"10.0.0.53:x", nullptr},
           Row{"[::1", nullptr},
       }) {
    auto servers = parse_name_servers({row.text});
    ASSERT_EQ(servers.has_value(), row.server != nullptr) << row.text;
    if (servers) {
      EXPECT_EQ(servers->front().text(), row.server);
    }
  }
}

}  // namespace
}  // namespace inlay
