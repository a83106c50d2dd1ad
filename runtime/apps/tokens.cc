#include "apps/tokens.h"

#include <array>

namespace inlay::apps {
namespace {

constexpr std::string_view kWord = "INSTALL";

struct Token {
  std::string_view name;    // behind INSTALL
  std::string_view before;  // of the install's id in the replacement
  std::string_view after;
};
constexpr std::array kTokens = {
    Token{"_OPTIONS", "CloudflareApps.installs['", "'].options"},
    Token{"_PRODUCT", "CloudflareApps.installs['", "'].product"},
    Token{"_SCOPE", "CloudflareApps.installs['", "'].scope"},
    Token{"_ID", "\"", "\""},
};

// Bytes of non-ASCII characters count, as JavaScript's identifiers may have them.
bool is_identifier_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool append_token(std::string& out, std::string_view name, std::string_view id) {
  for (const Token& token : kTokens) {
    if (token.name != name) continue;
    out += token.before;
    out += id;
    out += token.after;
    return true;
  }
  return false;
}

}  // namespace

void append_with_tokens(std::string& out, std::string_view code, std::string_view id) {
  size_t copied = 0;
  for (size_t at = code.find(kWord); at != std::string_view::npos; at = code.find(kWord, at)) {
    const size_t begin = at;
    at += kWord.size();
    if (begin > 0 && is_identifier_part(code[begin - 1])) continue;
    size_t end = at;
    while (end < code.size() && is_identifier_part(code[end])) ++end;
    const std::string_view name = code.substr(at, end - at);
    const bool is_object =
        name.empty() && end < code.size() && (code[end] == '.' || code[end] == '[');
    std::string replacement;
    if (is_object) {
      replacement = "CloudflareApps";
    } else if (!append_token(replacement, name, id)) {
      continue;
    }
    out += code.substr(copied, begin - copied);
    out += replacement;
    copied = at = end;
  }
  out += code.substr(copied);
}

}  // namespace inlay::apps
