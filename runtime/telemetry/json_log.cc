#include "telemetry/json_log.h"

#include <charconv>
#include <cstdio>
#include <ctime>
#include <string>

#include "os/files.h"

namespace inlay {
namespace {

constexpr size_t kTextBytesMax = 1024;

std::string_view level_name(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return "";
}

// Bytes beyond ASCII are escaped as if they were Latin-1: a log line is valid UTF-8 whatever a
// client sent.
void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (char c : text.substr(0, kTextBytesMax)) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      out += escaped;
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_time(std::string& out, Clock::Wall now) {
  auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  time_t seconds = ms / 1000;
  tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  out.append(text, size);
  char fraction[8];
  std::snprintf(fraction, sizeof fraction, ".%03dZ", static_cast<int>(ms % 1000));
  out += fraction;
}

}  // namespace

void JsonLog::write(Level level, std::string_view event, std::initializer_list<LogField> fields) {
  std::string line = "{\"time\":\"";
  append_time(line, clock_.wall());
  line.append("\",\"level\":\"").append(level_name(level)).append("\",\"role\":\"").append(role_);
  line.append("\",\"event\":\"").append(event).append("\"");
  for (const LogField& field : fields) {
    line.append(",\"").append(field.key).append("\":");
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
      append_text(line, *text);
    } else if (const auto* number = std::get_if<int64_t>(&field.value)) {
      line += std::to_string(*number);
    } else if (const auto* real = std::get_if<double>(&field.value)) {
      char digits[32];
      auto [end, error] = std::to_chars(digits, digits + sizeof digits, *real);
      line.append(digits, error == std::errc() ? static_cast<size_t>(end - digits) : 0);
    } else {
      line += std::get<bool>(field.value) ? "true" : "false";
    }
  }
  line += "}\n";
  auto written = write_fd(fd_, line);
  if (!written) return;  // nobody is left to tell
}

}  // namespace inlay
