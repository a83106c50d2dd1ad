// What a script threw, as text for its author. Made without running any of the script's code.
#pragma once

#include <v8-local-handle.h>

#include <string>
#include <string_view>

namespace v8 {
class Isolate;
class Message;
class Object;
class Value;
}  // namespace v8

namespace inlay {

struct ScriptError {
  std::string name;     // "TypeError"; "Error" where the thrown thing has none
  std::string message;  // of anything that is no error object: what it is, as text
  std::string stack;    // "  at f (source/edge.js:3:5)" lines, of the app's own files; may be empty
  std::string file;     // where it was thrown; empty if not in the app's code
  int line = 0;         // from 1; 0: unknown
  int column = 0;       // from 1; 0: unknown
  bool denied = false;  // what was asked for is not allowed: mark_denied()

  // "TypeError: x is not a function (source/edge.js:3:5)"
  std::string text() const;
};

// Bounds of the texts, in bytes; more is cut and ends in "…".
inline constexpr size_t kErrorNameMax = 128;
inline constexpr size_t kErrorMessageMax = 8 * 1024;
inline constexpr int kErrorFramesMax = 16;
// Strings of more characters are not even read: V8 would copy them first.
inline constexpr int kErrorStringMax = 1 << 20;

// Scripts whose names begin so are the runtime's own; they are left out of stacks.
inline constexpr std::string_view kInternalScripts = "inlay:";

// `thrown` may be anything at all. `message` is V8's own note of the place, or empty. Needs an
// entered context; throws nothing into JavaScript, calls no getter, proxy trap or toString.
ScriptError describe_thrown(v8::Isolate* isolate, v8::Local<v8::Value> thrown,
                            v8::Local<v8::Message> message);

// So that it is known again when it comes out of a script; scripts can neither see nor make that.
void mark_denied(v8::Isolate* isolate, v8::Local<v8::Object> error);

}  // namespace inlay
