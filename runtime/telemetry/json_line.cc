#include "telemetry/json_line.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>

namespace inlay {
namespace {

constexpr size_t kTail = 2;  // of the line: }\n
constexpr size_t kTimeBytes = 24;
constexpr size_t kNumberBytesMax = 32;
constexpr std::string_view kHexDigits = "0123456789abcdef";

void put_digits(char* at, size_t digits, unsigned value) {
  for (size_t i = digits; i > 0; i--, value /= 10) at[i - 1] = static_cast<char>('0' + value % 10);
}

std::array<char, kTimeBytes> format_time(Clock::Wall at) {
  using namespace std::chrono;  // NOLINT(google-build-using-namespace)
  const auto ms = floor<milliseconds>(at.time_since_epoch());
  const sys_days day = floor<days>(sys_time<milliseconds>(ms));
  const year_month_day date(day);
  const hh_mm_ss time(sys_time<milliseconds>(ms) - day);
  std::array<char, kTimeBytes> text;
  std::memcpy(text.data(), "0000-00-00T00:00:00.000Z", kTimeBytes);
  put_digits(&text[0], 4, static_cast<unsigned>(static_cast<int>(date.year())));
  put_digits(&text[5], 2, static_cast<unsigned>(date.month()));
  put_digits(&text[8], 2, static_cast<unsigned>(date.day()));
  put_digits(&text[11], 2, static_cast<unsigned>(time.hours().count()));
  put_digits(&text[14], 2, static_cast<unsigned>(time.minutes().count()));
  put_digits(&text[17], 2, static_cast<unsigned>(time.seconds().count()));
  put_digits(&text[20], 3, static_cast<unsigned>(time.subseconds().count()));
  return text;
}

bool is_plain(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

size_t escaped_bytes(char c) {
  if (is_plain(c)) return 1;
  return c == '"' || c == '\\' ? 2 : 6;
}

}  // namespace

void JsonLine::begin() {
  buffer_[0] = '{';
  size_ = 1;
}

void JsonLine::put(std::string_view bytes) {
  std::memcpy(buffer_.data() + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
}

// Whether key and a value of that size have room; writes the key if so.
bool JsonLine::open_member(std::string_view key, size_t value_bytes) {
  if (size_ + key.size() + 4 + value_bytes + kTail > kBytesMax) return false;
  put(size_ == 1 ? "\"" : ",\"");
  put(key);
  put("\":");
  return true;
}

// With its quotes, at most `bytes_max` of the line.
void JsonLine::put_text(std::string_view value, size_t bytes_max) {
  const size_t end = size_ + bytes_max - 1;
  put("\"");
  for (char c : value.substr(0, kTextBytesMax)) {
    if (size_ + escaped_bytes(c) > end) break;
    if (is_plain(c)) {
      buffer_[size_++] = c;
      continue;
    }
    if (c == '"' || c == '\\') {
      buffer_[size_++] = '\\';
      buffer_[size_++] = c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    put("\\u00");
    buffer_[size_++] = kHexDigits[byte >> 4];
    buffer_[size_++] = kHexDigits[byte & 15];
  }
  put("\"");
}

void JsonLine::text(std::string_view key, std::string_view value) {
  if (open_member(key, 2)) put_text(value, kBytesMax - kTail - size_);
}

void JsonLine::number(std::string_view key, int64_t value) {
  if (!open_member(key, kNumberBytesMax)) return;
  auto [end, error] = std::to_chars(buffer_.data() + size_, buffer_.data() + kBytesMax, value);
  size_ = static_cast<size_t>(end - buffer_.data());
}

void JsonLine::number(std::string_view key, uint64_t value) {
  if (!open_member(key, kNumberBytesMax)) return;
  auto [end, error] = std::to_chars(buffer_.data() + size_, buffer_.data() + kBytesMax, value);
  size_ = static_cast<size_t>(end - buffer_.data());
}

void JsonLine::real(std::string_view key, double value) {
  if (!open_member(key, kNumberBytesMax)) return;
  auto [end, error] = std::to_chars(buffer_.data() + size_, buffer_.data() + kBytesMax, value);
  size_ = static_cast<size_t>(end - buffer_.data());
}

void JsonLine::boolean(std::string_view key, bool value) {
  if (open_member(key, 5)) put(value ? "true" : "false");
}

void JsonLine::time(std::string_view key, Clock::Wall value) {
  if (!open_member(key, kTimeBytes + 2)) return;
  const auto text = format_time(value);
  put("\"");
  put({text.data(), text.size()});
  put("\"");
}

void JsonLine::texts(std::string_view key, std::span<const std::string> values, size_t shown_max) {
  if (!open_member(key, 2)) return;
  put("[");
  std::string_view between;
  for (const std::string& value : values.first(std::min(values.size(), shown_max))) {
    const size_t room = kBytesMax - kTail - 1 - size_;
    if (room < value.size() * 6 + 3) break;
    put(between);
    put_text(value, room - between.size());
    between = ",";
  }
  put("]");
}

std::string_view JsonLine::finish() {
  put("}\n");
  return {buffer_.data(), size_};
}

std::string time_text(Clock::Wall at) {
  const auto text = format_time(at);
  return std::string(text.data(), text.size());
}

}  // namespace inlay
