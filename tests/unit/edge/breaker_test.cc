// When a script that fails is kept away, for how long, and how it comes back.
#include "edge/breaker.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace inlay {
namespace {

using namespace std::chrono_literals;

Clock::Mono at(std::chrono::milliseconds since) { return Clock::Mono() + 1h + since; }

TEST(Breaker, OpensByKindAndNumberWithinTheWindow) {
  struct Event {
    Outcome outcome;
    std::chrono::milliseconds apart;
    size_t times;
  };
  struct Row {
    const char* name;
    std::vector<Event> events;
    bool open;
  };
  for (const Row& row : {
           Row{"two kills", {{Outcome::killed, 1s, 2}}, false},
           Row{"three kills", {{Outcome::killed, 1s, 3}}, true},
           Row{"three kills in a minute", {{Outcome::killed, 30s, 3}}, true},
           Row{"three kills in more", {{Outcome::killed, 30'001ms, 3}}, false},
           Row{"slow kills for ever", {{Outcome::killed, 31s, 100}}, false},
           Row{"nineteen throws", {{Outcome::threw, 1s, 19}}, false},
           Row{"twenty throws", {{Outcome::threw, 1s, 20}}, true},
           Row{"twenty throws in more than a minute", {{Outcome::threw, 3200ms, 20}}, false},
           Row{"failures of several kinds count together",
               {{Outcome::threw, 1s, 7}, {Outcome::over_cpu, 1s, 7}, {Outcome::denied, 1s, 6}},
               true},
           Row{"kills and others count apart",
               {{Outcome::killed, 1s, 2}, {Outcome::threw, 1s, 19}},
               false},
           Row{"clean ones between change nothing",
               {{Outcome::killed, 1s, 2}, {Outcome::ok, 1ms, 100}, {Outcome::killed, 1s, 1}},
               true},
           Row{"not asked is no failure", {{Outcome::breaker_open, 1ms, 1000}}, false},
           Row{"clean ones", {{Outcome::ok, 1ms, 1000}}, false},
       }) {
    Breaker breaker;
    std::chrono::milliseconds now{200'000};
    bool opened = false;
    for (const Event& event : row.events) {
      for (size_t i = 0; i < event.times; ++i) {
        opened = breaker.ended(event.outcome, at(now)) || opened;
        now += event.apart;
      }
    }
    EXPECT_EQ(opened, row.open) << row.name;
  }
}

Breaker opened_at(std::chrono::milliseconds now) {
  Breaker breaker;
  for (int i = 0; i < 3; ++i) breaker.ended(Outcome::killed, at(now));
  return breaker;
}

TEST(Breaker, OneTriesWhenTheTimeIsOverAndForgivesIfClean) {
  Breaker breaker = opened_at(0s);
  EXPECT_FALSE(breaker.admit(at(4999ms)));
  EXPECT_TRUE(breaker.admit(at(5s)));
  EXPECT_FALSE(breaker.admit(at(5s)));  // one at a time
  EXPECT_FALSE(breaker.ended(Outcome::ok, at(6s)));
  EXPECT_TRUE(breaker.admit(at(6s)));
  EXPECT_TRUE(breaker.admit(at(6s)));
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(breaker.ended(Outcome::killed, at(7s)));
}

TEST(Breaker, StaysAwayTwiceAsLongEachTime) {
  Breaker breaker = opened_at(0s);
  std::chrono::milliseconds now = 0s;
  for (const auto wait : {5s, 10s, 20s, 40s, 80s, 160s, 300s, 300s}) {
    EXPECT_FALSE(breaker.admit(at(now + wait - 1ms))) << wait.count();
    now += wait;
    EXPECT_TRUE(breaker.admit(at(now))) << wait.count();
    EXPECT_TRUE(breaker.ended(Outcome::threw, at(now))) << wait.count();
  }
}

TEST(Breaker, OneThatNeverEndsKeepsOthersOutForAWhileOnly) {
  Breaker breaker = opened_at(0s);
  EXPECT_TRUE(breaker.admit(at(5s)));
  EXPECT_FALSE(breaker.admit(at(34'999ms)));
  EXPECT_TRUE(breaker.admit(at(35s)));
}

TEST(Breaker, ThoseThatRanWhenItOpenedDoNotCount) {
  Breaker breaker = opened_at(0s);
  EXPECT_FALSE(breaker.ended(Outcome::killed, at(1s)));
  EXPECT_FALSE(breaker.ended(Outcome::ok, at(1s)));
  EXPECT_TRUE(breaker.is_open(at(1s)));
  EXPECT_FALSE(breaker.admit(at(2s)));
}

TEST(Breakers, EachInstallHasItsOwn) {
  Breakers breakers;
  for (int i = 0; i < 3; ++i) breakers.ended("a", "x", Outcome::killed, at(0s));
  EXPECT_FALSE(breakers.admit("a", "x", at(0s)));
  EXPECT_TRUE(breakers.admit("a", "y", at(0s)));
  EXPECT_TRUE(breakers.admit("b", "x", at(0s)));
  const auto open = breakers.open(at(1s), 10);
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].site + open[0].install, "ax");
  EXPECT_EQ(open[0].for_ms, 4s);
  EXPECT_TRUE(breakers.open(at(5s), 10).empty());
}

TEST(Breakers, RememberOnlyThoseThatFail) {
  Breakers breakers;
  breakers.ended("a", "x", Outcome::ok, at(0s));
  EXPECT_EQ(breakers.size(), 0u);
  breakers.ended("a", "x", Outcome::threw, at(0s));
  EXPECT_EQ(breakers.size(), 1u);
  breakers.ended("a", "x", Outcome::ok, at(30s));
  EXPECT_EQ(breakers.size(), 1u);
  breakers.ended("a", "x", Outcome::ok, at(61s));
  EXPECT_EQ(breakers.size(), 0u);
}

TEST(Breakers, AreBounded) {
  Breakers breakers;
  for (size_t i = 0; i < Breakers::kBreakersMax + 10; ++i) {
    breakers.ended("a", std::to_string(i), Outcome::threw, at(0s));
  }
  EXPECT_EQ(breakers.size(), Breakers::kBreakersMax);
  breakers.ended("b", "x", Outcome::threw, at(61s));
  EXPECT_EQ(breakers.size(), 1u);
}

}  // namespace
}  // namespace inlay
