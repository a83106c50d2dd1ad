// The prelude's `api` (sdk/edge/README.md), for native code.
#pragma once

#include <v8-local-handle.h>
#include <v8-object.h>

#include <initializer_list>
#include <string_view>

#include "api/host.h"
#include "isolate/isolate.h"

namespace inlay {

// One per isolate, which it prepares for `host`; both outlive it. Inside turns only.
class Realm {
 public:
  Realm(Isolate& isolate, ScriptHost& host) { ScriptHost::install(isolate.v8(), &host); }

  // Calls a function of the prelude. Empty if it threw (kept in the turn) or was stopped.
  v8::MaybeLocal<v8::Value> call(Turn& turn, std::string_view function,
                                 std::initializer_list<v8::Local<v8::Value>> arguments);

  bool is_response(Turn& turn, v8::Local<v8::Value> value) { return is(turn, "isResponse", value); }

 private:
  bool is(Turn& turn, std::string_view function, v8::Local<v8::Value> value);
};

// The same from inside a script's call, where no turn is at hand: what it throws stays pending.
v8::MaybeLocal<v8::Value> call_prelude(v8::Isolate* isolate, std::string_view function,
                                       std::initializer_list<v8::Local<v8::Value>> arguments);

// A member of an object that the prelude made: plain data, nothing of the app's runs. Undefined if
// there is none.
v8::Local<v8::Value> js_member(v8::Local<v8::Context> context, v8::Local<v8::Value> object,
                               std::string_view name);

}  // namespace inlay
