#include "script_run.h"

#include <v8-promise.h>

#include "base/check.h"
#include "isolate/js_string.h"
#include "test_surface.h"

namespace inlay {

TestEngine::TestEngine() {
  Result<std::string> made = Snapshot::make(test_surface(), EngineClass::interpreted);
  CHECK(made);
  bytes = std::move(*made);
  Result<Snapshot> read = Snapshot::read(bytes, test_surface(), EngineClass::interpreted);
  CHECK(read);
  snapshot = std::make_unique<Snapshot>(std::move(*read));
}

TestEngine& TestEngine::get() {
  static auto* const engine = new TestEngine;  // V8 cannot be started twice, so it is never ended
  return *engine;
}

TestWorld::TestWorld(FilesByPath files, IsolateLimits limits)
    : files_(std::move(files)),
      isolate_(TestEngine::get().platform, *TestEngine::get().snapshot, TestEngine::get().watch,
               limits),
      modules_(isolate_, files_) {}

std::string TestWorld::text_of(Turn& turn, v8::Local<v8::Value> value) {
  v8::Local<v8::String> text;
  if (!value->ToDetailString(turn.context()).ToLocal(&text)) return "no text";
  return utf8_of(turn.isolate(), text);
}

TestWorld::Ran TestWorld::run(std::string_view source, Budget budget) {
  const std::string name = "script" + std::to_string(scripts_++) + ".js";
  files_[name] = source;
  Turn turn = isolate_.enter(budget);
  auto value = modules_.run_script(turn, name);
  std::string text = value ? text_of(turn, *value) : "";
  TurnEnd end = turn.leave();
  if (end.terminated()) {
    text = "stopped";
  } else if (!value) {
    text = "threw " + value.error().name + ": " + value.error().message;
  }
  return {text, value ? "" : value.error().text(), end};
}

TestWorld::Ran TestWorld::import(std::string_view path, Budget budget) {
  Turn turn = isolate_.enter(budget);
  auto promise = modules_.import(turn, path);
  std::string text;
  if (!promise) {
    text = "threw " + promise.error().text();
  } else {
    turn.run_microtasks();
    switch ((*promise)->State()) {
      case v8::Promise::kPending:
        text = "pending";
        break;
      case v8::Promise::kRejected:
        turn.keep((*promise)->Result());
        text = "threw " + turn.take_error()->text();
        break;
      case v8::Promise::kFulfilled: {
        v8::Local<v8::Value> value;
        if (modules_.exports(turn, path)
                ->Get(turn.context(), js_literal(turn.isolate(), "default"))
                .ToLocal(&value)) {
          text = text_of(turn, value);
        }
      }
    }
  }
  TurnEnd end = turn.leave();
  if (end.terminated()) text = "stopped";
  return {text, "", end};
}

}  // namespace inlay
