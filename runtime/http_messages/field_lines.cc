#include "http_messages/field_lines.h"

#include <cstring>
#include <string>

#include "http_messages/chars.h"

namespace inlay::http {
namespace {

// First byte at or after `at` that no value has. Eight bytes at a time while none of them is below
// 0x20 or 0x7F: values are most of a head. Tabs stop the fast loop and not the slow one.
size_t skip_value(std::string_view text, size_t at) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x8080808080808080;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    const uint64_t below_space = (word - kOnes * 0x20) & ~word;
    const uint64_t as_delete = word ^ (kOnes * 0x7F);
    const uint64_t is_delete = (as_delete - kOnes) & ~as_delete;
    if (((below_space | is_delete) & kHighs) != 0) break;
  }
  return skip(kValueChar, text, at);
}

// What is wrong with a line that should end at `at` and does not.
std::string bad_byte(std::string_view lines, size_t at) {
  if (at == lines.size()) return "end of the head";
  if (lines[at] == '\n') return "bare line feed";
  if (lines[at] == '\r') return "bare carriage return";
  return "byte " + quoted(lines.substr(at, 1));
}

std::string bad_name(std::string_view lines, size_t name_bytes) {
  if (lines.empty()) return "head: ends before its empty line";
  const char stop = name_bytes < lines.size() ? lines[name_bytes] : '\0';
  const bool space = stop == ' ' || stop == '\t';
  if (name_bytes == 0 && space) return "field: folded line";
  if (name_bytes == 0) return "field: no name before " + quoted(lines.substr(0, 1));
  const std::string name = "field " + quoted(lines.substr(0, name_bytes)) + ": ";
  if (space) return name + "space in the name or before the colon";
  if (stop == '\r' || stop == '\n') return name + "no colon";
  return name + bad_byte(lines, name_bytes) + " in the name";
}

}  // namespace

std::optional<std::string_view> take_line(std::string_view& head) {
  const size_t end = head.find('\r');
  if (end == std::string_view::npos || head.substr(end, 2) != "\r\n") return std::nullopt;
  if (head.substr(0, end).find('\n') != std::string_view::npos) return std::nullopt;
  const std::string_view line = head.substr(0, end);
  head.remove_prefix(end + 2);
  return line;
}

HeadResult<> parse_field_lines(Sender sender, std::string_view lines, const HeadLimits& limits,
                               FieldList& out) {
  while (lines.substr(0, 2) != "\r\n") {
    if (out.size() == limits.fields_max) {
      return refuse(
          sender, 431, Fault::too_large, Reason::request_too_many_fields,
          "fields: more than " + std::to_string(limits.fields_max) + " (http.fields_max)");
    }
    const size_t colon = skip(kTokenChar, lines);
    if (colon == 0 || colon == lines.size() || lines[colon] != ':') {
      return malformed(sender, bad_name(lines, colon));
    }
    const std::string_view name = lines.substr(0, colon);
    const size_t end = skip_value(lines, colon + 1);
    if (lines.substr(end, 2) != "\r\n") {
      return malformed(sender, "field " + quoted(name) + ": " + bad_byte(lines, end));
    }
    out.add(name, trim(lines.substr(colon + 1, end - colon - 1)));
    lines.remove_prefix(end + 2);
  }
  if (lines.size() != 2) return malformed(sender, "head: bytes after the empty line");
  return {};
}

HeadResult<> check_head_limits(Sender sender, std::string_view head, std::string_view line,
                               const HeadLimits& limits) {
  if (line.size() > limits.line_bytes_max) {
    return refuse(sender, 414, Fault::too_large, Reason::request_line_too_long,
                  "first line of the head: " + std::to_string(line.size()) + " bytes, limit " +
                      std::to_string(limits.line_bytes_max) + " (http.line_bytes_max)");
  }
  if (head.size() > limits.head_bytes_max) {
    return refuse(sender, 431, Fault::too_large, Reason::request_head_too_large,
                  "head: " + std::to_string(head.size()) + " bytes, limit " +
                      std::to_string(limits.head_bytes_max) + " (http.head_bytes_max)");
  }
  return {};
}

}  // namespace inlay::http
