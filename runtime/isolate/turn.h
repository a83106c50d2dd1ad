// A stay in JavaScript: everything between coming through the door and leaving it.
#pragma once

#include <v8-context.h>
#include <v8-exception.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-persistent-handle.h>

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "base/outcome.h"
#include "isolate/isolate_limits.h"
#include "isolate/script_error.h"

namespace inlay {

class Isolate;

// How a turn went.
struct TurnEnd {
  Outcome outcome = Outcome::ok;       // ok, threw, over_cpu, over_heap or over_wall
  std::optional<ScriptError> error;    // the exception that left the script, for `threw`
  std::vector<ScriptError> unhandled;  // rejections nobody handled, exceptions in microtasks
  std::chrono::nanoseconds cpu{};      // processor time of the thread

  // Terminated: V8 has dropped the isolate's microtasks, so nothing that waits in it goes on.
  bool terminated() const { return outcome != Outcome::ok && outcome != Outcome::threw; }
};

// On the stack only, by Isolate::enter(). Opens V8's scopes, arms the budget; leave() or the end of
// the scope runs microtasks, disarms and classifies. Costs some 1 µs in all; calls inside are
// cheap.
class Turn {
 public:
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn();

  v8::Isolate* isolate() const { return isolate_; }
  v8::Local<v8::Context> context() const { return context_; }

  // Empty if the script threw (the first exception is kept for the end) or was stopped. Does not
  // run microtasks.
  v8::MaybeLocal<v8::Value> call(v8::Local<v8::Function> function, v8::Local<v8::Value> receiver,
                                 std::span<v8::Local<v8::Value>> arguments);

  // Now, not only at the end: a handler that awaits something settled goes on at once.
  void run_microtasks();

  // An exception that some call inside left is kept for the end, as call() does. True if there
  // was one.
  bool keep_exception();
  // Keeps `thrown` (a handler's rejection, say) as what the turn threw, if it is the first.
  void keep(v8::Local<v8::Value> thrown);
  bool has_error() const { return error_.has_value(); }
  // What was kept, given away: the turn goes on as if nothing had been thrown.
  std::optional<ScriptError> take_error();
  // The same, as it was thrown; empty if nothing was.
  v8::MaybeLocal<v8::Value> take_thrown();

  bool terminating() const;

  // Once; the scopes stay open until the destructor, so results can still be read.
  TurnEnd leave();

 private:
  friend class Isolate;
  Turn(Isolate& owner, Budget& budget);

  Isolate& owner_;
  Budget& budget_;
  v8::Isolate* isolate_;
  v8::Isolate::Scope in_isolate_;
  v8::HandleScope handles_;
  v8::Local<v8::Context> context_;
  v8::Context::Scope in_context_;
  v8::TryCatch caught_;
  std::optional<ScriptError> error_;
  v8::Global<v8::Value> thrown_;  // what error_ describes
  std::chrono::nanoseconds cpu_began_;
  bool left_ = false;
};

}  // namespace inlay
