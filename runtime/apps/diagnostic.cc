#include "apps/diagnostic.h"

#include <algorithm>

#include "apps/json.h"

namespace inlay::apps {
namespace {

std::string_view word(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

Json as_json(const Diagnostic& diagnostic) {
  return Json::object({
      {"file", Json::string(diagnostic.file)},
      {"line", Json::number(int64_t{diagnostic.line})},
      {"column", Json::number(int64_t{diagnostic.column})},
      {"severity", Json::string(std::string(word(diagnostic.severity)))},
      {"rule", Json::string(diagnostic.rule)},
      {"message", Json::string(diagnostic.message)},
  });
}

}  // namespace

Position position_at(std::string_view text, size_t offset) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
    offset = offset < 3 ? 0 : offset - 3;
  }
  const std::string_view before = text.substr(0, offset);
  const size_t line_end = before.rfind('\n');
  const std::string_view line =
      line_end == std::string_view::npos ? before : before.substr(line_end + 1);
  const auto is_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return {1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
          1 + static_cast<int>(std::count_if(line.begin(), line.end(), is_character))};
}

bool has_errors(std::span<const Diagnostic> diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string to_line(const Diagnostic& diagnostic) {
  std::string line = diagnostic.file;
  line += ':' + std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column) + ": ";
  line += word(diagnostic.severity);
  line += ": " + diagnostic.message + " [" + diagnostic.rule + ']';
  return line;
}

std::string to_json(std::span<const Diagnostic> diagnostics) {
  std::vector<Json> items;
  for (const Diagnostic& diagnostic : diagnostics) items.push_back(as_json(diagnostic));
  return write_json(Json::array(std::move(items)));
}

}  // namespace inlay::apps
