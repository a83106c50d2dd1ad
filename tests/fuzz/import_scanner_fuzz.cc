// Of any text: every import names what stands between two quotes of the same kind, they come in
// order, and what a file may import from there stays inside the folder. The tokens stand in order,
// do not overlap, and leave out nothing but blanks and comments.
#include <cstdint>
#include <string>
#include <string_view>

#include "apps/edge_package.h"
#include "apps/import_scanner.h"
#include "apps/manifest.h"
#include "apps/script_lexer.h"
#include "base/check.h"

namespace {

using namespace inlay::apps;

void check_tokens(std::string_view text) {
  ScriptLexer lexer(text);
  size_t end = 0;
  for (ScriptToken token = lexer.next(); token.kind != ScriptToken::Kind::end;
       token = lexer.next()) {
    CHECK(token.at >= end && !token.text.empty());
    CHECK(text.substr(token.at, token.text.size()) == token.text);
    end = token.at + token.text.size();
    CHECK(lexer.depth() <= end);
  }
}

void check_import(std::string_view text, const ScriptImport& import) {
  CHECK(import.at < text.size());
  if (import.kind == ScriptImport::Kind::computed) {
    return CHECK(text.substr(import.at).starts_with("import") && import.specifier.empty());
  }
  const char quote = text[import.at];
  CHECK(quote == '"' || quote == '\'' || quote == '`');
  CHECK(text.substr(import.at + 1, import.specifier.size()) == import.specifier);
  CHECK(text[import.at + 1 + import.specifier.size()] == quote);
  const auto path = resolve_import("a/b.js", import.specifier);
  CHECK(!path || inside_path(*path) == path);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_tokens(text);
  const ScriptOutline outline = scan_script(text);
  size_t before = 0;
  for (const ScriptImport& import : outline.imports) {
    CHECK(import.at >= before);
    before = import.at;
    check_import(text, import);
  }
  return 0;
}
