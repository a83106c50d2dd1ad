#include "script_world.h"

#include <array>

#include "api/attributes_iterator.h"
#include "api/comment.h"
#include "api/doctype.h"
#include "api/document_end.h"
#include "api/end_tag.h"
#include "api/html_rewriter.h"
#include "api/text.h"
#include "base/check.h"
#include "isolate/js_string.h"
#include "isolate/surface.h"

namespace inlay {
namespace {

constexpr std::array kClasses{&kHtmlRewriterClass, &kElementClass,     &kEndTagClass,
                              &kTextClass,         &kTextNodeClass,    &kCommentClass,
                              &kDoctypeClass,      &kDocumentEndClass, &kAttributesIteratorClass};

const Surface& surface() {
  static constexpr Surface kSurface{.classes = kClasses, .natives = {}};
  return kSurface;
}

// Timers without time: the earliest one runs when nothing else can.
constexpr std::string_view kTimers = R"js('use strict';
{
  const timers = [];
  globalThis.setTimeout = (run) => { timers.push(run); };
  globalThis.runTimer = () => { const run = timers.shift(); if (run) run(); return run !== undefined; };
}
)js";

}  // namespace

ScriptEngine::ScriptEngine() {
  Result<std::string> made = Snapshot::make(surface(), EngineClass::interpreted);
  CHECK(made);
  bytes = std::move(*made);
  Result<Snapshot> read = Snapshot::read(bytes, surface(), EngineClass::interpreted);
  CHECK(read);
  snapshot = std::make_unique<Snapshot>(std::move(*read));
}

ScriptEngine& ScriptEngine::get() {
  static auto* const engine = new ScriptEngine;  // V8 cannot be started twice, so it never ends
  return *engine;
}

ScriptWorld::ScriptWorld(FilesByPath files, ContentOpener* opener, ResponseTransformer* transformer)
    : files_(std::move(files)),
      isolate_(ScriptEngine::get().platform, *ScriptEngine::get().snapshot,
               ScriptEngine::get().watch, IsolateLimits{}),
      modules_(isolate_, files_),
      turn_(isolate_.enter(budget_)),
      state_(std::make_unique<HtmlRewriterState>(isolate_, opener, transformer)) {
  CHECK(!run(kTimers).IsEmpty());
}

ScriptWorld::~ScriptWorld() = default;

v8::MaybeLocal<v8::Value> ScriptWorld::run(std::string_view source) {
  const std::string name = "script" + std::to_string(scripts_++) + ".js";
  files_[name] = source;
  auto value = modules_.run_script(turn(), name);
  if (value) return *value;
  error_ = value.error();
  return {};
}

bool ScriptWorld::import(std::string_view path) {
  auto promise = modules_.import(turn(), path);
  if (promise) return !wait(*promise).IsEmpty();
  error_ = promise.error();
  return false;
}

std::string ScriptWorld::error() {
  if (auto kept = turn_.take_error()) error_ = std::move(kept);
  return error_ ? error_->name + ": " + error_->message : "no error";
}

std::string ScriptWorld::text_of(v8::Local<v8::Value> value) {
  v8::Local<v8::String> text;
  if (!value->ToString(turn().context()).ToLocal(&text)) return "no text";
  return utf8_of(v8(), text);
}

bool ScriptWorld::run_timer() {
  v8::Local<v8::Context> context = turn().context();
  v8::Local<v8::Value> run =
      context->Global()->Get(context, js_literal(v8(), "runTimer")).ToLocalChecked();
  v8::Local<v8::Value> ran;
  const bool any =
      turn().call(run.As<v8::Function>(), context->Global(), {}).ToLocal(&ran) && ran->IsTrue();
  turn().run_microtasks();
  return any;
}

v8::MaybeLocal<v8::Value> ScriptWorld::wait(v8::Local<v8::Value> value) {
  turn().run_microtasks();
  if (!value->IsPromise()) return value;
  const auto promise = value.As<v8::Promise>();
  promise->MarkAsHandled();
  while (promise->State() == v8::Promise::kPending && run_timer()) {
  }
  if (promise->State() == v8::Promise::kFulfilled) return promise->Result();
  if (promise->State() == v8::Promise::kRejected) turn().keep(promise->Result());
  return {};
}

std::unique_ptr<Rewriting> ScriptWorld::rewriting(v8::Local<v8::Object> rewriter,
                                                  RewritingOutput& output,
                                                  const ScriptedRewriterSettings& settings) {
  auto made = Rewriting::make(isolate_, rewriter, ScriptEngine::get().stacks, settings, output);
  CHECK(made);
  return std::move(*made);
}

Rewriting::State ScriptWorld::run(Rewriting& rewriting) {
  for (;;) {
    const v8::HandleScope handles(v8());
    const Rewriting::State state = rewriting.run(turn());
    // If no timer is left, nothing can settle what it waits for.
    if (state != Rewriting::State::waits || !run_timer()) return state;
  }
}

void put_through(ScriptWorld& world, Rewriting& rewriting, std::string_view page, size_t chunk) {
  const size_t size = chunk == 0 ? page.size() : chunk;
  for (size_t at = 0; at < page.size(); at += size) {
    // A copy of its own, so that what is read past its end is found out.
    const std::string piece(page.substr(at, size));
    rewriting.bring(piece);
    world.run(rewriting);
  }
  rewriting.end(true);
  world.run(rewriting);
}

}  // namespace inlay
