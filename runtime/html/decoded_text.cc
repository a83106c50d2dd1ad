#include "html/decoded_text.h"

#include "html/ascii.h"
#include "html/character_references.h"
#include "html/utf8.h"

namespace inlay::html {
namespace {

enum class Nul : uint8_t { kept, replaced };
enum class References : uint8_t { none, in_text, in_attribute_value };

std::string decode(std::string_view raw, Nul nul, References references) {
  const auto place =
      references == References::in_text ? ReferencePlace::text : ReferencePlace::attribute_value;
  std::string out;
  out.reserve(raw.size());
  for (size_t at = 0; at < raw.size();) {
    const char c = raw[at];
    if (c == '&' && references != References::none) {
      if (const size_t size = append_reference(out, raw.substr(at), place); size != 0) {
        at += size;
        continue;
      }
    }
    ++at;
    if (c == '\r') {
      if (at < raw.size() && raw[at] == '\n') ++at;
      out += '\n';
    } else if (c == '\0' && nul == Nul::replaced) {
      append_utf8(out, kReplacementCharacter);
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string decode_text(std::string_view run, TextKind kind) {
  const bool markup = kind == TextKind::data || kind == TextKind::cdata;
  const bool references = kind == TextKind::data || kind == TextKind::rcdata;
  return decode(run, markup ? Nul::kept : Nul::replaced,
                references ? References::in_text : References::none);
}

std::string decode_attribute_value(std::string_view raw) {
  return decode(raw, Nul::replaced, References::in_attribute_value);
}

std::string decode_comment(std::string_view content) {
  return decode(content, Nul::replaced, References::none);
}

std::string decode_name(std::string_view raw) {
  std::string name = decode(raw, Nul::replaced, References::none);
  for (char& c : name) c = to_lower(c);
  return name;
}

}  // namespace inlay::html
