#include "os/fiber.h"

#include <gtest/gtest.h>

#include <cfenv>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace inlay {
namespace {

std::unique_ptr<Fiber> made(FiberStacks& stacks, Fiber::Entry entry) {
  auto fiber = Fiber::make(stacks, std::move(entry));
  EXPECT_TRUE(fiber) << fiber.error().detail;
  return std::move(*fiber);
}

TEST(Fiber, runs_only_when_resumed_and_stops_where_it_suspends) {
  FiberStacks stacks(1);
  std::string story;
  auto fiber = made(stacks, [&](Fiber& self) {
    for (char step : {'a', 'b', 'c'}) {
      story += step;
      EXPECT_EQ(self.suspend(), Wake::resumed);
    }
    story += 'd';
  });
  EXPECT_EQ(story, "");
  for (const char* then : {"a", "a1b", "a1b2c"}) {
    fiber->resume();
    EXPECT_EQ(story, then);
    EXPECT_FALSE(fiber->done());
    story += static_cast<char>('0' + static_cast<char>(story.size() / 2 + 1));
  }
  fiber->resume();
  EXPECT_EQ(story, "a1b2c3d");
  EXPECT_TRUE(fiber->done());
  EXPECT_EQ(stacks.in_use(), 0U) << "a fiber that is done keeps no stack";
}

TEST(Fiber, nests) {
  FiberStacks stacks(2);
  std::string story;
  auto inner = made(stacks, [&](Fiber& self) {
    story += "(in";
    EXPECT_EQ(self.suspend(), Wake::resumed);
    story += "ner)";
  });
  auto outer = made(stacks, [&](Fiber& self) {
    story += "[out";
    inner->resume();
    EXPECT_TRUE(self.running());
    EXPECT_FALSE(inner->running());
    EXPECT_EQ(self.suspend(), Wake::resumed);
    inner->resume();
    story += "er]";
  });
  outer->resume();
  story += ".";
  outer->resume();
  EXPECT_EQ(story, "[out(in.ner)er]");
}

TEST(Fiber, may_be_resumed_by_another_fiber_than_the_one_that_began_it) {
  FiberStacks stacks(2);
  std::string story;
  auto walker = made(stacks, [&](Fiber& self) {
    story += "1";
    EXPECT_EQ(self.suspend(), Wake::resumed);
    story += "2";
  });
  walker->resume();
  auto other = made(stacks, [&](Fiber&) { walker->resume(); });
  other->resume();
  EXPECT_EQ(story, "12");
  EXPECT_TRUE(walker->done() && other->done());
}

TEST(Fiber, cancelling_lets_the_code_return_by_itself) {
  struct Row {
    const char* name;
    int resumes;
    const char* story;
  };
  for (const Row& row : {Row{"before it began", 0, ""}, Row{"in the middle", 1, "begin cleaned"},
                         Row{"when done", 9, "begin went on cleaned"}}) {
    SCOPED_TRACE(row.name);
    FiberStacks stacks(1);
    std::string story;
    auto fiber = made(stacks, [&](Fiber& self) {
      auto cleaned = [&](void*) { story += " cleaned"; };
      std::unique_ptr<std::string, decltype(cleaned)> guard(&story, cleaned);
      story += "begin";
      if (self.suspend() == Wake::resumed) story += " went on";
      EXPECT_EQ(self.suspend(), self.cancelled() ? Wake::cancelled : Wake::resumed);
    });
    for (int i = 0; i < row.resumes && !fiber->done(); ++i) fiber->resume();
    fiber->cancel();
    EXPECT_EQ(story, row.story);
    EXPECT_TRUE(fiber->done());
    EXPECT_EQ(stacks.in_use(), 0U);
  }
}

TEST(Fiber, an_abandoned_one_gives_its_stack_back_and_runs_nothing) {
  FiberStacks stacks(1);
  bool ended = false;
  auto fiber = made(stacks, [&](Fiber& self) {
    char on_the_stack[1000];
    std::fill(std::begin(on_the_stack), std::end(on_the_stack), 'x');
    EXPECT_EQ(self.suspend(), Wake::resumed);
    ended = on_the_stack[0] == 'x';
  });
  fiber->resume();
  fiber.reset();
  EXPECT_FALSE(ended);
  EXPECT_EQ(stacks.in_use(), 0U);
  auto next = made(stacks, [&](Fiber&) {
    char all[8000];
    std::fill(std::begin(all), std::end(all), 'y');
    ended = all[7999] == 'y';
  });
  next->resume();
  EXPECT_TRUE(ended);
}

TEST(Fiber, ten_thousand_wait_at_once_and_share_one_pool) {
  constexpr size_t kCount = 10'000;
  FiberStacks stacks(kCount);
  size_t sum = 0;
  for (int round = 0; round < 2; ++round) {
    std::vector<std::unique_ptr<Fiber>> fibers;
    for (size_t i = 0; i < kCount; ++i) {
      fibers.push_back(made(stacks, [&sum, i](Fiber& self) {
        size_t mine = i;
        EXPECT_EQ(self.suspend(), Wake::resumed);
        sum += mine;
      }));
      fibers.back()->resume();
    }
    EXPECT_EQ(stacks.in_use(), kCount);
    EXPECT_EQ(Fiber::make(stacks, [](Fiber&) {}).error().fault, Fault::busy);
    for (auto& fiber : fibers) fiber->resume();
    EXPECT_EQ(stacks.idle(), kCount);
    stacks.trim();
  }
  EXPECT_EQ(sum, kCount * (kCount - 1));
}

TEST(Fiber, its_stack_is_aligned_as_called_functions_expect_it) {
  FiberStacks stacks(1);
  uintptr_t at = 1;
  auto fiber = made(stacks, [&](Fiber&) {
    alignas(16) volatile char here[16] = {};
    at = reinterpret_cast<uintptr_t>(&here[0]);
  });
  fiber->resume();
  EXPECT_EQ(at % 16, 0U);
}

TEST(Fiber, each_side_keeps_its_own_rounding_mode) {
  FiberStacks stacks(1);
  int inside = -1;
  auto fiber = made(stacks, [&](Fiber& self) {
    std::fesetround(FE_UPWARD);
    EXPECT_EQ(self.suspend(), Wake::resumed);
    inside = std::fegetround();
  });
  ASSERT_EQ(std::fesetround(FE_DOWNWARD), 0);
  fiber->resume();
  EXPECT_EQ(std::fegetround(), FE_DOWNWARD);
  fiber->resume();
  EXPECT_EQ(std::fegetround(), FE_DOWNWARD);
  EXPECT_EQ(inside, FE_UPWARD);
  std::fesetround(FE_TONEAREST);
}

[[gnu::noinline]] int dive(int depth) {
  volatile char frame[512] = {};
  frame[depth % 512] = static_cast<char>(depth);
  return depth == 0 ? frame[0] : dive(depth - 1) + frame[depth % 512];
}

// What may lie beside a stack is not ours to hit: the fault must come first.
TEST(FiberDeathTest, running_over_the_stack_is_a_fault) {
  FiberStacks stacks(1);
  auto fiber = made(stacks, [](Fiber&) {
    volatile int depth = 1'000'000;
    dive(depth);
  });
  EXPECT_DEATH(fiber->resume(), "");
}

TEST(FiberDeathTest, wrong_use_is_our_own_mistake) {
  FiberStacks stacks(1);
  auto fiber = made(stacks, [](Fiber& self) { self.resume(); });
  EXPECT_DEATH(fiber->resume(), "check failed");
  EXPECT_DEATH((void)fiber->suspend(), "check failed");
  fiber->cancel();
  EXPECT_DEATH(fiber->resume(), "check failed");
}

// Most of a stack can be used: 48 of 64 KiB in frames.
TEST(Fiber, has_room_for_deep_calls) {
  FiberStacks stacks(1);
  int result = -1;
  auto fiber = made(stacks, [&](Fiber&) {
    volatile char most[48 << 10];
    most[0] = 3;
    most[(48 << 10) - 1] = 4;
    result = most[0] + most[(48 << 10) - 1];
  });
  fiber->resume();
  EXPECT_EQ(result, 7);
}

}  // namespace
}  // namespace inlay
