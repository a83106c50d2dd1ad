#include "apps/import_scanner.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace inlay::apps {
namespace {

constexpr size_t kNone = std::string_view::npos;

// `x` for a declaration, `(x)` for a call, `(?)` for what is computed, one blank between them.
std::string imports_of(std::string_view text) {
  std::string out;
  for (const ScriptImport& import : scan_script(text).imports) {
    if (!out.empty()) out += ' ';
    const std::string specifier(import.specifier);
    switch (import.kind) {
      case ScriptImport::Kind::declaration:
        out += specifier;
        break;
      case ScriptImport::Kind::call:
        out += '(' + specifier + ')';
        break;
      case ScriptImport::Kind::computed:
        out += "(?)";
        break;
    }
  }
  return out;
}

struct Row {
  const char* name;
  std::string_view text;
  std::string_view imports;
};

constexpr Row kForms[] = {
    {"nothing", "", ""},
    {"default", "import a from './a.js'", "./a.js"},
    {"names", "import { a, b as c, default as d } from \"./a.js\";", "./a.js"},
    {"string names", "import { 'x y' as a, \"from\" as b } from './a.js'", "./a.js"},
    {"namespace", "import * as a from './a.js'", "./a.js"},
    {"default and names", "import a, { b } from './a.js'", "./a.js"},
    {"default and namespace", "import a, * as b from './a.js'", "./a.js"},
    {"nothing of it", "import './a.js'", "./a.js"},
    {"no names", "import {} from './a.js'", "./a.js"},
    {"called from", "import from from './a.js'", "./a.js"},
    {"names called from", "import { from } from './a.js'", "./a.js"},
    {"without blanks", "import{a}from'./a.js';import*as b from'./b.js'", "./a.js ./b.js"},
    {"several lines", "import {\n  a, // './no.js'\n  b /* from */\n}\nfrom\n'./a.js'", "./a.js"},
    {"without semicolons", "import a from './a.js'\nimport b from './b.js'", "./a.js ./b.js"},
    {"attributes", "import a from './a.json' with { type: 'json' }", "./a.json"},
    {"export all", "export * from './a.js'", "./a.js"},
    {"export all as", "export * as a from './a.js'", "./a.js"},
    {"export names", "export { a as b } from './a.js'", "./a.js"},
    {"export own names", "export { a }\nimport b from './b.js'", "./b.js"},
    {"export own names before a text", "export { a }; 'from'; './no.js'", ""},
    {"export default", "export default { html() {} }\nimport a from './a.js'", "./a.js"},
    {"call", "const a = await import('./a.js')", "(./a.js)"},
    {"call with options", "import('./a.js', { with: {} })", "(./a.js)"},
    {"call in a function", "function f() { return import(\"./a.js\") }", "(./a.js)"},
    {"call with a plain template", "import(`./a.js`)", "(./a.js)"},
    {"call with a template", "import(`./${a}.js`)", "(?)"},
    {"call with a sum", "import('./a' + b)", "(?)"},
    {"call with a name", "import(a)", "(?)"},
    {"meta", "import.meta.url; import('./a.js')", "(./a.js)"},
    {"member", "a.import('./no.js'); a?.import('./no.js'); a.export", ""},
    {"after a member", "a.b\nimport c from './c.js'", "./c.js"},
    {"bare", "import React from 'react'", "react"},
    {"nested is no declaration", "{ import a from './no.js' }", ""},
    {"escapes stay", "import './\\x61.js'", "./\\x61.js"},
    {"byte order mark", "\xEF\xBB\xBFimport './a.js'", "./a.js"},
    {"first line", "#!/usr/bin/env x './no.js'\nimport './a.js'", "./a.js"},
    {"not finished", "import a from", ""},
    {"text not finished", "import './a.js", ""},
    {"call not finished", "import(", "(?)"},
    {"braces not finished", "import { a", ""},
};

// What looks like an import stands in something else, and the import behind that is found.
constexpr Row kHidden[] = {
    {"line comment", "// import './no.js'\nimport './a.js'", "./a.js"},
    {"comment", "/* import './no.js' ' */import './a.js'", "./a.js"},
    {"text", "x = \"import './no.js'\";import './a.js'", "./a.js"},
    {"text with quotes", "x = 'it\\'s import(\"./no.js\")';import './a.js'", "./a.js"},
    {"text over two lines", "x = 'a\\\nb';import './a.js'", "./a.js"},
    {"text that is not closed", "x = 'a\nimport './a.js'", "./a.js"},
    {"template", "x = `import './no.js'`;import './a.js'", "./a.js"},
    {"template with a backquote", "x = `\\`import './no.js'`;import './a.js'", "./a.js"},
    {"template with a value", "x = `${a}import './no.js'`;import './a.js'", "./a.js"},
    {"template in a template", "x = `${`${'}'}`}'`;import './a.js'", "./a.js"},
    {"object in a template", "x = `${{a:{}}}'`;import './a.js'", "./a.js"},
    {"call in a template", "x = `${import('./b.js')}`", "(./b.js)"},
    {"regexp", "x = /'/;import './a.js'", "./a.js"},
    {"regexp with a slash", "x = /[/']\\/'/g;import './a.js'", "./a.js"},
    {"regexp behind return", "return /'/;import './a.js'", "./a.js"},
    {"regexp behind a bracket", "f(/'/, [/\"/]);import './a.js'", "./a.js"},
    {"regexp behind a head", "if (a) /'/.test(b);import './a.js'", "./a.js"},
    {"regexp behind a block", "{ a }\n/'/.test(b);import './a.js'", "./a.js"},
    {"regexp behind an arrow", "x = a => /'/;import './a.js'", "./a.js"},
    {"regexp behind a ternary", "x = a ? /'/ : /\"/;import './a.js'", "./a.js"},
    {"regexp behind a semicolon", "a;/'/;import './a.js'", "./a.js"},
    {"division", "x = a / b;import './a.js'; c / d", "./a.js"},
    {"division of a call", "x = f(a) / 2;import './a.js'; '/'", "./a.js"},
    {"division of a number", "x = 1. / 2;import './a.js'; '/'", "./a.js"},
    {"division of an item", "x = a[0] / 2;import './a.js'; '/'", "./a.js"},
    {"division of a member", "x = a.return / 2;import './a.js'; '/'", "./a.js"},
    {"division of an object", "x = {} / 2;import './a.js'; '/'", "./a.js"},
    {"division of a template", "x = `a` / 2;import './a.js'; '/'", "./a.js"},
    {"division behind ++", "x = a++ / 2;import './a.js'; '/'", "./a.js"},
    {"no regexp on this line", "x = a\n+ /b\nimport './a.js'", "./a.js"},
    {"numbers", "x = 1_0.5e-3 + .5 + 0xFF + 5..a;import './a.js'", "./a.js"},
    {"private name", "class A { #import = 1 }\nimport './a.js'", "./a.js"},
    {"marks beyond ASCII", "x = 'ä\xE2\x80\xA8';import './a.js'", "./a.js"},
    {"closed too often", "}}))import './a.js'", "./a.js"},
};

TEST(ImportScanner, FindsEveryForm) {
  for (const Row& row : kForms) EXPECT_EQ(imports_of(row.text), row.imports) << row.name;
}

TEST(ImportScanner, FindsNothingInOtherTokens) {
  for (const Row& row : kHidden) EXPECT_EQ(imports_of(row.text), row.imports) << row.name;
}

TEST(ImportScanner, TellsPlaces) {
  const ScriptOutline outline = scan_script("import a from './a.js';\n import( x );export {a}");
  ASSERT_EQ(outline.imports.size(), 2U);
  EXPECT_EQ(outline.imports[0].at, 14U);
  EXPECT_EQ(outline.imports[1].at, 25U);
  EXPECT_EQ(outline.export_at, 37U);
  EXPECT_EQ(outline.listener_at, kNone);
}

TEST(ImportScanner, FindsListeners) {
  const struct {
    const char* name;
    std::string_view text;
    size_t at;
  } rows[] = {
      {"global", "addEventListener('fetch', f)", 0},
      {"of self", "self.addEventListener(\"fetch\", f)", 5},
      {"of globalThis", "globalThis.addEventListener('fetch', f)", 11},
      {"the first of two", ";addEventListener('fetch',f);addEventListener('fetch',f)", 1},
      {"of something else", "x.addEventListener('fetch', f)", kNone},
      {"of another event", "addEventListener('scheduled', f)", kNone},
      {"defined here", "function addEventListener('fetch') {}", kNone},
      {"not called", "addEventListener", kNone},
      {"in a text", "'addEventListener(\"fetch\")'", kNone},
  };
  for (const auto& row : rows) EXPECT_EQ(scan_script(row.text).listener_at, row.at) << row.name;
}

// A text cut anywhere is read to its end, and finds no more than the whole.
TEST(ImportScanner, ReadsEveryPartOfAText) {
  for (const Row& row : kHidden) {
    for (size_t cut = 0; cut <= row.text.size(); ++cut) {
      EXPECT_LE(scan_script(row.text.substr(0, cut)).imports.size(),
                scan_script(row.text).imports.size())
          << row.name << ", cut at " << cut;
    }
  }
}

// Forms that make a careless lexer look at the same bytes again and again. Each takes some
// milliseconds; quadratic, it would take minutes.
TEST(ImportScanner, IsLinear) {
  for (const std::string_view piece : {"=/[", "/", "'", "`", "`${", "{", "(", "import(", "import {",
                                       "export {", "/*", "\\", "/\\", "import ", "=/a"}) {
    std::string text;
    while (text.size() < (2U << 20)) text += piece;
    EXPECT_LE(scan_script(text).imports.size(), text.size()) << piece;
  }
}

}  // namespace
}  // namespace inlay::apps
