#include "isolate/script_error.h"

#include <v8-context.h>
#include <v8-debug.h>
#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-message.h>
#include <v8-object.h>
#include <v8-primitive.h>

#include <optional>

#include "isolate/js_string.h"

namespace inlay {
namespace {

// Prototypes looked at for a name or a message; a chain may be as long as a script likes.
constexpr int kPrototypesMax = 8;
constexpr size_t kFunctionNameMax = 128;
constexpr size_t kFileNameMax = 512;

std::string shown(v8::Isolate* isolate, v8::Local<v8::String> text, size_t bytes_max) {
  return utf8_start_of(isolate, text, bytes_max, kErrorStringMax);
}

// As text, without toString: "#<Object>" for what is no primitive and no error.
std::string described(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  v8::Local<v8::String> text;
  if (!value->ToDetailString(isolate->GetCurrentContext()).ToLocal(&text)) return {};
  return shown(isolate, text, kErrorMessageMax);
}

// The value of a property of the object or a prototype if it is plain data. Getters and proxies are
// code of the script's, so they count as absent.
std::optional<v8::Local<v8::Value>> data_property(v8::Isolate* isolate,
                                                  v8::Local<v8::Object> object,
                                                  std::string_view name) {
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::String> key = js_literal(isolate, name);
  v8::Local<v8::String> value_key = js_literal(isolate, "value");
  for (int i = 0; i < kPrototypesMax && !object->IsProxy(); i++) {
    v8::Local<v8::Value> found;
    if (!object->GetOwnPropertyDescriptor(context, key).ToLocal(&found)) return std::nullopt;
    if (found->IsObject()) {
      const auto descriptor = found.As<v8::Object>();
      v8::Local<v8::Value> value;
      // An accessor's descriptor has no value of its own; Object.prototype may have been given one.
      if (!descriptor->HasOwnProperty(context, value_key).FromMaybe(false) ||
          !descriptor->Get(context, value_key).ToLocal(&value)) {
        return std::nullopt;
      }
      return value;
    }
    v8::Local<v8::Value> next = object->GetPrototype();
    if (!next->IsObject()) return std::nullopt;
    object = next.As<v8::Object>();
  }
  return std::nullopt;
}

std::string text_property(v8::Isolate* isolate, v8::Local<v8::Object> object, std::string_view name,
                          size_t bytes_max) {
  const auto value = data_property(isolate, object, name);
  if (!value || !(*value)->IsString()) return {};
  return shown(isolate, value->As<v8::String>(), bytes_max);
}

std::string text_of_message(v8::Isolate* isolate, v8::Local<v8::Message> message) {
  if (message.IsEmpty()) return {};
  std::string text = shown(isolate, message->Get(), kErrorMessageMax);
  constexpr std::string_view kPrefix = "Uncaught ";
  if (text.starts_with(kPrefix)) text.erase(0, kPrefix.size());
  return text;
}

void name_thrown(v8::Isolate* isolate, v8::Local<v8::Value> thrown, v8::Local<v8::Message> message,
                 ScriptError& error) {
  error.name = "Error";
  if (thrown.IsEmpty()) {
    // Only V8's note is left: "TypeError: what".
    error.message = text_of_message(isolate, message);
    const size_t colon = error.message.find(": ");
    if (colon != std::string::npos && error.message.substr(0, colon).ends_with("Error")) {
      error.name = error.message.substr(0, colon);
      error.message.erase(0, colon + 2);
    }
    return;
  }
  if (!thrown->IsObject() || thrown->IsProxy() || thrown->IsFunction()) {
    error.message = described(isolate, thrown);
    return;
  }
  const auto object = thrown.As<v8::Object>();
  std::string name = text_property(isolate, object, "name", kErrorNameMax);
  if (name.empty()) name = shown(isolate, object->GetConstructorName(), kErrorNameMax);
  if (!name.empty() && name != "Object") error.name = name;
  error.message = text_property(isolate, object, "message", kErrorMessageMax);
  if (error.message.empty() && !thrown->IsNativeError()) {
    error.message = described(isolate, thrown);
  }
}

std::string frame_file(v8::Isolate* isolate, v8::Local<v8::StackFrame> frame) {
  v8::Local<v8::String> name = frame->GetScriptName();
  if (name.IsEmpty()) return {};
  std::string file = shown(isolate, name, kFileNameMax);
  return file.starts_with(kInternalScripts) ? std::string() : file;
}

void add_frames(v8::Isolate* isolate, v8::Local<v8::StackTrace> trace, ScriptError& error) {
  const int count = std::min(trace->GetFrameCount(), kErrorFramesMax);
  for (int i = 0; i < count; i++) {
    v8::Local<v8::StackFrame> frame = trace->GetFrame(isolate, static_cast<uint32_t>(i));
    const std::string file = frame_file(isolate, frame);
    if (file.empty()) continue;
    if (error.file.empty()) {
      error.file = file;
      error.line = frame->GetLineNumber();
      error.column = frame->GetColumn();
    }
    const std::string place = file + ":" + std::to_string(frame->GetLineNumber()) + ":" +
                              std::to_string(frame->GetColumn());
    v8::Local<v8::String> function = frame->GetFunctionName();
    const std::string name =
        function.IsEmpty() ? std::string() : shown(isolate, function, kFunctionNameMax);
    error.stack += error.stack.empty() ? "  at " : "\n  at ";
    error.stack += name.empty() ? place : name + " (" + place + ")";
  }
}

void place_thrown(v8::Isolate* isolate, v8::Local<v8::Value> thrown, v8::Local<v8::Message> message,
                  ScriptError& error) {
  v8::Local<v8::StackTrace> trace;
  if (!thrown.IsEmpty() && thrown->IsObject()) trace = v8::Exception::GetStackTrace(thrown);
  if (trace.IsEmpty() && !message.IsEmpty()) trace = message->GetStackTrace();
  if (!trace.IsEmpty()) add_frames(isolate, trace, error);
  // Errors of syntax have no frames, only V8's note of the place.
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  if (!error.file.empty() || message.IsEmpty()) return;
  v8::Local<v8::Value> name = message->GetScriptResourceName();
  if (name.IsEmpty() || !name->IsString()) return;
  std::string file = shown(isolate, name.As<v8::String>(), kFileNameMax);
  if (file.starts_with(kInternalScripts)) return;
  error.file = std::move(file);
  error.line = message->GetLineNumber(context).FromMaybe(0);
  error.column = message->GetStartColumn(context).FromMaybe(-1) + 1;
}

v8::Local<v8::Private> denied_key(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate, js_literal(isolate, "denied"));
}

bool is_denied(v8::Isolate* isolate, v8::Local<v8::Value> thrown) {
  return !thrown.IsEmpty() && thrown->IsObject() && !thrown->IsProxy() &&
         thrown.As<v8::Object>()
             ->HasPrivate(isolate->GetCurrentContext(), denied_key(isolate))
             .FromMaybe(false);
}

}  // namespace

std::string ScriptError::text() const {
  std::string text = message.empty() ? name : name + ": " + message;
  if (!file.empty()) {
    text += " (" + file + ":" + std::to_string(line) + ":" + std::to_string(column) + ")";
  }
  return text;
}

ScriptError describe_thrown(v8::Isolate* isolate, v8::Local<v8::Value> thrown,
                            v8::Local<v8::Message> message) {
  const v8::HandleScope handles(isolate);
  const v8::TryCatch quiet(isolate);
  ScriptError error;
  name_thrown(isolate, thrown, message, error);
  place_thrown(isolate, thrown, message, error);
  error.denied = is_denied(isolate, thrown);
  return error;
}

void mark_denied(v8::Isolate* isolate, v8::Local<v8::Object> error) {
  error->SetPrivate(isolate->GetCurrentContext(), denied_key(isolate), v8::True(isolate))
      .FromMaybe(false);
}

}  // namespace inlay
