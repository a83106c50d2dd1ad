// The character classes of HTTP's grammar (RFC 9110 5.5, 5.6).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace inlay::http {

enum CharClass : uint8_t {
  kTokenChar = 1,   // tchar
  kValueChar = 2,   // VCHAR, obs-text, space and tab: what may stand in a field's value
  kTargetChar = 4,  // 0x21-0x7E but "#": what we take in a request target
  kHostChar = 8,    // letters, digits, "-", "_", "."
};

inline constexpr auto kCharClasses = [] {
  constexpr std::string_view kTokenPunctuation = "!#$%&'*+-.^_`|~";
  std::array<uint8_t, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const char ch = static_cast<char>(c);
    unsigned bits = 0;
    if (alnum || kTokenPunctuation.find(ch) != std::string_view::npos) bits |= kTokenChar;
    if (c == '\t' || (c >= 0x20 && c != 0x7F)) bits |= kValueChar;
    if (c >= 0x21 && c <= 0x7E && c != '#') bits |= kTargetChar;
    if (alnum || c == '-' || c == '_' || c == '.') bits |= kHostChar;
    classes[c] = static_cast<uint8_t>(bits);
  }
  return classes;
}();

constexpr bool is(CharClass wanted, char c) {
  return (kCharClasses[static_cast<uint8_t>(c)] & wanted) != 0;
}

// Index of the first byte at or after `at` that is not of the class; text.size() if there is none.
constexpr size_t skip(CharClass wanted, std::string_view text, size_t at = 0) {
  while (at < text.size() && is(wanted, text[at])) ++at;
  return at;
}

constexpr bool is_token(std::string_view text) {
  return !text.empty() && skip(kTokenChar, text) == text.size();
}
// May stand in a field as it is.
constexpr bool is_field_value(std::string_view text) {
  return skip(kValueChar, text) == text.size();
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Without the spaces and tabs around it (OWS).
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace inlay::http
