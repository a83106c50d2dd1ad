#include "html/blank_reference.h"

#include <algorithm>

#include "html/ascii.h"

namespace inlay::html {
namespace {

constexpr uint32_t kTooLarge = 0x1000;
constexpr uint32_t kNoDigit = 99;

uint32_t digit_value(char c) {
  if (is_digit(c)) return static_cast<uint32_t>(c - '0');
  const char lower = to_lower(c);
  if (lower >= 'a' && lower <= 'f') return static_cast<uint32_t>(lower - 'a') + 10;
  return kNoDigit;
}

bool names_blank(uint32_t number) {
  return number == ' ' || number == '\t' || number == '\n' || number == '\f' || number == '\r';
}

}  // namespace

BlankReference::Verdict BlankReference::digit(char c, uint32_t base) {
  const uint32_t value = digit_value(c);
  if (value < base) {
    number_ = std::min(number_ * base + value, kTooLarge);
    return Verdict::undecided;
  }
  if (!names_blank(number_)) return Verdict::other;
  return c == ';' ? Verdict::blank : Verdict::blank_before;
}

BlankReference::Verdict BlankReference::read(char c) {
  switch (state_) {
    case State::start:
      if (c != '#' && c != 'T' && c != 'N') return Verdict::other;
      state_ = c == '#' ? State::number_start : State::named;
      name_ = c == 'T' ? "ab;" : "ewLine;";
      return Verdict::undecided;
    case State::named:
      if (c != name_.front()) return Verdict::other;
      name_.remove_prefix(1);
      return name_.empty() ? Verdict::blank : Verdict::undecided;
    case State::number_start:
      if (c == 'x' || c == 'X') {
        state_ = State::hexadecimal_start;
        return Verdict::undecided;
      }
      if (!is_digit(c)) return Verdict::other;
      state_ = State::decimal;
      return digit(c, 10);
    case State::hexadecimal_start:
      if (digit_value(c) == kNoDigit) return Verdict::other;
      state_ = State::hexadecimal;
      return digit(c, 16);
    case State::decimal:
      return digit(c, 10);
    case State::hexadecimal:
      return digit(c, 16);
  }
  return Verdict::other;
}

BlankReference::Verdict BlankReference::finish() const {
  const bool is_number = state_ == State::decimal || state_ == State::hexadecimal;
  return is_number && names_blank(number_) ? Verdict::blank_before : Verdict::other;
}

}  // namespace inlay::html
