#include "telemetry/json_log.h"

#include "telemetry/json_line.h"

namespace inlay {
namespace {

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

void append_field(JsonLine& line, const LogField& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) line.text(field.key, *text);
  if (const auto* number = std::get_if<int64_t>(&field.value)) line.number(field.key, *number);
  if (const auto* real = std::get_if<double>(&field.value)) line.real(field.key, *real);
  if (const auto* yes = std::get_if<bool>(&field.value)) line.boolean(field.key, *yes);
}

}  // namespace

void JsonLog::write(Level level, std::string_view event, std::initializer_list<LogField> fields) {
  if (uint64_t lost = dropped_.exchange(0); lost > 0) {
    if (!put(Level::warn, "log.dropped", {{"lines", lost}})) dropped_ += lost;
  }
  if (!put(level, event, fields)) dropped_++;
}

bool JsonLog::put(Level level, std::string_view event, std::initializer_list<LogField> fields) {
  JsonLine line;
  line.time("time", clock_.wall());
  line.text("level", level_name(level));
  line.text("role", role_);
  line.text("event", event);
  for (const LogField& field : fields) append_field(line, field);
  return output_.write(line.finish());
}

}  // namespace inlay
