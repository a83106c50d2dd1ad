// One event, one line, one name: log.write(Level::warn, "origin.refused", {{"host", host},
// {"status", 502}}). The event is what programs filter on; fields carry the values. Secrets and
// bodies never.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace inlay {

enum class Level : uint8_t { debug, info, warn, error };

struct LogField {
  std::string_view key;
  std::variant<std::string_view, int64_t, double, bool> value;

  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  LogField(std::string_view k, bool v) : key(k), value(v) {}
  LogField(std::string_view k, double v) : key(k), value(v) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) LogField(std::string_view k, T v)
      : key(k), value(static_cast<int64_t>(v)) {}
};

// Thread-safe in every implementation. Borrows its arguments for the call; never fails, never
// blocks for long.
class Log {
 public:
  virtual ~Log() = default;
  virtual void write(Level level, std::string_view event,
                     std::initializer_list<LogField> fields) = 0;
};

}  // namespace inlay
