#include "api/module_call.h"

#include <v8-container.h>
#include <v8-json.h>

#include <array>
#include <span>
#include <utility>

#include "isolate/js_string.h"
#include "isolate/js_type.h"

namespace inlay {
namespace {

void set(Turn& turn, v8::Local<v8::Object> object, std::string_view name,
         v8::Local<v8::Value> value) {
  object->Set(turn.context(), js_literal(turn.isolate(), name), value).Check();
}

std::string_view characters(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

ModuleCall::ModuleCall(App& app, TaskListener& listener, std::string url, bool has_input,
                       std::function<void(size_t)> on_taken)
    : app_(app), task_(listener, app.limits()), url_(std::move(url)) {
  if (has_input) input_ = std::make_unique<IncomingBody>(std::move(on_taken));
}

ModuleCall::~ModuleCall() {
  const v8::Isolate::Scope in_isolate(app_.isolate().v8());
  const v8::HandleScope handles(app_.isolate().v8());
  input_.reset();
  waiting_.Reset();
  body_.Reset();
  app_.forget(task_);
}

void ModuleCall::bring(std::string_view bytes) {
  app_.enter(task_, [&](Turn& turn) { input_->bring(turn.isolate(), bytes); });
}

void ModuleCall::end_of_input(bool whole) {
  app_.enter(task_, [&](Turn& turn) { input_->end(turn.isolate(), whole); });
}

bool ModuleCall::advance(Clock::Mono now) {
  while (step_ != Step::over && advance_once(now)) {
  }
  return step_ == Step::over;
}

// False: it has to wait.
bool ModuleCall::advance_once(Clock::Mono now) {
  if (input_ && step_ != Step::loading) {
    // Nobody owes an answer while its input has not come.
    input_->starved() ? task_.rests(now) : task_.owes(now);
  }
  if (now >= task_.wall_until()) task_.over_wall();
  if (task_.failed()) {
    step_ = Step::over;
    return true;
  }
  switch (step_) {
    case Step::loading:
      return when_loaded(now);
    case Step::calling:
      return when_settled(
          [this](Turn& turn, v8::Local<v8::Value> value) { take_result(turn, value); });
    case Step::collecting:
      return when_settled(
          [this](Turn& turn, v8::Local<v8::Value> piece) { take_piece(turn, piece); });
    case Step::over:
      break;
  }
  return false;
}

bool ModuleCall::when_loaded(Clock::Mono now) {
  if (app_.state() == App::State::loading) return false;
  task_.spent(app_.take_load_cpu());
  if (app_.state() == App::State::failed) {
    task_.fail(app_.outcome(), app_.error());
    return true;
  }
  step_ = Step::calling;
  task_.owes(now);
  app_.enter(task_, [this](Turn& turn) { begin_call(turn); });
  return true;
}

void ModuleCall::begin_call(Turn& turn) {
  v8::Isolate* isolate = turn.isolate();
  v8::Local<v8::Value> entry = js_member(turn.context(), app_.exports(turn), "default");
  if (!entry->IsFunction()) return keep_json(turn, v8::Undefined(isolate));
  v8::Local<v8::Value> input = v8::Null(isolate);
  if (input_ && !input_response(turn).ToLocal(&input)) return;
  v8::Local<v8::Object> argument = v8::Object::New(isolate);
  set(turn, argument, "input", input);
  set(turn, argument, "url", js_string(isolate, url_).ToLocalChecked());
  std::array<v8::Local<v8::Value>, 1> arguments{argument};
  v8::Local<v8::Value> result;
  if (!turn.call(entry.As<v8::Function>(), v8::Undefined(isolate), arguments).ToLocal(&result)) {
    return;
  }
  // The way of await: thenables too.
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(turn.context()).ToLocal(&resolver) ||
      resolver->Resolve(turn.context(), result).IsNothing()) {
    turn.keep_exception();
    return;
  }
  wait_for(turn, resolver->GetPromise());
}

v8::MaybeLocal<v8::Value> ModuleCall::input_response(Turn& turn) {
  v8::Isolate* isolate = turn.isolate();
  std::array<v8::Local<v8::Value>, 2> type{js_literal(isolate, "content-type"),
                                           js_literal(isolate, "text/html; charset=utf-8")};
  v8::Local<v8::Value> field = v8::Array::New(isolate, type.data(), type.size());
  v8::Local<v8::Object> facts = v8::Object::New(isolate);
  set(turn, facts, "status", v8::Integer::New(isolate, 200));
  set(turn, facts, "statusText", js_literal(isolate, "OK"));
  set(turn, facts, "url", js_string(isolate, url_).ToLocalChecked());
  set(turn, facts, "headers", v8::Array::New(isolate, &field, 1));
  set(turn, facts, "body", input_->handle(isolate));
  return app_.realm().call(turn, "makeResponse", {facts});
}

void ModuleCall::wait_for(Turn& turn, v8::Local<v8::Promise> promise) {
  promise->MarkAsHandled();
  waiting_.Reset(turn.isolate(), promise);
  turn.run_microtasks();
}

template <typename Take>
bool ModuleCall::when_settled(Take&& take) {
  bool went_on = false;
  const bool well = app_.enter(task_, [&](Turn& turn) {
    if (waiting_.IsEmpty()) return;
    v8::Local<v8::Promise> promise = waiting_.Get(turn.isolate());
    if (promise->State() == v8::Promise::kPending) return;
    went_on = true;
    waiting_.Reset();
    if (promise->State() == v8::Promise::kRejected) return turn.keep(promise->Result());
    take(turn, promise->Result());
  });
  return went_on || !well;
}

void ModuleCall::take_result(Turn& turn, v8::Local<v8::Value> value) {
  if (app_.realm().is_response(turn, value)) return collect(turn, value);
  keep_json(turn, value);
}

void ModuleCall::collect(Turn& turn, v8::Local<v8::Value> response) {
  v8::Local<v8::Value> body;
  if (!app_.realm().call(turn, "takeBody", {response}).ToLocal(&body)) return;
  v8::Local<v8::Value> bytes = js_member(turn.context(), body, "bytes");
  std::span<const std::byte> read;
  if (bytes->IsUint8Array() &&
      JsType<std::span<const std::byte>>::from_js(turn.isolate(), bytes, read)) {
    return keep_text(turn, characters(read));
  }
  const bool empty =
      utf8_of(turn.isolate(), js_member(turn.context(), body, "kind").As<v8::String>()) == "empty";
  if (empty) return keep_text(turn, {});
  body_.Reset(turn.isolate(), body.As<v8::Object>());
  step_ = Step::collecting;
  read_on(turn);
}

void ModuleCall::read_on(Turn& turn) {
  v8::Local<v8::Object> body = body_.Get(turn.isolate());
  v8::Local<v8::Value> read;
  if (IncomingBody* native = IncomingBody::of(js_member(turn.context(), body, "handle"))) {
    v8::Local<v8::Promise> promise;
    if (native->read(turn.isolate()).ToLocal(&promise)) read = promise;
  } else {
    v8::Local<v8::Value> function = js_member(turn.context(), body, "read");
    v8::MaybeLocal<v8::Value> called;
    if (function->IsFunction()) called = turn.call(function.As<v8::Function>(), body, {});
    if (!called.ToLocal(&read)) return;
  }
  if (read.IsEmpty() || !read->IsPromise()) {
    turn.keep_exception();
    return;
  }
  wait_for(turn, read.As<v8::Promise>());
}

void ModuleCall::take_piece(Turn& turn, v8::Local<v8::Value> piece) {
  if (piece->IsNull()) return keep_text(turn, text_);
  std::span<const std::byte> bytes;
  if (!JsType<std::span<const std::byte>>::from_js(turn.isolate(), piece, bytes)) return;
  if (text_.size() + bytes.size() > kResultBytesMax) return too_large();
  text_.append(characters(bytes));
  read_on(turn);
}

// As JSON, by the engine itself: it knows how.
void ModuleCall::keep_text(Turn& turn, std::string_view text) {
  v8::Local<v8::String> made;
  if (js_string(turn.isolate(), text).ToLocal(&made)) keep_json(turn, made);
}

void ModuleCall::keep_json(Turn& turn, v8::Local<v8::Value> value) {
  v8::Local<v8::Value> told = value;
  if (value->IsUndefined() || value->IsFunction() || value->IsSymbol()) {
    told = v8::Null(turn.isolate());
  }
  v8::Local<v8::String> json;
  if (!v8::JSON::Stringify(turn.context(), told).ToLocal(&json)) {
    turn.keep_exception();
    return;
  }
  if (json->Utf8Length(turn.isolate()) > static_cast<int>(kResultBytesMax)) return too_large();
  result_ = utf8_of(turn.isolate(), json);
  if (result_ == "undefined") result_ = "null";  // of a toJSON() that gives nothing
  step_ = Step::over;
}

void ModuleCall::too_large() {
  ScriptError error;
  error.name = "RangeError";
  error.message = "the result is larger than 16 MiB";
  task_.fail(Outcome::over_output, error);
}

}  // namespace inlay
