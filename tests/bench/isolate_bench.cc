// What isolates, turns and calls across the border cost: processor time of the thread, best of
// some rounds, and private memory per isolate.
//   isolate_bench
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "../unit/isolate/script_run.h"
#include "../unit/isolate/test_surface.h"

namespace {

using namespace inlay;  // NOLINT: a program of one file

double cpu_ns() { return static_cast<double>(CpuWatch::cpu_now().count()); }

// Nanoseconds per call, the best of ten rounds.
void measure(const char* name, int times, const std::function<void()>& once) {
  double best = 1e18;
  for (int round = 0; round < 10; round++) {
    const double began = cpu_ns();
    for (int i = 0; i < times; i++) once();
    best = std::min(best, (cpu_ns() - began) / times);
  }
  std::printf("%-52s %10.0f ns\n", name, best);
}

long private_kib() {
  std::ifstream rollup("/proc/self/smaps_rollup");
  std::string word;
  while (rollup >> word) {
    if (word == "Private_Dirty:") {
      long kib = 0;
      rollup >> kib;
      return kib;
    }
  }
  return 0;
}

void measure_isolates() {
  TestEngine& engine = TestEngine::get();
  std::vector<std::unique_ptr<Isolate>> isolates;
  const auto add = [&] {
    isolates.push_back(std::make_unique<Isolate>(engine.platform, *engine.snapshot, engine.watch,
                                                 IsolateLimits{}));
  };
  add();
  const long memory = private_kib();
  measure("isolate and context from the snapshot", 30, add);
  std::printf("%-52s %10.0f KiB\n", "Private_Dirty per isolate, no script run",
              static_cast<double>(private_kib() - memory) / 300.0);
  const double began = cpu_ns();
  const auto count = static_cast<double>(isolates.size());
  isolates.clear();
  std::printf("%-52s %10.0f ns\n", "dispose of an isolate", (cpu_ns() - began) / count);
  Isolate::trim_process_memory();
  std::printf("%-52s %10ld KiB\n", "Private_Dirty left by 300, after malloc_trim",
              private_kib() - memory);
}

v8::Local<v8::Function> function_of(TestWorld& world, Turn& turn, const char* source) {
  static_cast<void>(world);
  v8::Local<v8::Script> script;
  v8::Local<v8::Value> value;
  if (!v8::Script::Compile(turn.context(), js_literal(turn.isolate(), source)).ToLocal(&script) ||
      !script->Run(turn.context()).ToLocal(&value)) {
    std::abort();
  }
  return value.As<v8::Function>();
}

void measure_calls() {
  TestWorld world;
  Budget budget{.cpu_left = std::chrono::hours(1)};
  measure("enter and leave", 10'000, [&] {
    Turn turn = world.isolate().enter(budget);
    turn.leave();
  });

  Turn turn = world.isolate().enter(budget);
  v8::Isolate* isolate = turn.isolate();
  const v8::Local<v8::FunctionTemplate> of_class = world.isolate().class_template(kTagClass);
  const auto made = [&] {
    return of_class->InstanceTemplate()->NewInstance(turn.context()).ToLocalChecked();
  };
  const ObjectMaker maker(isolate, made());
  const v8::Local<v8::Object> one = made();
  Tag tag("div");
  const auto call = [&](v8::Local<v8::Function> function, v8::Local<v8::Object> object) {
    v8::Local<v8::Value> argument = object;
    const NativeScope scope(object, &tag);
    if (turn.call(function, v8::Undefined(isolate), std::span(&argument, 1)).IsEmpty())
      std::abort();
  };
  const auto measure_call = [&](const char* name, const char* source, auto object) {
    const v8::Local<v8::Function> function = function_of(world, turn, source);
    measure(name, 20'000, [&] {
      const v8::HandleScope handles(isolate);
      call(function, object());
    });
  };
  measure_call("call, one wrapper re-pointed", "(tag) => 1", [&] { return one; });
  measure_call("call, a fresh copy of a wrapper", "(tag) => 1",
               [&] { return maker.fresh(isolate, &tag); });
  measure_call("call, a wrapper from the template", "(tag) => 1", made);
  measure_call("call, with one getAttribute", "(tag) => { tag.getAttribute('id') }",
               [&] { return maker.fresh(isolate, &tag); });
  measure_call("call, with one getAttribute and one setAttribute",
               "(tag) => { tag.setAttribute('id', tag.getAttribute('id')) }",
               [&] { return maker.fresh(isolate, &tag); });
  measure_call("call, ten getAttribute",
               "(tag) => { for (let i = 0; i < 10; i++) tag.getAttribute('id') }",
               [&] { return maker.fresh(isolate, &tag); });
  measure_call("call, ten of an accessor", "(tag) => { for (let i = 0; i < 10; i++) tag.name }",
               [&] { return maker.fresh(isolate, &tag); });
  const v8::Local<v8::Function> async_function =
      function_of(world, turn, "async () => { await 1 }");
  measure("call of an async function and its microtasks", 20'000, [&] {
    const v8::HandleScope handles(isolate);
    if (turn.call(async_function, v8::Undefined(isolate), {}).IsEmpty()) std::abort();
    turn.run_microtasks();
  });
}

void measure_texts() {
  TestWorld world;
  Budget budget{.cpu_left = std::chrono::hours(1)};
  Turn turn = world.isolate().enter(budget);
  v8::Isolate* isolate = turn.isolate();
  const std::string ascii(64 * 1024, 'x');
  std::string mixed;
  while (mixed.size() < 64 * 1024) mixed += "Grüße, wörtlich ";
  const auto measure_text = [&](const char* in, const char* out, const std::string& text) {
    measure(in, 300, [&] {
      const v8::HandleScope handles(isolate);
      if (js_string(isolate, text).IsEmpty()) std::abort();
    });
    const v8::Local<v8::String> string = js_string(isolate, text).ToLocalChecked();
    measure(out, 300, [&] {
      if (utf8_of(isolate, string).size() != text.size()) std::abort();
    });
  };
  measure_text("64 KiB of ASCII to a string", "and back", ascii);
  measure_text("64 KiB of German to a string", "and back", mixed);
}

}  // namespace

int main() {
  measure_isolates();
  measure_calls();
  measure_texts();
}
