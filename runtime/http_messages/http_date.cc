#include "http_messages/http_date.h"

#include <algorithm>

#include "http_messages/chars.h"

namespace inlay::http {
namespace {

using namespace std::chrono;

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
constexpr std::array<std::string_view, 7> kLongDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};

// Reads from the front; a false result ends the attempt.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool literal(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }
  bool number(size_t digits, int& out) {
    if (rest_.size() < digits) return false;
    out = 0;
    for (size_t i = 0; i < digits; ++i) {
      if (!is_digit(rest_[i])) return false;
      out = out * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return true;
  }
  // A name of three letters out of `names`, which holds them one after the other; `out` counts from
  // 0.
  bool short_name(std::string_view names, int& out) {
    const std::string_view name = rest_.substr(0, 3);
    const size_t at = name.size() == 3 ? names.find(name) : std::string_view::npos;
    if (at == std::string_view::npos || at % 3 != 0) return false;
    out = static_cast<int>(at / 3);
    rest_.remove_prefix(3);
    return true;
  }
  bool long_day() {
    return std::any_of(kLongDays.begin(), kLongDays.end(),
                       [this](std::string_view day) { return literal(day); });
  }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

struct Parts {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;  // month counts from 0
};

bool time_of_day(Cursor& text, Parts& out) {
  return text.number(2, out.hour) && text.literal(":") && text.number(2, out.minute) &&
         text.literal(":") && text.number(2, out.second);
}

bool imf_fixdate(Cursor text, Parts& out) {
  int weekday = 0;
  return text.short_name(kDays, weekday) && text.literal(", ") && text.number(2, out.day) &&
         text.literal(" ") && text.short_name(kMonths, out.month) && text.literal(" ") &&
         text.number(4, out.year) && text.literal(" ") && time_of_day(text, out) &&
         text.literal(" GMT") && text.done();
}

bool rfc850_date(Cursor text, int this_year, Parts& out) {
  if (!(text.long_day() && text.literal(", ") && text.number(2, out.day) && text.literal("-") &&
        text.short_name(kMonths, out.month) && text.literal("-") && text.number(2, out.year) &&
        text.literal(" ") && time_of_day(text, out) && text.literal(" GMT") && text.done())) {
    return false;
  }
  out.year += this_year - this_year % 100;
  if (out.year > this_year + 50) out.year -= 100;
  return true;
}

bool asctime_date(Cursor text, Parts& out) {
  int weekday = 0;
  if (!(text.short_name(kDays, weekday) && text.literal(" ") &&
        text.short_name(kMonths, out.month) && text.literal(" "))) {
    return false;
  }
  const bool day = text.literal(" ") ? text.number(1, out.day) : text.number(2, out.day);
  return day && text.literal(" ") && time_of_day(text, out) && text.literal(" ") &&
         text.number(4, out.year) && text.done();
}

std::optional<sys_seconds> seconds_of(const Parts& parts) {
  const year_month_day date(year{parts.year}, month{static_cast<unsigned>(parts.month + 1)},
                            day{static_cast<unsigned>(parts.day)});
  // 60 is a leap second, which the clock of the system does not know either.
  if (!date.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  return sys_days(date) + hours(parts.hour) + minutes(parts.minute) + seconds(parts.second);
}

void put_number(char*& at, unsigned value, unsigned digits) {
  for (unsigned i = digits; i > 0; --i, value /= 10)
    at[i - 1] = static_cast<char>('0' + value % 10);
  at += digits;
}

void put_text(char*& at, std::string_view text) { at += text.copy(at, text.size()); }

std::array<char, kDateBytes> text_of(sys_seconds when) {
  const sys_days date_only = floor<days>(when);
  const year_month_day date(date_only);
  const hh_mm_ss<seconds> time(when - date_only);
  std::array<char, kDateBytes> text;
  char* at = text.data();
  put_text(at, kDays.substr(weekday(date_only).c_encoding() * 3, 3));
  put_text(at, ", ");
  put_number(at, static_cast<unsigned>(date.day()), 2);
  put_text(at, " ");
  put_text(at, kMonths.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3));
  put_text(at, " ");
  put_number(at, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  put_text(at, " ");
  put_number(at, static_cast<unsigned>(time.hours().count()), 2);
  put_text(at, ":");
  put_number(at, static_cast<unsigned>(time.minutes().count()), 2);
  put_text(at, ":");
  put_number(at, static_cast<unsigned>(time.seconds().count()), 2);
  put_text(at, " GMT");
  return text;
}

}  // namespace

std::optional<sys_seconds> parse_date(std::string_view text, sys_seconds now) {
  const int this_year = static_cast<int>(year_month_day(floor<days>(now)).year());
  Parts parts;
  if (imf_fixdate(Cursor(text), parts)) return seconds_of(parts);
  if (rfc850_date(Cursor(text), this_year, parts)) return seconds_of(parts);
  if (asctime_date(Cursor(text), parts)) return seconds_of(parts);
  return std::nullopt;
}

std::string_view DateCache::at(system_clock::time_point now) {
  const sys_seconds second = floor<seconds>(now);
  if (second != second_) {
    second_ = second;
    text_ = text_of(second);
  }
  return {text_.data(), text_.size()};
}

void append_date(std::string& out, sys_seconds when) {
  const auto text = text_of(when);
  out.append(text.data(), text.size());
}

}  // namespace inlay::http
