// Isolates with the classes of api/ for tests, and a caller of handlers that needs no fibers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/handler_call.h"
#include "api/html_rewriter_state.h"
#include "api/scripted_rewriter.h"
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

  static ScriptEngine& get();

 private:
  ScriptEngine();
};

// All in one turn, which begins with the world and ends with it.
class ScriptWorld final : public HandlerCaller {
 public:
  explicit ScriptWorld(FilesByPath files = {}, ContentOpener* opener = nullptr,
                       ResponseTransformer* transformer = nullptr);
  ~ScriptWorld() override;

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

  // On this very stack. Where a call waits, timers of the script run: setTimeout() is here.
  bool call(HandlerCall& call) override;
  // Waits so for a promise; empty if it was rejected.
  v8::MaybeLocal<v8::Value> wait(v8::Local<v8::Value> value);

  uint64_t calls() const { return calls_; }

 private:
  bool run_timer();

  FilesByPath files_;
  Isolate isolate_;
  ModuleGraph modules_;
  Budget budget_{.cpu_left = std::chrono::minutes(5)};
  Turn turn_;
  std::unique_ptr<HtmlRewriterState> state_;
  std::optional<ScriptError> error_;
  int scripts_ = 0;
  uint64_t calls_ = 0;
};

// What leaves a rewriter, as text.
class TextOutput final : public html::MarkupOutput {
 public:
  void markup(std::string_view bytes) override { text += bytes; }
  std::string text;
};

// The page of a script that sets up `rewriter`, in pieces of `chunk` bytes (0: whole).
struct Rewritten {
  std::string page;
  bool dropped = false;
  std::string error;  // "Name: message"
};
Rewritten rewrite(ScriptWorld& world, v8::Local<v8::Object> rewriter, std::string_view page,
                  size_t chunk, const ScriptedRewriterSettings& settings = {});

}  // namespace inlay
