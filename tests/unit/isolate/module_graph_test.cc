// Modules: what imports mean, what they may not, where errors are, caches of code.
#include "isolate/module_graph.h"

#include <gtest/gtest.h>

#include "isolate/module_path.h"
#include "script_run.h"

namespace inlay {
namespace {

TEST(ModulePath, resolves) {
  struct Row {
    const char* importer;
    const char* specifier;
    const char* path;  // or the rule, after "!"
  };
  const Row rows[] = {
      {"edge.js", "./a.js", "a.js"},
      {"source/edge.js", "./a.js", "source/a.js"},
      {"source/edge.js", "../a.js", "a.js"},
      {"a/b/c.js", "../../d/./e//f.js", "d/e/f.js"},
      {"a/b.js", "./../a/../a/c.js", "a/c.js"},
      {"a/b.js", "./c.js?x", "a/c.js?x"},
      {"a/b.js", "./%2e%2e/c.js", "a/%2e%2e/c.js"},
      {"edge.js", "../a.js", "!leads out of the app's folder"},
      {"a/b.js", "./../../a.js", "!leads out of the app's folder"},
      {"a/b.js", "../../a/b.js", "!leads out of the app's folder"},
      {"a/b.js", "/etc/passwd",
       "!an absolute path; imports begin with ./ or ../ and stay in the app's folder"},
      {"a/b.js", "//host/x.js",
       "!an absolute path; imports begin with ./ or ../ and stay in the app's folder"},
      {"a.js", "https://x.example/a.js",
       "!nothing is loaded from elsewhere at run time; put the file into the app"},
      {"a.js", "data:text/javascript,1",
       "!nothing is loaded from elsewhere at run time; put the file into the app"},
      {"a.js", "node:fs",
       "!nothing is loaded from elsewhere at run time; put the file into the app"},
      {"a.js", "lodash",
       "!a bare name; packages have to be bundled (inlay pack does), files begin with ./ or ../"},
      {"a.js", "",
       "!a bare name; packages have to be bundled (inlay pack does), files begin with ./ or ../"},
      {"a.js", ".\\b.js", "!a path may hold neither backslashes nor NUL"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.specifier);
    const Result<std::string> path = resolve_module(row.importer, row.specifier);
    if (row.path[0] != '!') {
      ASSERT_TRUE(path);
      EXPECT_EQ(*path, row.path);
    } else {
      ASSERT_FALSE(path);
      EXPECT_EQ(path.error().detail, std::string("import of \"") + row.specifier + "\" in " +
                                         row.importer + ": " + (row.path + 1));
    }
  }
}

TEST(ModuleGraph, imports) {
  struct Row {
    const char* name;
    FilesByPath files;  // edge.js is imported
    const char* result;
  };
  const Row rows[] = {
      {"default", {{"edge.js", "export default 42"}}, "42"},
      {"of another",
       {{"edge.js", "import { x } from './lib/x.js'; export default x"},
        {"lib/x.js", "export const x = 'x'"}},
       "x"},
      {"cycle",
       {{"edge.js", "import { f } from './b.js'; export default f(); export const one = 1"},
        {"b.js",
         "import * as edge from './edge.js'; "
         "export function f() { return 'one' in edge }"}},
       "true"},
      {"one instance",
       {{"edge.js",
         "import './a.js'; import './a.js'; import './b.js'; "
         "export default globalThis.count"},
        {"a.js", "globalThis.count = (globalThis.count ?? 0) + 1"},
        {"b.js", "import './x/../a.js'"}},
       "1"},
      {"import.meta.url",
       {{"edge.js", "export { default } from './lib/x.js'"},
        {"lib/x.js", "export default import.meta.url"}},
       "lib/x.js"},
      {"top-level await",
       {{"edge.js", "const x = await Promise.resolve(3); export default x"}},
       "3"},
      {"awaits forever", {{"edge.js", "await new Promise(() => 0); export default 1"}}, "pending"},
      {"dynamic",
       {{"edge.js", "const { y } = await import('./y.js'); export default y"},
        {"y.js", "export const y = 'dynamic'"}},
       "dynamic"},
      {"dynamic, with top-level await",
       {{"edge.js", "export default (await import('./y.js')).y"},
        {"y.js", "export const y = await 'later'"}},
       "later"},
      {"dynamic import of itself",
       {{"edge.js", "globalThis.later = import('./edge.js'); export default 'ok'"}},
       "ok"},
      {"dynamic import of an importer",
       {{"edge.js", "import './a.js'; export default 'ok'"},
        {"a.js", "import('./edge.js').then(m => { globalThis.seen = m.default })"}},
       "ok"},
      {"awaited dynamic import of itself", {{"edge.js", "await import('./edge.js')"}}, "pending"},
      {"strict", {{"edge.js", "export default (function () { return this })()"}}, "undefined"},
      {"JSON is no module",
       {{"edge.js", "import x from './x.json'"}, {"x.json", "{\"a\": 1}"}},
       "threw SyntaxError: Unexpected token ':' (x.json:1:5)"},
      {"empty", {{"edge.js", ""}}, "undefined"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(TestWorld(row.files).import("edge.js").value, row.result);
  }
}

TEST(ModuleGraph, errors_name_the_place) {
  struct Row {
    const char* name;
    FilesByPath files;
    const char* text;
  };
  const Row rows[] = {
      {"no entry", {}, "threw TypeError: edge.js: no such file in the app"},
      {"missing",
       {{"edge.js", "\nimport x from './gone.js'"}},
       "threw TypeError: edge.js:2:15: import of \"./gone.js\": no file gone.js in the app"},
      {"missing, from another",
       {{"edge.js", "import './lib/a.js'"}, {"lib/a.js", "import './b.js'"}},
       "threw TypeError: lib/a.js:1:8: import of \"./b.js\": no file lib/b.js in the app"},
      {"bare",
       {{"edge.js", "import 'lodash'"}},
       "threw TypeError: edge.js:1:8: import of \"lodash\" in edge.js: a bare name; packages have "
       "to "
       "be bundled (inlay pack does), files begin with ./ or ../"},
      {"out",
       {{"edge.js", "import '../x.js'"}},
       "threw TypeError: edge.js:1:8: import of \"../x.js\" in edge.js: leads out of the app's "
       "folder"},
      {"syntax",
       {{"edge.js", "export default 1;\nlet let = 2;"}},
       "threw SyntaxError: Unexpected strict mode reserved word (edge.js:2:5)"},
      {"syntax, in another",
       {{"edge.js", "import './a.js'"}, {"a.js", "\n\n  )"}},
       "threw SyntaxError: Unexpected token ')' (a.js:3:3)"},
      {"no such export",
       {{"edge.js", "import { y } from './a.js'"}, {"a.js", "export const x = 1"}},
       "threw SyntaxError: The requested module './a.js' does not provide an export named 'y' "
       "(edge.js:1:10)"},
      {"it throws",
       {{"edge.js", "import './a.js'"}, {"a.js", "null.x"}},
       "threw TypeError: Cannot read properties of null (reading 'x') (a.js:1:6)"},
      {"dynamic: missing",
       {{"edge.js", "export default await import('./gone.js')"}},
       "threw TypeError: edge.js: import of \"./gone.js\": no file gone.js in the app"},
      {"dynamic: elsewhere",
       {{"edge.js", "export default await import('https://x.example/')"}},
       "threw TypeError: edge.js: import of \"https://x.example/\" in edge.js: nothing is loaded "
       "from elsewhere at run time; put the file into the app"},
      {"dynamic: it throws",
       {{"edge.js", "await import('./a.js')"}, {"a.js", "throw new Error('a')"}},
       "threw Error: a (a.js:1:7)"},
      {"dynamic: can be caught",
       {{"edge.js", "export default await import('x').catch(e => e.name)"}},
       "TypeError"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const TestWorld::Ran ran = TestWorld(row.files).import("edge.js");
    EXPECT_EQ(ran.value, row.text);
    EXPECT_TRUE(ran.end.unhandled.empty()) << ran.end.unhandled[0].text();
  }
}

TEST(ModuleGraph, charges_sources_before_compiling) {
  const std::string large(600, ' ');
  const FilesByPath files{{"edge.js", "import './a.js'; import './b.js'; export default 1"},
                          {"a.js", large},
                          {"b.js", large}};
  EXPECT_EQ(TestWorld(files, IsolateLimits{.source_max = Bytes(1250)}).import("edge.js").value,
            "1");
  EXPECT_EQ(
      TestWorld(files, IsolateLimits{.source_max = Bytes(1249)}).import("edge.js").value,
      "threw RangeError: b.js: 600 bytes of source, of which 599 are left for this app (limit "
      "1249)");
}

TEST(ModuleGraph, chains_of_imports_are_bounded) {
  const auto load = [](size_t modules) {
    FilesByPath files;
    for (size_t i = 1; i < modules; i++) {
      files["m" + std::to_string(i) + ".js"] = "import './m" + std::to_string(i + 1) + ".js'";
    }
    files["m" + std::to_string(modules) + ".js"] = "globalThis.reached = true";
    files["edge.js"] = "export default await import('./m1.js').then(() => reached)";
    return TestWorld(files).import("edge.js", Budget{.cpu_left = std::chrono::seconds(20)}).value;
  };
  EXPECT_EQ(load(ModuleGraph::kModulesMax - 1), "true");
  EXPECT_EQ(load(ModuleGraph::kModulesMax),
            "threw RangeError: m1000.js: the app has more than 1000 modules");
}

TEST(ModuleGraph, a_loop_at_load_is_stopped) {
  for (const char* source : {"for (;;) {}", "await (async () => { for (;;) await 1 })()",
                             "import('./edge.js'); for (;;) {}"}) {
    SCOPED_TRACE(source);
    const TestWorld::Ran ran =
        TestWorld(FilesByPath{{"edge.js", source}})
            .import("edge.js", Budget{.cpu_left = std::chrono::milliseconds(20)});
    EXPECT_EQ(ran.end.outcome, Outcome::over_cpu);
  }
}

TEST(ModuleGraph, code_caches) {
  FilesByPath files{{"edge.js", "import { f } from './a.js'; export default f(20)"},
                    {"a.js", "export function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2) }"}};
  FilesByPath caches;
  Budget budget;
  {
    TestWorld world(files);
    EXPECT_EQ(world.import("edge.js").value, "6765");
    Turn turn = world.isolate().enter(budget);
    caches = world.modules().code_caches(turn);
  }
  ASSERT_EQ(caches.size(), 2U);
  const auto use = [&](const FilesByPath& given, uint32_t used, uint32_t rejected) {
    TestEngine& engine = TestEngine::get();
    Isolate isolate(engine.platform, *engine.snapshot, engine.watch, {});
    ModuleGraph graph(isolate, files, &given);
    Turn turn = isolate.enter(budget);
    ASSERT_TRUE(graph.import(turn, "edge.js"));
    EXPECT_EQ(graph.caches_used(), used);
    EXPECT_EQ(graph.caches_rejected(), rejected);
  };
  use(caches, 2, 0);
  use({{"a.js", caches["a.js"]}}, 1, 0);
  use({{"a.js", "nonsense"}, {"edge.js", ""}}, 0, 2);
  use({{"a.js", caches["a.js"].substr(0, 100)}}, 0, 1);
  use({{"a.js", caches["edge.js"]}}, 0, 1);  // of another source
}

}  // namespace
}  // namespace inlay
