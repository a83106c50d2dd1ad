// What a confined process tries, and what must come of it. The attacker program runs one row; the
// test knows what to expect.
#pragma once

#include <span>
#include <string_view>

namespace inlay {

inline constexpr int kKilled = -1;   // by SIGSYS, instead of an answer
inline constexpr int kNotHeld = -2;  // only the filter stops it

struct Attack {
  std::string_view name;
  long (*run)();  // -1 with errno, as system calls answer
  // What the filter makes of it: kKilled, or an errno.
  int filtered = kKilled;
  // Without the filter: what the other walls answer where they stand, 0 for "anything but success".
  int unfiltered = kNotHeld;
  // The wall that `unfiltered` needs; a row is only checked where it stands.
  std::string_view wall = {};
};

std::span<const Attack> attacks();

}  // namespace inlay
