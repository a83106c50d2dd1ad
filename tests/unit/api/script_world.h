// Isolates with the classes of api/, and pages that go through their rewriters, for tests.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/html_rewriter_state.h"
#include "api/rewriting.h"
#include "isolate/cpu_watch.h"
#include "isolate/isolate.h"
#include "isolate/module_graph.h"
#include "isolate/platform.h"
#include "isolate/snapshot.h"

namespace inlay {

// V8 and a snapshot, once for all tests of a program.
struct ScriptEngine {
  Platform platform{EngineClass::interpreted};
  CpuWatch watch{{}};
  std::string bytes;
  std::unique_ptr<Snapshot> snapshot;
  FiberStacks stacks{64};

  static ScriptEngine& get();

 private:
  ScriptEngine();
};

// All in one turn, which begins with the world and ends with it.
class ScriptWorld final {
 public:
  explicit ScriptWorld(FilesByPath files = {}, ContentOpener* opener = nullptr,
                       ResponseTransformer* transformer = nullptr);
  ~ScriptWorld();
  ScriptWorld(const ScriptWorld&) = delete;
  ScriptWorld& operator=(const ScriptWorld&) = delete;

  Turn& turn() { return turn_; }
  Isolate& isolate() { return isolate_; }
  v8::Isolate* v8() { return isolate_.v8(); }
  HtmlRewriterState& state() { return *state_; }

  // The value of a script of these sources; empty if it threw, which error() then says.
  v8::MaybeLocal<v8::Value> run(std::string_view source);
  // Imports a module and waits for it; false as above.
  bool import(std::string_view path);
  v8::Local<v8::Object> exports(std::string_view path) { return modules_.exports(turn(), path); }
  // Of what was thrown last; "Name: message".
  std::string error();
  std::optional<ScriptError> take_error() { return turn_.take_error(); }
  std::string text_of(v8::Local<v8::Value> value);

  // The earliest that setTimeout() was given, whose time comes when nothing else can go on; false:
  // there is none.
  bool run_timer();
  // Waits so for a promise; empty if it was rejected.
  v8::MaybeLocal<v8::Value> wait(v8::Local<v8::Value> value);
  // And so for a rewriter, until it is hungry, has ended or is full.
  Rewriting::State run(Rewriting& rewriting);
  std::unique_ptr<Rewriting> rewriting(v8::Local<v8::Object> rewriter, RewritingOutput& output,
                                       const ScriptedRewriterSettings& settings = {});

 private:
  FilesByPath files_;
  Isolate isolate_;
  ModuleGraph modules_;
  Budget budget_{.cpu_left = std::chrono::minutes(5)};
  Turn turn_;
  std::unique_ptr<HtmlRewriterState> state_;
  std::optional<ScriptError> error_;
  int scripts_ = 0;
};

// What leaves a rewriter, as text.
class TextOutput final : public RewritingOutput {
 public:
  void markup(std::string_view bytes) override { text += bytes; }
  bool wants_more() override { return !full; }

  std::string text;
  bool full = false;
};

// The page in pieces of `chunk` bytes (0: whole).
void put_through(ScriptWorld& world, Rewriting& rewriting, std::string_view page, size_t chunk);

}  // namespace inlay
