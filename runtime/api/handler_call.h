// Calls of an app's code that a page waits for, however long they take.
#pragma once

#include <v8-persistent-handle.h>
#include <v8-promise.h>

#include <cstdint>

#include "isolate/turn.h"

namespace inlay {

enum class CallState : uint8_t {
  done,
  waits,   // for a promise
  failed,  // threw, was rejected (the turn keeps the error) or terminated
};

// On the stack of whoever makes the call, which is the rewriter's.
class HandlerCall {
 public:
  HandlerCall() = default;
  HandlerCall(const HandlerCall&) = delete;
  HandlerCall& operator=(const HandlerCall&) = delete;
  virtual ~HandlerCall() = default;

  // Once, on the thread's own stack, in a turn of the call's isolate and a handle scope. Runs
  // microtasks.
  virtual CallState begin(Turn& turn) = 0;
  // The same, while it waits, each time microtasks may have run.
  virtual CallState look(Turn& turn) = 0;
};

// Knows where the rewriter runs (on a fiber, say), and how to get from there into JavaScript.
class HandlerCaller {
 public:
  virtual ~HandlerCaller() = default;
  // Called from inside Rewriter::feed() and finish(). Comes back when the call is done (true), has
  // failed, or nobody waits for it any more (false: nothing of that script is called again).
  virtual bool call(HandlerCall& call) = 0;
};

// A call that is done when what it gives, if that is a promise or another thenable, is settled.
// Asks neither for a promise's `then` nor for its constructor.
class PromisedCall : public HandlerCall {
 public:
  CallState begin(Turn& turn) final;
  CallState look(Turn& turn) final;

 private:
  // Calls the app. Empty: it threw, and the turn knows.
  virtual v8::MaybeLocal<v8::Value> start(Turn& turn) = 0;
  // Nothing to wait for, in what start() gave: its own argument, say.
  virtual bool is_plain(v8::Local<v8::Value>) const { return false; }
  // It waits: handles must outlive the scope.
  virtual void keep(Turn&) {}
  // What the app was given for the call is not the app's any more. Once, unless this dies waiting.
  virtual void over(Turn&) {}
  // What came of it, promises resolved. False, with an error that the turn knows: a failure.
  virtual bool came(Turn&, v8::Local<v8::Value>) { return true; }

  CallState settle(Turn& turn, v8::Local<v8::Promise> promise);
  CallState end(Turn& turn, CallState state);

  v8::Global<v8::Promise> promise_;
};

}  // namespace inlay
