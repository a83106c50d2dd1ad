// Dates of HTTP (RFC 9110 5.6.7). UTC, to the second.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace inlay::http {

inline constexpr size_t kDateBytes = 29;  // "Sun, 06 Nov 1994 08:49:37 GMT"

// Reads all three forms: IMF-fixdate, RFC 850 (two-digit years lie at most 50 years after `now`)
// and asctime. The day's name is checked for form, not against the date, as other readers do.
// nullopt if it is no date.
std::optional<std::chrono::sys_seconds> parse_date(std::string_view text,
                                                   std::chrono::sys_seconds now);

// The text of the current second, made anew only when the second changes. One per loop; not
// thread-safe.
class DateCache {
 public:
  // Valid until the next call.
  std::string_view at(std::chrono::system_clock::time_point now);

 private:
  std::chrono::sys_seconds second_ = std::chrono::sys_seconds::min();
  std::array<char, kDateBytes> text_{};
};

// Appends an IMF-fixdate; years 0 to 9999.
void append_date(std::string& out, std::chrono::sys_seconds when);

}  // namespace inlay::http
