// What may cross the border between native code and scripts, type by type. A type without a
// specialisation does not cross.
#pragma once

#include <v8-container.h>
#include <v8-function.h>
#include <v8-primitive.h>
#include <v8-typed-array.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "isolate/js_string.h"

namespace inlay {

// Longest string a script may hand to native code, in bytes of UTF-8: it is copied outside of V8's
// heap. A longer one is a RangeError.
inline constexpr Bytes kJsStringMax = 16_MiB;

// Each specialisation may have
//   kName: what it is called in type declarations
//   from_js(isolate, value, T& out): false with an exception pending; may run scripts (toString)
//   to_js(isolate, T): empty with an exception pending
template <typename T>
struct JsType;

// The result of methods that return their own object.
struct Self {};

// A name that comes again and again (tag and attribute names): V8 keeps one copy.
struct Name {
  std::string_view text;
};

namespace js {
bool string_from(v8::Isolate* isolate, v8::Local<v8::Value> value, std::string& out);
// A view into an ArrayBuffer or a view on one; valid until scripts run again.
bool bytes_from(v8::Isolate* isolate, v8::Local<v8::Value> value, std::span<const std::byte>& out);
v8::MaybeLocal<v8::Value> bytes_to(v8::Isolate* isolate, std::span<const std::byte> bytes);
// A TypeError that says what was expected.
bool refuse(v8::Isolate* isolate, std::string_view expected);
}  // namespace js

template <>
struct JsType<std::string> {
  static constexpr std::string_view kName = "string";
  static bool from_js(v8::Isolate* isolate, v8::Local<v8::Value> value, std::string& out) {
    return js::string_from(isolate, value, out);
  }
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate* isolate, std::string_view text) {
    v8::Local<v8::String> made;
    if (!js_string(isolate, text).ToLocal(&made)) return {};
    return made;
  }
};

template <>
struct JsType<std::string_view> {  // out only: nobody would own what came in
  static constexpr std::string_view kName = "string";
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate* isolate, std::string_view text) {
    return JsType<std::string>::to_js(isolate, text);
  }
};

template <>
struct JsType<Name> {
  static constexpr std::string_view kName = "string";
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate* isolate, Name name) {
    v8::Local<v8::String> made;
    if (!js_string(isolate, name.text, v8::NewStringType::kInternalized).ToLocal(&made)) return {};
    return made;
  }
};

template <>
struct JsType<bool> {
  static constexpr std::string_view kName = "boolean";
  static bool from_js(v8::Isolate* isolate, v8::Local<v8::Value> value, bool& out) {
    out = value->BooleanValue(isolate);
    return true;
  }
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate* isolate, bool value) {
    return v8::Boolean::New(isolate, value).As<v8::Value>();
  }
};

template <>
struct JsType<int32_t> {  // as Web IDL's long: modulo 2^32
  static constexpr std::string_view kName = "number";
  static bool from_js(v8::Isolate* isolate, v8::Local<v8::Value> value, int32_t& out) {
    return value->Int32Value(isolate->GetCurrentContext()).To(&out);
  }
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate* isolate, int32_t value) {
    return v8::Integer::New(isolate, value).As<v8::Value>();
  }
};

template <>
struct JsType<uint32_t> {
  static constexpr std::string_view kName = "number";
  static bool from_js(v8::Isolate* isolate, v8::Local<v8::Value> value, uint32_t& out) {
    return value->Uint32Value(isolate->GetCurrentContext()).To(&out);
  }
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate* isolate, uint32_t value) {
    return v8::Integer::NewFromUnsigned(isolate, value).As<v8::Value>();
  }
};

template <>
struct JsType<double> {
  static constexpr std::string_view kName = "number";
  static bool from_js(v8::Isolate* isolate, v8::Local<v8::Value> value, double& out) {
    return value->NumberValue(isolate->GetCurrentContext()).To(&out);
  }
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate* isolate, double value) {
    return v8::Number::New(isolate, value).As<v8::Value>();
  }
};

template <>
struct JsType<v8::Local<v8::Value>> {
  static constexpr std::string_view kName = "any";
  static bool from_js(v8::Isolate*, v8::Local<v8::Value> value, v8::Local<v8::Value>& out) {
    out = value;
    return true;
  }
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate*, v8::Local<v8::Value> value) { return value; }
};

template <>
struct JsType<v8::Local<v8::Object>> {
  static constexpr std::string_view kName = "object";
  static bool from_js(v8::Isolate* isolate, v8::Local<v8::Value> value,
                      v8::Local<v8::Object>& out) {
    if (!value->IsObject()) return js::refuse(isolate, "an object");
    out = value.As<v8::Object>();
    return true;
  }
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate*, v8::Local<v8::Object> value) {
    return value.As<v8::Value>();
  }
};

template <>
struct JsType<v8::Local<v8::Function>> {
  static constexpr std::string_view kName = "Function";
  static bool from_js(v8::Isolate* isolate, v8::Local<v8::Value> value,
                      v8::Local<v8::Function>& out) {
    if (!value->IsFunction()) return js::refuse(isolate, "a function");
    out = value.As<v8::Function>();
    return true;
  }
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate*, v8::Local<v8::Function> value) {
    return value.As<v8::Value>();
  }
};

template <>
struct JsType<std::span<const std::byte>> {  // out: a Uint8Array with a copy
  static constexpr std::string_view kName = "Uint8Array";
  static bool from_js(v8::Isolate* isolate, v8::Local<v8::Value> value,
                      std::span<const std::byte>& out) {
    return js::bytes_from(isolate, value, out);
  }
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate* isolate, std::span<const std::byte> bytes) {
    return js::bytes_to(isolate, bytes);
  }
};

// In: a missing or undefined argument is nothing. Out: nothing is null, as the web's APIs have it.
template <typename T>
struct JsType<std::optional<T>> {
  static constexpr std::string_view kName = JsType<T>::kName;
  static bool from_js(v8::Isolate* isolate, v8::Local<v8::Value> value, std::optional<T>& out) {
    if (value->IsUndefined()) return true;
    return JsType<T>::from_js(isolate, value, out.emplace());
  }
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate* isolate, const std::optional<T>& value) {
    if (!value) return v8::Null(isolate).template As<v8::Value>();
    return JsType<T>::to_js(isolate, *value);
  }
};

template <typename T>
struct JsType<std::vector<T>> {  // out only
  static constexpr std::string_view kName = "array";
  static v8::MaybeLocal<v8::Value> to_js(v8::Isolate* isolate, const std::vector<T>& values) {
    std::vector<v8::Local<v8::Value>> made(values.size());
    for (size_t i = 0; i < values.size(); i++) {
      if (!JsType<T>::to_js(isolate, values[i]).ToLocal(&made[i])) return {};
    }
    return v8::Array::New(isolate, made.data(), made.size()).template As<v8::Value>();
  }
};

template <typename T>
concept FromJs = requires(v8::Isolate* isolate, v8::Local<v8::Value> value, T& out) {
  {JsType<T>::from_js(isolate, value, out)};
};

}  // namespace inlay
