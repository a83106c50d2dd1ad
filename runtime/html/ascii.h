// ASCII as the HTML standard means it: independent of any locale, and only ASCII has case.
// Source: Infra standard, "ASCII alpha" and its kin; HTML standard 13.2.5 (the blanks its states
// name).
#pragma once

#include <cstddef>
#include <string_view>

namespace inlay::html {

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr bool is_alpha(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alphanumeric(char c) { return is_alpha(c) || is_digit(c); }

// Carriage return counts: the standard turns it into a line feed before it tokenizes.
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

constexpr bool equal_ignoring_case(std::string_view any_case, std::string_view lower_case) {
  if (any_case.size() != lower_case.size()) return false;
  for (size_t i = 0; i < any_case.size(); ++i) {
    if (to_lower(any_case[i]) != lower_case[i]) return false;
  }
  return true;
}

}  // namespace inlay::html
