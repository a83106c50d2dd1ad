#include "api/handler_call.h"

#include "isolate/isolate.h"
#include "isolate/rejections.h"

namespace inlay {
namespace {

v8::MaybeLocal<v8::Promise> promise_of(Turn& turn, v8::Local<v8::Value> value) {
  if (value->IsPromise()) return value.As<v8::Promise>();
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(turn.context()).ToLocal(&resolver) ||
      resolver->Resolve(turn.context(), value).IsNothing()) {
    return {};
  }
  return resolver->GetPromise();
}

}  // namespace

CallState PromisedCall::begin(Turn& turn) {
  v8::Local<v8::Value> value;
  if (!start(turn).ToLocal(&value)) return end(turn, CallState::failed);
  if (!value->IsObject() || is_plain(value)) {
    // Before microtasks: what waits there is none of this call.
    over(turn);
    const bool came_well = came(turn, value);
    turn.run_microtasks();
    return came_well && !turn.terminating() ? CallState::done : CallState::failed;
  }
  v8::Local<v8::Promise> promise;
  if (!promise_of(turn, value).ToLocal(&promise)) {
    turn.keep_exception();
    return end(turn, CallState::failed);
  }
  promise->MarkAsHandled();
  CallState state = settle(turn, promise);
  if (state != CallState::waits) {
    turn.run_microtasks();
    return turn.terminating() ? CallState::failed : state;
  }
  turn.run_microtasks();
  state = turn.terminating() ? end(turn, CallState::failed) : settle(turn, promise);
  if (state == CallState::waits) {
    promise_.Reset(turn.isolate(), promise);
    keep(turn);
  }
  return state;
}

CallState PromisedCall::look(Turn& turn) {
  if (turn.terminating()) return end(turn, CallState::failed);
  return settle(turn, promise_.Get(turn.isolate()));
}

CallState PromisedCall::settle(Turn& turn, v8::Local<v8::Promise> promise) {
  switch (promise->State()) {
    case v8::Promise::kPending:
      return CallState::waits;
    case v8::Promise::kFulfilled:
      return end(turn, came(turn, promise->Result()) ? CallState::done : CallState::failed);
    case v8::Promise::kRejected:
      break;
  }
  Isolate::from(turn.isolate()).rejections().drop(promise);
  turn.keep(promise->Result());
  return end(turn, CallState::failed);
}

CallState PromisedCall::end(Turn& turn, CallState state) {
  over(turn);
  promise_.Reset();
  return state;
}

}  // namespace inlay
