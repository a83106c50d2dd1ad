// Finds what an ECMAScript module imports, without running or understanding it: a lexer that knows
// comments, strings, templates and regular expressions. What it overlooks is missing when the
// module is linked, and nothing worse.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::apps {

struct ScriptImport {
  enum class Kind : uint8_t {
    declaration,  // import … from "x", import "x", export … from "x"
    call,         // import("x")
    computed,     // import(x): what it names is known only when it runs
  };
  Kind kind = Kind::declaration;
  std::string specifier;  // escapes resolved; empty for a computed one
  size_t at = 0;          // offset of the specifier's quote, or of `import`
};

struct ScriptOutline {
  std::vector<ScriptImport> imports;  // in the order of the text; kScriptImportsMax at most
  bool has_exports = false;
  size_t listener_at = std::string_view::npos;  // of the first call of addEventListener
};

inline constexpr size_t kScriptImportsMax = 1'000;  // of one file

// Linear in the text, of any bytes.
ScriptOutline scan_script(std::string_view text);

}  // namespace inlay::apps
