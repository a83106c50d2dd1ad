// V8 once for all tests of a program, and scripts run in isolates of it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "isolate/cpu_watch.h"
#include "isolate/isolate.h"
#include "isolate/module_graph.h"
#include "isolate/platform.h"
#include "isolate/snapshot.h"
#include "isolate/surface.h"

namespace inlay {

// Started by the first test that asks, with the surface of test_surface.h.
struct TestEngine {
  Platform platform{EngineClass::interpreted};
  CpuWatch watch{{}};
  std::string bytes;
  std::unique_ptr<Snapshot> snapshot;

  static TestEngine& get();

 private:
  TestEngine();
};

// An isolate of its own with some files in it.
class TestWorld {
 public:
  explicit TestWorld(FilesByPath files = {}, IsolateLimits limits = {});

  struct Ran {
    std::string value;       // as text; "threw Name: message" or "stopped"
    std::string error_text;  // ScriptError::text() of what was thrown
    TurnEnd end;
  };
  // A classic script of these sources, in a turn of its own.
  Ran run(std::string_view source, Budget budget = {});
  // run(), where only the text counts.
  std::string evaluate(std::string_view source) { return run(source).value; }
  // Imports a module, runs what it awaits, and gives its default export as text.
  Ran import(std::string_view path, Budget budget = {});

  Isolate& isolate() { return isolate_; }
  ModuleGraph& modules() { return modules_; }

 private:
  std::string text_of(Turn& turn, v8::Local<v8::Value> value);

  FilesByPath files_;
  Isolate isolate_;
  ModuleGraph modules_;
  int scripts_ = 0;
};

}  // namespace inlay
