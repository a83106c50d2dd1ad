// Describing what was thrown, whatever it is, without running it.
#include "isolate/script_error.h"

#include <gtest/gtest.h>

#include "script_run.h"

namespace inlay {
namespace {

TEST(ScriptError, describes_anything) {
  struct Row {
    const char* name;
    const char* source;
    const char* text;
  };
  const Row rows[] = {
      {"error", "throw new TypeError('no')", "TypeError: no (script0.js:1:7)"},
      {"by the engine", "\n  null.x",
       "TypeError: Cannot read properties of null (reading 'x') (script0.js:2:8)"},
      {"own class", "class Mine extends Error { get name() { return 'x' } }; throw new Mine('m')",
       "Mine: m (script0.js:1:63)"},
      {"own class with a name", "class Mine extends Error { name = 'Mine' }; throw new Mine('m')",
       "Mine: m (script0.js:1:51)"},
      {"empty message", "throw new RangeError()", "RangeError (script0.js:1:7)"},
      {"string", "throw 'text'", "Error: text (script0.js:1:1)"},
      {"number", "throw 7", "Error: 7 (script0.js:1:1)"},
      {"undefined", "throw undefined", "Error: undefined (script0.js:1:1)"},
      {"null", "throw null", "Error: null (script0.js:1:1)"},
      {"symbol", "throw Symbol('s')", "Error: Symbol(s) (script0.js:1:1)"},
      {"BigInt", "throw 7n", "Error: 7 (script0.js:1:1)"},
      {"object", "throw { a: 1 }", "Error: #<Object> (script0.js:1:1)"},
      {"object with a message", "throw { name: 'N', message: 'm' }", "N: m (script0.js:1:1)"},
      {"object without prototype", "throw Object.create(null)",
       "Error: [object Object] (script0.js:1:1)"},
      {"function", "throw function f() {}", "Error: function f() {} (script0.js:1:1)"},
      {"syntax", "let x = ;", "SyntaxError: Unexpected token ';' (script0.js:1:9)"},
      {"in a native", "\nnatives.failing(2)",
       "TypeError: failing: this always fails (script0.js:2:9)"},
      {"under the prelude", "inPrelude(() => { throw new Error('below') })",
       "Error: below (script0.js:1:25)"},

      {"getter of message", "throw { get message() { throw 1 } }",
       "Error: #<Object> (script0.js:1:1)"},
      {"getter of name",
       "const e = new Error('m'); Object.defineProperty(e, 'name', "
       "{ get() { throw 1 } }); throw e",
       "Error: m (script0.js:1:11)"},
      {"getter on the prototype",
       "Object.defineProperty(Error.prototype, 'name', "
       "{ get() { for (;;) {} } }); throw new Error('m')",
       "Error: m (script0.js:1:82)"},
      {"getter of stack",
       "const e = new Error('m'); Object.defineProperty(e, 'stack', "
       "{ get() { for (;;) {} } }); throw e",
       "Error: m (script0.js:1:11)"},
      {"descriptors with a poisoned value",
       "Object.defineProperty(Object.prototype, 'value', { get() { for (;;) {} } }); "
       "throw { get message() { return 1 } }",
       "Error: #<Object> (script0.js:1:78)"},
      {"proxy",
       "throw new Proxy({}, { get() { for (;;) {} }, getPrototypeOf() { for (;;) {} }, "
       "getOwnPropertyDescriptor() { for (;;) {} } })",
       "Error: #<Object> (script0.js:1:1)"},
      {"proxy as prototype",
       "throw Object.create(new Proxy({}, { get() { for (;;) {} }, "
       "getOwnPropertyDescriptor() { for (;;) {} } }))",
       "Error: [object Object] (script0.js:1:1)"},
      {"toString", "throw { toString() { for (;;) {} } }",
       "Error: [object Object] (script0.js:1:1)"},
      {"Symbol.toPrimitive", "throw { [Symbol.toPrimitive]() { for (;;) {} } }",
       "Error: #<Object> (script0.js:1:1)"},
      {"cause that is itself", "const e = new Error('m'); e.cause = e; throw e",
       "Error: m (script0.js:1:11)"},
      {"message of the wrong type", "const e = new Error('m'); e.message = {}; throw e",
       "Error (script0.js:1:11)"},
      {"long chain of prototypes",
       "let o = {}; for (let i = 0; i < 1e4; i++) o = Object.create(o); "
       "throw o",
       "Error: #<Object> (script0.js:1:65)"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const TestWorld::Ran ran = TestWorld().run(row.source);
    EXPECT_EQ(ran.end.outcome, Outcome::ok) << "the harness took the error";
    const size_t at = std::string("threw ").size();
    EXPECT_EQ(ran.value.substr(0, at), "threw ");
    EXPECT_EQ(ran.error_text, row.text);
  }
}

TEST(ScriptError, is_bounded) {
  struct Row {
    const char* name;
    const char* source;
    std::string message;
  };
  const Row rows[] = {
      {"at the bound", "throw new Error('x'.repeat(8192))", std::string(8192, 'x')},
      {"over the bound", "throw new Error('x'.repeat(8193))", std::string(8192, 'x') + "…"},
      {"cut between characters", "throw new Error('x' + 'é'.repeat(8192))",
       "x" +
           [] {
             std::string text;
             for (int i = 0; i < 4095; i++) text += "é";
             return text;
           }() +
           "…"},
      {"half a billion characters", "throw new Error('x'.repeat(2 ** 29 - 25))",
       "(a text of 536870887 characters)"},
      {"the string itself", "throw 'x'.repeat(2 ** 29 - 25)", "(a text of 536870887 characters)"},
      {"a rope", "let s = 'xy'; for (let i = 0; i < 27; i++) s += s; throw new Error(s)",
       "(a text of 268435456 characters)"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(TestWorld().run(row.source).value, "threw Error: " + row.message);
  }
}

TEST(ScriptError, stack_has_the_apps_files_only) {
  FilesByPath files{{"edge.js",
                     "import { f } from './lib/a.js';\nfunction g() { inPrelude(() => f()) }\n"
                     "[1].map(() => g())"},
                    {"lib/a.js", "export function f() { throw new Error('deep') }"}};
  TestWorld world(files);
  Budget budget;
  Turn turn = world.isolate().enter(budget);
  auto promise = world.modules().import(turn, "edge.js");
  ASSERT_TRUE(promise);
  turn.run_microtasks();
  turn.keep((*promise)->Result());
  const ScriptError error = turn.take_error().value();
  EXPECT_EQ(error.stack,
            "  at f (lib/a.js:1:29)\n  at edge.js:2:32\n  at g (edge.js:2:16)\n"
            "  at edge.js:3:15\n  at edge.js:3:5");
  EXPECT_EQ(error.file, "lib/a.js");
  EXPECT_EQ(error.line, 1);
  EXPECT_EQ(error.column, 29);
}

TEST(ScriptError, stack_is_bounded) {
  const TestWorld::Ran ran =
      TestWorld().run("(function f(n) { if (n === 0) throw new Error('x'); f(n - 1) })(500)");
  EXPECT_EQ(ran.value, "threw Error: x");
}

}  // namespace
}  // namespace inlay
