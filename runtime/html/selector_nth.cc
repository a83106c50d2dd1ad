#include "html/selector_nth.h"

#include <algorithm>
#include <string>

#include "html/ascii.h"

namespace inlay::html {
namespace {

constexpr int32_t kNumberMax = 1'000'000'000;

// Digits; nothing if there are none.
std::optional<int32_t> read_number(SelectorReader& reader) {
  if (!is_digit(reader.peek())) return std::nullopt;
  int64_t number = 0;
  for (; is_digit(reader.peek()); reader.advance()) {
    number = std::min<int64_t>(number * 10 + (reader.peek() - '0'), kNumberMax);
  }
  return static_cast<int32_t>(number);
}

// -1 or 1 for a sign, which is read.
std::optional<int32_t> read_sign(SelectorReader& reader) {
  if (reader.take('-')) return -1;
  if (reader.take('+')) return 1;
  return std::nullopt;
}

bool take_word(SelectorReader& reader, std::string_view word) {
  if (!equal_ignoring_case(reader.rest().substr(0, word.size()), word)) return false;
  reader.advance(word.size());
  return !reader.starts_name();
}

// After the n. `n-3` and `n- 3` are one or two tokens of CSS, and mean the same as `n - 3`.
bool read_offset(SelectorReader& reader, int32_t& b) {
  if (is_digit(reader.peek()) || (reader.starts_name() && reader.peek() != '-')) return false;
  reader.skip_blanks();
  const std::optional<int32_t> sign = read_sign(reader);
  if (!sign) return true;
  reader.skip_blanks();
  const std::optional<int32_t> number = read_number(reader);
  if (!number || reader.starts_name()) return false;
  b = *sign * *number;
  return true;
}

}  // namespace

std::optional<NthTest> read_nth(SelectorReader& reader) {
  NthTest test;
  const char first = to_lower(reader.peek());
  if (first == 'o') {
    test = {.a = 2, .b = 1};
    return take_word(reader, "odd") ? std::optional(test) : std::nullopt;
  }
  if (first == 'e') {
    test = {.a = 2, .b = 0};
    return take_word(reader, "even") ? std::optional(test) : std::nullopt;
  }
  const int32_t sign = read_sign(reader).value_or(1);
  const std::optional<int32_t> number = read_number(reader);
  if (to_lower(reader.peek()) != 'n') {
    if (!number || reader.starts_name()) return std::nullopt;
    test.b = sign * *number;
    return test;
  }
  reader.advance();
  test.a = sign * number.value_or(1);
  return read_offset(reader, test.b) ? std::optional(test) : std::nullopt;
}

// Without overflow, whatever a and b are.
bool NthTest::matches(uint32_t number) const {
  const int64_t distance = int64_t{number} - b;
  if (a == 0) return distance == 0;
  return distance % a == 0 && distance / a >= 0;
}

}  // namespace inlay::html
