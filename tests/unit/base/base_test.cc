#include <gtest/gtest.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/quantity.h"
#include "base/result.h"

namespace inlay {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return fail(Fault::malformed, Blame::client, "odd number: 3");
  return value / 2;
}

TEST(Result, carries_value_or_reason) {
  EXPECT_EQ(half(4).value(), 2);
  auto odd = half(3);
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().fault, Fault::malformed);
  EXPECT_EQ(odd.error().blame, Blame::client);
  EXPECT_EQ(odd.error().detail, "odd number: 3");
}

TEST(Quantity, counts_and_compares) {
  EXPECT_EQ((64_KiB).count(), 65536u);
  EXPECT_LT(1_KiB, 1_MiB);
  static_assert(!std::is_convertible_v<int, Bytes>);
}

TEST(Check, aborts_with_file_line_and_condition) {
  EXPECT_DEATH(CHECK(1 == 2), "base_test.cc:[0-9]+: check failed: 1 == 2");
}

TEST(LogField, keeps_the_kind_of_its_value) {
  EXPECT_TRUE(std::holds_alternative<bool>(LogField("a", true).value));
  EXPECT_TRUE(std::holds_alternative<int64_t>(LogField("a", 5u).value));
  EXPECT_TRUE(std::holds_alternative<std::string_view>(LogField("a", "text").value));
}

}  // namespace
}  // namespace inlay
