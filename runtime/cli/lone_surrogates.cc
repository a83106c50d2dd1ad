#include "cli/lone_surrogates.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "html/utf8.h"

namespace inlay {
namespace {

constexpr size_t kEscapeSize = 6;  // \uXXXX

std::optional<uint16_t> escaped_unit(std::string_view json, size_t at) {
  const std::string_view escape = json.substr(at, kEscapeSize);
  if (escape.size() < kEscapeSize || escape.substr(0, 2) != "\\u") return std::nullopt;
  uint16_t unit = 0;
  const char* end = escape.data() + escape.size();
  if (std::from_chars(escape.data() + 2, end, unit, 16).ptr != end) return std::nullopt;
  return unit;
}

bool is_high(uint16_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(uint16_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

std::string surrogate_escapes_to_bytes(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  size_t at = 0;
  while (at < json.size()) {
    if (json[at] != '\\') {
      out += json[at++];
      continue;
    }
    size_t size =
        2;  // any escape; the byte after the backslash must not be taken for one of its own
    if (const auto unit = escaped_unit(json, at)) {
      size = kEscapeSize;
      const auto next = escaped_unit(json, at + kEscapeSize);
      if (is_high(*unit) && next && is_low(*next)) {
        size = 2 * kEscapeSize;
      } else if (is_high(*unit) || is_low(*unit)) {
        html::append_utf8(out, *unit);
        at += kEscapeSize;
        continue;
      }
    }
    out += json.substr(at, size);
    at += size;
  }
  return out;
}

std::string surrogate_bytes_to_escapes(std::string_view json) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(json.size());
  for (size_t at = 0; at < json.size(); ++at) {
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(json[at + i]); };
    if (byte(0) != 0xED || at + 2 >= json.size() || byte(1) < 0xA0) {
      out += json[at];
      continue;
    }
    const unsigned unit = 0xD000U | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += kHex[unit >> shift & 0xFU];
    at += 2;
  }
  return out;
}

}  // namespace inlay
