#include "net/loop.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "net/timer.h"

namespace inlay {
namespace {

TEST(Loop, posted_tasks_run_in_order_on_the_loop) {
  Loop loop;
  Timer alive(loop, [] {});
  alive.start(60'000);
  std::vector<int> order;
  std::thread other([&] {
    loop.post([&] { order.push_back(1); });
    loop.post([&] { order.push_back(2); });
    loop.post([&] { loop.stop(); });
  });
  loop.run();
  other.join();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(Loop, work_is_done_elsewhere_and_reported_here) {
  Loop loop;
  std::thread::id worker, reported;
  loop.work([&] { worker = std::this_thread::get_id(); },
            [&] { reported = std::this_thread::get_id(); });
  loop.run();
  EXPECT_NE(worker, std::this_thread::get_id());
  EXPECT_EQ(reported, std::this_thread::get_id());
}

TEST(Timer, may_destroy_itself_when_due) {
  Loop loop;
  bool due = false;
  auto timer = std::make_unique<std::unique_ptr<Timer>>();
  *timer = std::make_unique<Timer>(loop, [&] {
    due = true;
    timer->reset();
  });
  (*timer)->start(0);
  loop.run();
  EXPECT_TRUE(due);
}

TEST(Deadline, moving_it_keeps_it_from_passing) {
  Loop loop;
  int passed = 0;
  Deadline deadline(loop, [&] { passed++; });
  deadline.set(1);
  deadline.set(2);
  loop.run();
  EXPECT_EQ(passed, 1);
  deadline.set(1);
  deadline.clear();
  loop.run();
  EXPECT_EQ(passed, 1);
}

}  // namespace
}  // namespace inlay
