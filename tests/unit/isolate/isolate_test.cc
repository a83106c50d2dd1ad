// Isolates: what is in them and what is not, budgets, limits, use after termination.
#include "isolate/isolate.h"

#include <gtest/gtest.h>

#include "script_run.h"

namespace inlay {
namespace {

using std::chrono::milliseconds;

Budget cpu(int ms) { return Budget{.cpu_left = milliseconds(ms)}; }

TEST(Isolate, offers_the_language_and_nothing_else) {
  struct Row {
    const char* name;
    const char* source;
    const char* result;
  };
  const Row rows[] = {
      {"arithmetic", "6 * 7", "42"},
      {"Unicode data", "/\\p{L}+/u.exec('éa1')[0]", "éa"},
      {"Intl", "(1.5).toLocaleString('de')", "1,5"},
      {"no eval", "eval('1')",
       "threw EvalError: code from strings (eval, new Function) is not allowed in an app: put it "
       "into a file of the app"},
      {"indirect eval", "try { (0, eval)('1') } catch (e) { e.name }", "EvalError"},
      {"new Function", "try { new Function('1') } catch (e) { e.name }", "EvalError"},
      {"Function by a prototype", "try { (() => 1).constructor('1') } catch (e) { e.name }",
       "EvalError"},
      {"AsyncFunction", "try { (async () => 1).constructor('1') } catch (e) { e.name }",
       "EvalError"},
      {"GeneratorFunction", "try { (function* () {}).constructor('1') } catch (e) { e.name }",
       "EvalError"},
      {"AsyncGeneratorFunction",
       "try { (async function* () {}).constructor('1') } catch (e) { e.name }", "EvalError"},
      {"Reflect.construct of Function",
       "try { Reflect.construct(Function, ['1']) } catch (e) { e.name }", "EvalError"},
      {"eval of no string is no code", "eval(7)", "7"},
      {"no WebAssembly", "typeof WebAssembly", "undefined"},
      {"no shared memory", "typeof SharedArrayBuffer + typeof Atomics", "undefinedundefined"},
      {"nothing of Node.js",
       "[typeof process, typeof require, typeof global, typeof Buffer, "
       "typeof setImmediate, typeof module, typeof __dirname].filter(t => t !== "
       "'undefined').length",
       "0"},
      {"no engine internals", "[typeof gc, typeof ShadowRealm, typeof d8, typeof version].join()",
       "undefined,undefined,undefined,undefined"},
      {"stacks are V8's own", "Error.prepareStackTrace = () => 1; typeof new Error('x').stack",
       "string"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(TestWorld().evaluate(row.source), row.result);
  }
}

TEST(Isolate, global_names_are_the_known_ones) {
  EXPECT_EQ(TestWorld().evaluate(
                "Object.getOwnPropertyNames(globalThis).filter(n => !/Error$|Array$/.test(n))"
                ".sort().join()"),
            "ArrayBuffer,BigInt,Boolean,Counter,DataView,Date,FinalizationRegistry,Function,"
            "Infinity,Intl,JSON,Map,Math,NaN,Number,Object,Promise,Proxy,Reflect,RegExp,Set,String,"
            "Symbol,Tag,WeakMap,WeakRef,WeakSet,decodeURI,decodeURIComponent,encodeURI,"
            "encodeURIComponent,escape,eval,globalThis,inPrelude,isFinite,isNaN,joined,natives,"
            "parseFloat,parseInt,undefined,unescape");
}

TEST(Isolate, shares_nothing_with_another) {
  TestWorld one;
  TestWorld other;
  one.evaluate("globalThis.mine = 1; Array.prototype.mine = 1; Object.prototype.mine = 1");
  EXPECT_EQ(other.evaluate("typeof mine + typeof [].mine + typeof ({}).mine"),
            "undefinedundefinedundefined");
}

TEST(Isolate, prelude_is_immune_to_patched_prototypes) {
  EXPECT_EQ(TestWorld().evaluate("Array.prototype.join = () => 'patched'; joined([1, 2])"), "1+2");
}

// What V8 can stop. The bound on processor time is that of the issue: limit + 50 ms.
TEST(Isolate, stops_what_runs_too_long) {
  struct Row {
    const char* name;
    const char* source;
  };
  const Row rows[] = {
      {"loop", "for (;;) {}"},
      {"loop in catch", "for (;;) { try { for (;;) {} } catch { } }"},
      {"loop in finally", "try { for (;;) {} } finally { for (;;) {} }"},
      {"generator", "function* g() { for (;;) yield 1 } for (const x of g()) {}"},
      {"getter", "({ get x() { for (;;) {} } }).x"},
      {"proxy trap", "new Proxy({}, { get() { for (;;) {} } }).x"},
      {"toString", "`${{ toString() { for (;;) {} } }}`"},
      {"toJSON", "JSON.stringify({ toJSON() { for (;;) {} } })"},
      {"comparator", "[1, 2].sort(() => { for (;;) {} })"},
      {"regular expression", "/^(?=(a+)+$)(a|b)*c/.test('a'.repeat(40) + 'b')"},
      {"backreference", "/^((a+)\\2?)+$/.test('a'.repeat(40) + 'b')"},
      {"microtasks", "(function f() { Promise.resolve().then(f) })()"},
      {"async chain", "(async () => { for (;;) await 1 })()"},
      {"thenable", "const t = { then(f) { f(t) } }; Promise.resolve(t)"},
      {"huge number", "let x = 3n; for (;;) x *= x"},
      {"message of an error", "throw { get message() { for (;;) {} } }; for (;;) {}"},
      {"symbol for conversion", "+{ [Symbol.toPrimitive]() { for (;;) {} } }"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    TestWorld world;
    const TestWorld::Ran ran = world.run(row.source, cpu(30));
    if (std::string_view(row.name) == "message of an error") {
      EXPECT_EQ(ran.end.outcome, Outcome::ok);  // no getter is called, so nothing runs long
    } else {
      EXPECT_EQ(ran.end.outcome, Outcome::over_cpu);
    }
    EXPECT_LT(ran.end.cpu, milliseconds(30 + 50));
    EXPECT_EQ(world.evaluate("1 + 1"), "2") << "usable afterwards";
  }
}

TEST(Isolate, linear_regular_expressions_do_not_run_long) {
  EXPECT_EQ(TestWorld().evaluate("/(a*)*b/.test('a'.repeat(40))"), "false");
}

TEST(Isolate, stops_at_the_wall) {
  TestWorld world;
  const auto ran =
      world.run("for (;;) {}", Budget{.cpu_left = std::chrono::seconds(10),
                                      .wall_until = SystemClock().mono() + milliseconds(20)});
  EXPECT_EQ(ran.end.outcome, Outcome::over_wall);
  EXPECT_EQ(world.evaluate("2"), "2");
}

TEST(Isolate, budget_is_for_all_turns_together) {
  TestWorld world;
  Budget budget = cpu(1000);
  FilesByPath files{{"a.js", "for (let i = 0; i < 1e5; i++);"}};
  const auto before = budget.cpu_left;
  {
    Turn turn = world.isolate().enter(budget);
    turn.leave();
  }
  EXPECT_LT(budget.cpu_left, before);
  budget.cpu_left = std::chrono::nanoseconds(-1);
  Turn turn = world.isolate().enter(budget);
  EXPECT_EQ(turn.leave().outcome, Outcome::ok) << "nothing ran";
}

TEST(Isolate, stops_what_takes_too_much_memory) {
  struct Row {
    const char* name;
    const char* source;
  };
  const Row rows[] = {
      {"array", "const a = []; for (;;) a.push({})"},
      {"map", "const m = new Map(); for (let i = 0;; i++) m.set(i, {})"},
      {"set", "const s = new Set(); for (let i = 0;; i++) s.add({})"},
      {"strings", "const a = []; for (let i = 0;; i++) a.push('x'.repeat(1000) + i)"},
      {"object", "const o = {}; for (let i = 0;; i++) o['k' + i] = i"},
      {"closures", "let f = () => 0; for (;;) { const g = f; f = () => g }"},
      {"caught", "const a = []; for (;;) try { for (;;) a.push([]) } catch { }"},
      {"promises", "const a = []; for (;;) a.push(new Promise(() => 0))"},
      {"buffers kept", "const a = []; for (;;) a.push(new ArrayBuffer(1e6))"},
      {"buffers kept, refusals swallowed",
       "const a = []; for (;;) try { a.push(new ArrayBuffer(1e6)) } catch { }"},
      {"one large buffer, swallowed", "for (;;) try { new ArrayBuffer(1e9) } catch { }"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    TestWorld world({}, IsolateLimits{.heap_max = 16_MiB, .external_max = 8_MiB});
    const TestWorld::Ran ran = world.run(row.source, cpu(20'000));
    EXPECT_EQ(ran.end.outcome, Outcome::over_heap);
    EXPECT_TRUE(world.isolate().worn());
    EXPECT_EQ(world.evaluate("1 + 1"), "2") << "usable afterwards";
  }
}

TEST(Isolate, recursion_is_an_exception) {
  struct Row {
    const char* name;
    const char* source;
  };
  const Row rows[] = {
      {"calls", "(function f() { f() })()"},
      {"getters", "const o = { get x() { return this.x } }; o.x"},
      {"proxies", "let p = new Proxy({}, { get: (t, k, r) => r[k] }); p.x"},
      {"toString", "const o = { toString() { return '' + this } }; '' + o"},
      {"JSON", "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; JSON.stringify(a)"},
      {"natives and scripts", "(function f() { natives.called(f) })()"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(TestWorld().run(row.source, cpu(5000)).value,
              "threw RangeError: Maximum call stack size exceeded");
  }
}

TEST(Isolate, works_after_two_hundred_terminations) {
  TestWorld world;
  for (int i = 0; i < 200; i++) {
    ASSERT_EQ(world.run("for (;;) {}", cpu(1)).end.outcome, Outcome::over_cpu);
  }
  EXPECT_EQ(world.evaluate("[1, 2].map(x => x + 1).join()"), "2,3");
  EXPECT_FALSE(world.isolate().worn());
}

TEST(Isolate, microtasks_run_at_the_end_of_a_turn) {
  TestWorld world;
  world.evaluate("Promise.resolve().then(() => { globalThis.done = true })");
  EXPECT_EQ(world.evaluate("done"), "true");
}

TEST(Isolate, tells_unhandled_rejections_once) {
  struct Row {
    const char* name;
    const char* source;
    std::vector<std::string> told;
  };
  const Row rows[] = {
      {"rejection", "Promise.reject(new TypeError('no')); 0", {"TypeError: no (script0.js:1:16)"}},
      {"of a string", "Promise.reject('no'); 0", {"Error: no"}},
      {"handled at once", "Promise.reject(1).catch(() => 0); 0", {}},
      {"handled later in the turn",
       "const p = Promise.reject(1); Promise.resolve().then(() => p.catch(() => 0)); 0",
       {}},
      {"two", "Promise.reject('a'); Promise.reject('b'); 0", {"Error: a", "Error: b"}},
      {"async function",
       "(async () => { throw new Error('in async') })(); 0",
       {"Error: in async (script0.js:1:22)"}},
      {"only the last of a chain",
       "Promise.reject('x').then(() => 1).then(() => 2); 0",
       {"Error: x"}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    TestWorld world;
    const auto told = [](const TestWorld::Ran& ran) {
      std::vector<std::string> texts;
      for (const ScriptError& error : ran.end.unhandled) texts.push_back(error.text());
      return texts;
    };
    const TestWorld::Ran ran = world.run(row.source);
    EXPECT_EQ(ran.end.outcome, Outcome::ok);
    EXPECT_EQ(told(ran), row.told);
    EXPECT_TRUE(told(world.run("1")).empty()) << "told twice";
  }
}

TEST(Isolate, two_hundred_from_the_snapshot) {
  std::vector<std::unique_ptr<TestWorld>> worlds;
  for (int i = 0; i < 200; i++) {
    worlds.push_back(std::make_unique<TestWorld>());
    ASSERT_EQ(worlds.back()->evaluate("new Counter(41).add()"), "42");
  }
  for (auto& world : worlds) ASSERT_EQ(world->evaluate("joined([1])"), "1");
}

}  // namespace
}  // namespace inlay
