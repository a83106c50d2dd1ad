#include "apps/option_value.h"

#include <algorithm>
#include <array>

#include "html/ascii.h"

namespace inlay::apps {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

template <typename Write>
std::string written(std::string_view value, Write write) {
  std::string out;
  out.reserve(value.size());
  for (const char c : value) {
    if (c == '\0') {
      out += kReplacement;
    } else if (!write(out, c)) {
      out += c;
    }
  }
  return out;
}

std::string_view reference(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

void append_hex(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

// What the URL parser removes wherever it stands, and at the start.
bool is_removed(char c) { return c == '\t' || c == '\n' || c == '\r'; }
bool is_stripped(char c) { return static_cast<unsigned char>(c) <= 0x20; }

}  // namespace

std::string as_characters(std::string_view value) {
  return written(value, [](std::string&, char) { return false; });
}

std::string as_html_text(std::string_view value) {
  return written(value, [](std::string& out, char c) {
    if (c == '"' || c == '\'') return false;
    out += reference(c);
    return !reference(c).empty();
  });
}

std::string as_quoted_value(std::string_view value) {
  return written(value, [](std::string& out, char c) {
    out += reference(c);
    return !reference(c).empty();
  });
}

std::string as_css_string(std::string_view value) {
  return written(value, [](std::string& out, char c) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    if (is_control) {
      out += '\\';
      append_hex(out, c);
      out += ' ';  // ends the number
    } else if (c == '"' || c == '\'' || c == '\\') {
      out += '\\';
    }
    return is_control;
  });
}

std::string as_address_part(std::string_view value, std::string_view before) {
  constexpr std::string_view plain = "-_.!~*'()";
  const bool in_path = before.find_first_of("?#") == std::string_view::npos;
  std::string out;
  for (const char c : as_characters(value)) {
    if (html::is_alphanumeric(c) || plain.find(c) != std::string_view::npos ||
        (c == '/' && in_path)) {
      out += c;
    } else {
      out += '%';
      append_hex(out, c);
    }
  }
  return out;
}

bool is_safe_address(std::string_view characters) {
  constexpr std::array<std::string_view, 4> safe = {"http", "https", "mailto", "tel"};
  const auto begin = std::find_if_not(characters.begin(), characters.end(), is_stripped);
  std::string scheme;
  for (auto at = begin; at != characters.end(); ++at) {
    if (is_removed(*at)) continue;
    if (*at == ':' && !scheme.empty()) {
      return std::find(safe.begin(), safe.end(), scheme) != safe.end();
    }
    const bool goes_on =
        html::is_alpha(*at) ||
        (!scheme.empty() && (html::is_digit(*at) || *at == '+' || *at == '-' || *at == '.'));
    if (!goes_on) return true;
    scheme += html::to_lower(*at);
  }
  return true;
}

bool is_blank_address(std::string_view characters) {
  return std::all_of(characters.begin(), characters.end(), is_stripped);
}

}  // namespace inlay::apps
