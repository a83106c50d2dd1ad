// Text between C++ (UTF-8) and V8 (Latin-1 or UTF-16).
#pragma once

#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-primitive.h>

#include <string>
#include <string_view>

namespace inlay {

// Bytes that are not UTF-8 become U+FFFD. Empty, with a RangeError pending, only for what exceeds
// V8's longest string (512 Mi characters). ASCII is copied at memory speed; other text is ten
// times slower, malformed text thirty times.
v8::MaybeLocal<v8::String> js_string(v8::Isolate* isolate, std::string_view utf8,
                                     v8::NewStringType type = v8::NewStringType::kNormal);

// For short text of our own.
v8::Local<v8::String> js_literal(v8::Isolate* isolate, std::string_view utf8);

// Lone surrogates become U+FFFD. Copies the whole string: check its length first.
std::string utf8_of(v8::Isolate* isolate, v8::Local<v8::String> text);

// At most `bytes_max` of it, cut between characters, with "…" if cut. A string of more than
// `characters_max` is only counted.
std::string utf8_start_of(v8::Isolate* isolate, v8::Local<v8::String> text, size_t bytes_max,
                          int characters_max);

// The first `bytes_max` bytes, less what would cut a character.
std::string_view utf8_cut(std::string_view text, size_t bytes_max);

enum class JsError : uint8_t { error, type_error, range_error, syntax_error };

// Leaves the exception pending. Nothing of the app's runs.
void throw_js(v8::Isolate* isolate, JsError kind, std::string_view message);

}  // namespace inlay
