#include "net/before_sleep.h"

#include <gtest/gtest.h>

#include <string>

#include "net/timer.h"

namespace inlay {
namespace {

// Timers that are due at the same time run in one turn.
TEST(BeforeSleep, ComesOnceForATurnAndAfterIt) {
  Loop loop;
  std::string order;
  BeforeSleep before(loop, [&] { order += "end "; });
  Timer one(loop, [&] {
    before.request();
    before.request();
    order += "one ";
  });
  Timer two(loop, [&] { order += "two "; });
  Timer later(loop, [&] { order += "later "; });
  one.start(0);
  two.start(0);
  later.start(20);
  loop.run();
  EXPECT_EQ(order, "one two end later ");
}

TEST(BeforeSleep, CanBeAskedForAgainInside) {
  Loop loop;
  int turns = 0;
  BeforeSleep* asked = nullptr;
  BeforeSleep before(loop, [&] {
    if (++turns < 3) asked->request();
  });
  asked = &before;
  before.request();
  Timer keeps_running(loop, [&] {
    if (turns < 3) keeps_running.start(1);
  });
  keeps_running.start(1);
  loop.run();
  EXPECT_EQ(turns, 3);
}

}  // namespace
}  // namespace inlay
