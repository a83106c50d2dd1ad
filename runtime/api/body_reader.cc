#include "api/body_reader.h"

#include <span>
#include <string_view>

#include "api/incoming_body.h"
#include "api/realm.h"
#include "isolate/isolate.h"
#include "isolate/js_string.h"
#include "isolate/js_type.h"
#include "isolate/rejections.h"

namespace inlay {
namespace {

bool take_bytes(v8::Isolate* isolate, v8::Local<v8::Value> value, std::string& out) {
  std::span<const std::byte> bytes;
  if (!value->IsUint8Array() ||
      !JsType<std::span<const std::byte>>::from_js(isolate, value, bytes)) {
    return false;
  }
  out.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return true;
}

}  // namespace

BodyReader::Step BodyReader::next(Turn& turn, std::string& piece) {
  while (true) {
    if (over_) return Step::end;
    Step step = Step::waits;
    if (waiting_.IsEmpty() && begin(turn, piece, step)) return step;
    step = settle(turn, piece);
    if (step == Step::piece && piece.empty()) continue;
    if (step == Step::end || step == Step::failed) over_ = true;
    return step;
  }
}

// True: that was all of it. Else a promise is waited for.
bool BodyReader::begin(Turn& turn, std::string& piece, Step& step) {
  v8::Isolate* const isolate = turn.isolate();
  v8::Local<v8::Object> body = body_.Get(isolate);
  const auto member = [&](std::string_view name) { return js_member(turn.context(), body, name); };
  if (take_bytes(isolate, member("bytes"), piece)) {
    over_ = true;
    step = piece.empty() ? Step::end : Step::piece;
    return true;
  }
  v8::Local<v8::Value> read;
  if (IncomingBody* native = IncomingBody::of(member("handle"))) {
    v8::Local<v8::Promise> promise;
    if (native->read(isolate).ToLocal(&promise)) read = promise;
  } else if (v8::Local<v8::Value> function = member("read"); function->IsFunction()) {
    if (!turn.call(function.As<v8::Function>(), body, {}).ToLocal(&read)) {
      step = Step::failed;
      over_ = true;
      return true;
    }
  } else {
    over_ = true;
    step = Step::end;  // an empty one
    return true;
  }
  if (read.IsEmpty() || !read->IsPromise()) {
    turn.keep_exception();
    over_ = true;
    step = Step::failed;
    return true;
  }
  read.As<v8::Promise>()->MarkAsHandled();
  Isolate::from(isolate).rejections().drop(read.As<v8::Promise>());
  waiting_.Reset(isolate, read.As<v8::Promise>());
  turn.run_microtasks();
  return false;
}

BodyReader::Step BodyReader::settle(Turn& turn, std::string& piece) {
  if (turn.terminating()) return Step::failed;
  v8::Local<v8::Promise> promise = waiting_.Get(turn.isolate());
  if (promise->State() == v8::Promise::kPending) return Step::waits;
  waiting_.Reset();
  if (promise->State() == v8::Promise::kRejected) {
    turn.keep(promise->Result());
    return Step::failed;
  }
  if (promise->Result()->IsNull()) return Step::end;
  piece.clear();
  if (take_bytes(turn.isolate(), promise->Result(), piece)) return Step::piece;
  throw_js(turn.isolate(), JsError::type_error, "a body's chunk is no Uint8Array");
  turn.keep_exception();
  return Step::failed;
}

void BodyReader::cancel(Turn& turn) {
  if (over_) return;
  over_ = true;
  v8::Local<v8::Object> body = body_.Get(turn.isolate());
  if (IncomingBody* native = IncomingBody::of(js_member(turn.context(), body, "handle"))) {
    native->cancel();
  } else if (v8::Local<v8::Value> function = js_member(turn.context(), body, "cancel");
             function->IsFunction()) {
    (void)turn.call(function.As<v8::Function>(), body, {});
    turn.run_microtasks();
  }
}

}  // namespace inlay
