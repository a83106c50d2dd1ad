// The versions of HTTP/1 that we speak. Whatever came in, we send HTTP/1.1.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace inlay::http {

enum class Version : uint8_t { http10, http11 };

// "HTTP/1.1" is 11, "HTTP/2.0" is 20; nullopt if the text is not exactly of that shape.
// Case-sensitive (RFC 9112 2.3).
constexpr std::optional<unsigned> version_number(std::string_view text) {
  const auto digit = [text](size_t at) { return static_cast<unsigned>(text[at]) - '0'; };
  if (text.size() != 8 || text.substr(0, 5) != "HTTP/" || text[6] != '.') return std::nullopt;
  if (digit(5) > 9 || digit(7) > 9) return std::nullopt;
  return digit(5) * 10 + digit(7);
}

}  // namespace inlay::http
