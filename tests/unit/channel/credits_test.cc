#include "channel/credits.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace inlay::channel {
namespace {

TEST(Windows, what_is_sent_is_consumed_before_it_may_be_sent_again) {
  SendWindow sender(100);
  ReceiveWindow receiver(100);
  sender.sent(100);
  EXPECT_EQ(sender.left(), 0U);
  EXPECT_FALSE(receiver.received(101));
  EXPECT_TRUE(receiver.received(100));
  EXPECT_FALSE(receiver.received(1));
  receiver.consumed(60);
  EXPECT_EQ(receiver.in_hand(), 40U);
  EXPECT_EQ(receiver.owed(), 60U);
  EXPECT_FALSE(receiver.received(1)) << "consumed is not granted";
  EXPECT_EQ(receiver.take_owed(), 60U);
  EXPECT_EQ(receiver.take_owed(), 0U);
  EXPECT_FALSE(sender.granted(101)) << "more than was sent";
  EXPECT_TRUE(sender.granted(60));
  EXPECT_EQ(sender.left(), 60U);
  EXPECT_TRUE(receiver.received(60));
  EXPECT_FALSE(sender.granted(UINT64_MAX));
}

TEST(WindowsDeath, our_own_mistakes_stop_the_process) {
  SendWindow sender(10);
  EXPECT_DEATH(sender.sent(11), "check failed");
  ReceiveWindow receiver(10);
  EXPECT_DEATH(receiver.consumed(1), "check failed");
}

TEST(Allowances, are_whole_or_not_at_all) {
  AllowanceTotal total(Bytes(100));
  auto first = total.reserve(Bytes(60));
  ASSERT_TRUE(first);
  EXPECT_FALSE(total.reserve(Bytes(41)));
  EXPECT_FALSE(total.reserve(Bytes(UINT64_MAX)));
  {
    auto second = total.reserve(Bytes(40));
    ASSERT_TRUE(second);
    EXPECT_EQ(total.reserved(), Bytes(100));
    EXPECT_FALSE(total.reserve(Bytes(1)));
    Allowance moved = std::move(*second);
    EXPECT_EQ(total.reserved(), Bytes(100));
  }
  EXPECT_EQ(total.reserved(), Bytes(60));
}

TEST(Allowances, charges_hold_to_them_and_let_go) {
  AllowanceTotal total(Bytes(100));
  auto allowance = total.reserve(Bytes(50));
  ASSERT_TRUE(allowance);
  EXPECT_TRUE(allowance->charge(Bytes(50)));
  EXPECT_FALSE(allowance->charge(Bytes(1)));
  allowance->release(Bytes(50));
  {
    Charge held(*allowance);
    EXPECT_TRUE(held.resize(Bytes(30)));
    Charge other(*allowance);
    EXPECT_FALSE(other.resize(Bytes(21)));
    EXPECT_TRUE(other.resize(Bytes(20)));
    EXPECT_EQ(allowance->left(), Bytes(0));
    EXPECT_TRUE(held.resize(Bytes(10)));
    EXPECT_EQ(allowance->used(), Bytes(30));
    Charge moved = std::move(other);
    EXPECT_EQ(moved.bytes(), 20U);
    EXPECT_EQ(other.bytes(), 0U);
  }
  EXPECT_EQ(allowance->used(), Bytes(0));
}

TEST(Allowances, threads_never_reserve_more_than_there_is) {
  AllowanceTotal total(Bytes(8));
  std::atomic<int> beyond = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20'000; ++i) {
        const auto mine = total.reserve(Bytes(3));
        if (mine && total.reserved() > total.max()) ++beyond;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(beyond, 0);
  EXPECT_EQ(total.reserved(), Bytes(0));
}

}  // namespace
}  // namespace inlay::channel
