// Finds what an ECMAScript module imports, without running or understanding it: a lexer that knows
// comments, strings, templates and regular expressions. What it overlooks is missing when the
// module is linked, and nothing worse.
#pragma once

#include <cstddef>
#include <cstdint>
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
  std::string_view specifier;  // between its quotes, as written; empty for a computed one
  size_t at = 0;               // offset of the opening quote, or of `import` for a computed one
};

// Borrows from the text.
struct ScriptOutline {
  std::vector<ScriptImport> imports;            // in the order of the text
  size_t export_at = std::string_view::npos;    // of the first export; npos: there is none
  size_t listener_at = std::string_view::npos;  // of the first addEventListener("fetch", …)
};

// Linear in the text, of any bytes.
ScriptOutline scan_script(std::string_view text);

}  // namespace inlay::apps
