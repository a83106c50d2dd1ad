#include "bundling/esbuild_messages.h"

#include <charconv>
#include <optional>

namespace inlay {
namespace {

constexpr std::string_view kError = "✘ [ERROR] ";
constexpr std::string_view kWarning = "▲ [WARNING] ";
constexpr std::string_view kIndent = "    ";  // of the line with the place, "    a.ts:1:48:"

std::string_view take_line(std::string_view& text) {
  const size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// The number behind the last ':', which goes with it.
std::optional<uint32_t> take_last_number(std::string_view& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  uint32_t number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + colon + 1, end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  text = text.substr(0, colon);
  return number;
}

void read_place(std::string_view line, EsbuildMessage& message) {
  if (!line.starts_with(kIndent) || !line.ends_with(':')) return;
  std::string_view place = line.substr(kIndent.size(), line.size() - kIndent.size() - 1);
  const auto column = take_last_number(place);
  const auto number = column ? take_last_number(place) : std::nullopt;
  if (!number) return;
  message.file = place;
  message.line = *number;
  message.column = *column;
}

}  // namespace

std::vector<EsbuildMessage> read_esbuild_messages(std::string_view text) {
  std::vector<EsbuildMessage> messages;
  bool wants_place = false;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const bool error = line.starts_with(kError);
    if (error || line.starts_with(kWarning)) {
      const size_t mark = error ? kError.size() : kWarning.size();
      messages.push_back({.error = error, .text = std::string(line.substr(mark))});
      wants_place = true;
    } else if (wants_place && !line.empty()) {
      read_place(line, messages.back());
      wants_place = false;  // what follows are the text at the place and notes
    }
  }
  return messages;
}

}  // namespace inlay
