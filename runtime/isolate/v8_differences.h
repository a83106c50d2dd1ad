// What V8 10.2 and the V8 of current Node.js say in different words. Nothing else asks for the
// version.
#pragma once

#include <v8-isolate.h>
#include <v8-message.h>
#include <v8-object.h>
#include <v8-version.h>

#include "isolate/platform.h"

namespace inlay {

inline v8::Local<v8::Object> cloned(v8::Isolate* isolate, v8::Local<v8::Object> pattern) {
#if V8_MAJOR_VERSION >= 13
  return pattern->Clone(isolate);
#else
  static_cast<void>(isolate);
  return pattern->Clone();
#endif
}

inline v8::ScriptOrigin script_origin(v8::Isolate* isolate, v8::Local<v8::Value> name,
                                      bool is_module) {
  const v8::Local<v8::Value> no_source_map;
#if V8_MAJOR_VERSION >= 12
  static_cast<void>(isolate);
  return v8::ScriptOrigin(name, 0, 0, false, -1, no_source_map, false, false, is_module);
#else
  return v8::ScriptOrigin(isolate, name, 0, 0, false, -1, no_source_map, false, false, is_module);
#endif
}

#if V8_MAJOR_VERSION >= 11
inline void on_out_of_memory(const char*, const v8::OOMDetails&) {
  park_after_fatal("out of memory");
}
#else
inline void on_out_of_memory(const char*, bool) { park_after_fatal("out of memory"); }
#endif

}  // namespace inlay
