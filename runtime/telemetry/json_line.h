// One line of a log: a JSON object in a buffer of fixed size, without an allocation. However long
// the values are, the line stays one line of valid JSON: texts are cut, and a member that has no
// room any more is left out.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace inlay {

class JsonLine {
 public:
  // What a pipe takes whole or not at all (PIPE_BUF), so that lines of several processes do not
  // mix.
  static constexpr size_t kBytesMax = 4096;
  static constexpr size_t kTextBytesMax = 1024;  // of one text, before it is escaped

  JsonLine() { begin(); }
  // Starts anew; an object can be used for many lines.
  void begin();

  // Bytes beyond ASCII are escaped as if they were Latin-1: a line is valid UTF-8 whatever a client
  // sent. Keys are ours and need no escapes.
  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, int64_t value);
  void number(std::string_view key, uint64_t value);
  void real(std::string_view key, double value);
  void boolean(std::string_view key, bool value);
  // 2026-11-24T13:38:53.042Z
  void time(std::string_view key, Clock::Wall value);
  // An array of the first `shown_max`.
  void texts(std::string_view key, std::span<const std::string> values, size_t shown_max);

  // The whole line with its line feed; until the next call.
  std::string_view finish();

 private:
  bool open_member(std::string_view key, size_t value_bytes);
  void put(std::string_view bytes);
  void put_text(std::string_view value, size_t bytes_max);

  size_t size_ = 0;
  std::array<char, kBytesMax> buffer_;
};

// The same form as JsonLine::time(), for other texts.
std::string time_text(Clock::Wall at);

}  // namespace inlay
