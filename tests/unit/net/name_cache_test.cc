#include "net/name_cache.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

constexpr uint64_t kHour = 3'600'000;

Result<LookedUp> found(std::string_view address, uint64_t ttl_s) {
  return LookedUp{{*parse_address(std::string(address) + ":0")}, ttl_s};
}

Result<LookedUp> unknown() {
  return fail(Fault::unreachable, Blame::origin, Reason::origin_name_unknown, "unknown");
}

// What asking gives: the address, "failed" or "wait"; with " look up" if one is to be started.
std::string ask(NameCache& cache, uint64_t at_ms, const std::string& name = "shop.test") {
  NameCache::Answer answer = cache.ask(name, at_ms);
  std::string text = answer.known == nullptr ? "wait"
                     : *answer.known         ? answer.known->value().front().host_text()
                                             : "failed";
  return text + (answer.look_up ? ", look up" : "");
}

TEST(NameCache, one_look_up_at_a_time) {
  NameCache cache(30'000);
  EXPECT_EQ(ask(cache, 0), "wait, look up");
  EXPECT_EQ(ask(cache, 4000), "wait");
  auto stored = cache.store("shop.test", found("10.0.0.1", 20), 5000);
  EXPECT_EQ(stored.known->value().front().host_text(), "10.0.0.1");
  EXPECT_FALSE(stored.turned_stale);
  EXPECT_EQ(ask(cache, 5000), "10.0.0.1");
}

TEST(NameCache, kept_for_the_ttl_within_bounds) {
  struct Row {
    const char* name;
    uint64_t ttl_s, kept_ms;
  };
  for (const Row& row : {
           Row{"as said", 20, 20'000},
           Row{"no time at all", 0, 1000},
           Row{"a second", 1, 1000},
           Row{"as long as the setting", 30, 30'000},
           Row{"longer than the setting", 31, 30'000},
           Row{"the longest", INT32_MAX, 30'000},
       }) {
    SCOPED_TRACE(row.name);
    NameCache cache(30'000);
    ask(cache, 7);
    cache.store("shop.test", found("10.0.0.1", row.ttl_s), 7);
    uint64_t end = 7 + row.kept_ms, ahead = 7 + row.kept_ms - row.kept_ms / 4;
    EXPECT_EQ(ask(cache, ahead - 1), "10.0.0.1");
    EXPECT_EQ(ask(cache, ahead), "10.0.0.1, look up");
    EXPECT_EQ(ask(cache, end - 1), "10.0.0.1");
    EXPECT_EQ(ask(cache, end), "wait");
  }
}

TEST(NameCache, quiet_names_wait_for_the_fresh_address) {
  NameCache cache(30'000);
  ask(cache, 0);
  cache.store("shop.test", found("10.0.0.1", 20), 0);
  EXPECT_EQ(ask(cache, 20'000), "wait, look up");
  cache.store("shop.test", found("10.0.0.2", 20), 20'100);
  EXPECT_EQ(ask(cache, 20'101), "10.0.0.2");
}

TEST(NameCache, a_failure_is_remembered_for_a_second) {
  NameCache cache(30'000);
  ask(cache, 0);
  auto stored = cache.store("shop.test", unknown(), 100);
  EXPECT_EQ(stored.known->error().reason, Reason::origin_name_unknown);
  EXPECT_FALSE(stored.turned_stale);
  EXPECT_EQ(ask(cache, 1099), "failed");
  EXPECT_EQ(ask(cache, 1100), "wait, look up");
  cache.store("shop.test", found("10.0.0.1", 20), 1200);
  EXPECT_EQ(ask(cache, 1200), "10.0.0.1");
}

TEST(NameCache, last_addresses_bridge_failing_look_ups_for_an_hour) {
  NameCache cache(30'000);
  ask(cache, 0);
  cache.store("shop.test", found("10.0.0.1", 20), 0);
  EXPECT_EQ(ask(cache, 20'000), "wait, look up");
  auto stored = cache.store("shop.test", unknown(), 25'000);
  EXPECT_EQ(stored.known->value().front().host_text(), "10.0.0.1");
  EXPECT_TRUE(stored.turned_stale);
  // Nobody waits for the next ones, which are tried once a second.
  EXPECT_EQ(ask(cache, 25'999), "10.0.0.1");
  EXPECT_EQ(ask(cache, 26'000), "10.0.0.1, look up");
  EXPECT_FALSE(cache.store("shop.test", unknown(), 31'000).turned_stale);
  EXPECT_EQ(ask(cache, 20'000 + kHour - 1), "10.0.0.1, look up");
  EXPECT_EQ(ask(cache, 20'000 + kHour), "wait");
  EXPECT_FALSE(cache.store("shop.test", unknown(), 20'000 + kHour).known->has_value());
  EXPECT_EQ(ask(cache, 20'001 + kHour), "failed");
}

TEST(NameCache, a_look_up_that_works_again_ends_the_bridge) {
  NameCache cache(30'000);
  ask(cache, 0);
  cache.store("shop.test", found("10.0.0.1", 20), 0);
  ask(cache, 15'000);
  EXPECT_TRUE(cache.store("shop.test", unknown(), 15'000).turned_stale);
  ask(cache, 16'000);
  cache.store("shop.test", found("10.0.0.2", 20), 16'000);
  EXPECT_EQ(ask(cache, 16'000), "10.0.0.2");
  ask(cache, 36'000);
  EXPECT_TRUE(cache.store("shop.test", unknown(), 36'000).turned_stale);
}

TEST(NameCache, names_nobody_asks_for_are_dropped) {
  NameCache cache(30'000);
  auto know = [&](const std::string& name, uint64_t at_ms) {
    ask(cache, at_ms, name);
    cache.store(name, found("10.0.0.1", 20), at_ms);
  };
  for (int i = 0; i < 1000; i++) know("old" + std::to_string(i), 0);
  size_t most = 0;
  for (int i = 0; i < 3000; i++) {
    know("new" + std::to_string(i % 10), kHour + 1);
    know("rare" + std::to_string(i), kHour + 1);
    most = std::max(most, cache.size());
  }
  EXPECT_LT(most, 4011u);
  EXPECT_EQ(cache.size(), 3010u);
  EXPECT_EQ(ask(cache, kHour + 1, "new0"), "10.0.0.1");
}

}  // namespace
}  // namespace inlay
