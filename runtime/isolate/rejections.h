// Which rejected promises nobody handled by the end of a turn, and what microtasks threw.
#pragma once

#include <v8-callbacks.h>
#include <v8-persistent-handle.h>
#include <v8-promise.h>

#include <vector>

#include "isolate/script_error.h"

namespace inlay {

// One per isolate; on its thread. Each rejection is told once; one that gets a handler within the
// turn is not told.
class Rejections {
 public:
  explicit Rejections(v8::Isolate* isolate);

  // Of this turn, at most kToldMax; forgets them. Needs an entered context.
  std::vector<ScriptError> take();
  void forget();
  // Somebody looks after this one.
  void drop(v8::Local<v8::Promise> promise);

  // More than these are dropped: nobody reads a thousandth.
  static constexpr size_t kHeldMax = 256;
  static constexpr size_t kToldMax = 16;

 private:
  struct Rejected {
    v8::Global<v8::Promise> promise;
    v8::Global<v8::Value> reason;
  };

  static void on_reject(v8::PromiseRejectMessage message);
  static void on_uncaught(v8::Local<v8::Message> message, v8::Local<v8::Value> thrown);
  v8::Isolate* isolate_;
  std::vector<Rejected> rejected_;
  std::vector<ScriptError> uncaught_;
};

}  // namespace inlay
