// What the JavaScript of an isolate asks of whoever runs it: the far side of the prelude's `host`
// (sdk/edge/README.md).
#pragma once

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-promise.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "isolate/script_error.h"

namespace inlay {

// What a visitor asked for.
struct RequestedPage {
  std::string_view method;
  std::string_view url;  // without a fragment
};

// One per isolate, for all its requests. Called from inside a turn, on its thread; none calls back
// into JavaScript. What belongs to a request goes to the one that runs now.
class ScriptHost {
 public:
  virtual ~ScriptHost() = default;

  // One call of console; `level` as the console names it.
  virtual void log(std::string_view level, std::span<const std::string> texts) = 0;
  // Milliseconds since 1970, as coarse as scripts may see time.
  virtual double now_ms() = 0;
  // Calls Realm::fire_timer() with this id after so many milliseconds, again and again if `repeat`.
  // Fails if the request has as many as it may.
  virtual Result<> start_timer(uint32_t id, uint32_t ms, bool repeat) = 0;
  virtual void stop_timer(uint32_t id) = 0;
  // Of a timer, or what reportError() was given.
  virtual void uncaught(ScriptError error) = 0;
  // The request's work is not over before this is settled.
  virtual void wait_until(v8::Local<v8::Value> request, v8::Local<v8::Promise> promise) = 0;
  // Of the request whose turn it is; nothing: it has no page.
  virtual std::optional<RequestedPage> page() = 0;
  // What fetch() of the request's own page gives: a Response. Empty: there is none, or it was given
  // before.
  virtual v8::Local<v8::Value> page_response(v8::Isolate* isolate) = 0;

  // Where natives find it. `host` outlives all turns of the isolate.
  static void install(v8::Isolate* isolate, ScriptHost* host) { isolate->SetData(kSlot, host); }
  static ScriptHost& of(v8::Isolate* isolate) {
    return *static_cast<ScriptHost*>(isolate->GetData(kSlot));
  }

 private:
  static constexpr uint32_t kSlot = 2;  // 0 is Isolate's, 1 that of HtmlRewriterState
};

}  // namespace inlay
