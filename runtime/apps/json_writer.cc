#include <array>
#include <cstdint>

#include "apps/json.h"

namespace inlay::apps {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

void append_code_unit(std::string& out, unsigned unit) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHexDigits[unit >> shift & 15];
}

// U+2028 and U+2029 end a line inside a string literal of JavaScript before ES2019.
bool is_line_separator(std::string_view rest) {
  return rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9");
}

void append_value(std::string& out, const Json& value) {
  switch (value.kind()) {
    case Json::Kind::null:
      out += "null";
      return;
    case Json::Kind::boolean:
      out += value.as_boolean() ? "true" : "false";
      return;
    case Json::Kind::number:
      out += value.number_source();
      return;
    case Json::Kind::string:
      append_json_string(out, value.as_string());
      return;
    case Json::Kind::array: {
      out += '[';
      std::string_view between;
      for (const Json& item : value.items()) {
        out += between;
        append_value(out, item);
        between = ",";
      }
      out += ']';
      return;
    }
    case Json::Kind::object: {
      out += '{';
      std::string_view between;
      for (const Json::Member& member : value.members()) {
        out += between;
        append_json_string(out, member.key);
        out += ':';
        append_value(out, member.value);
        between = ",";
      }
      out += '}';
      return;
    }
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view utf8) {
  out += '"';
  for (size_t at = 0; at < utf8.size(); ++at) {
    const char c = utf8[at];
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '<' || c == '>' ||
               c == '&') {
      append_code_unit(out, static_cast<unsigned char>(c));
    } else if (is_line_separator(utf8.substr(at))) {
      append_code_unit(out, utf8[at + 2] == '\xA8' ? 0x2028 : 0x2029);
      at += 2;
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string write_json(const Json& value) {
  std::string out;
  append_value(out, value);
  return out;
}

}  // namespace inlay::apps
