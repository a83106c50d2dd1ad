#include "isolate/js_string.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/check.h"

namespace inlay {
namespace {

bool is_ascii(std::string_view text) {
  uint64_t seen = 0;
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    seen |= word;
  }
  for (; at < text.size(); at++) seen |= static_cast<unsigned char>(text[at]);
  return (seen & 0x8080808080808080) == 0;
}

std::string utf8_of_latin1(std::string_view latin1, size_t high) {
  std::string utf8;
  utf8.reserve(latin1.size() + high);
  for (const char character : latin1) {
    const auto code = static_cast<unsigned char>(character);
    if (code < 0x80) {
      utf8 += character;
    } else {
      utf8 += static_cast<char>(0xC0 | (code >> 6));
      utf8 += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return utf8;
}

}  // namespace

v8::MaybeLocal<v8::String> js_string(v8::Isolate* isolate, std::string_view utf8,
                                     v8::NewStringType type) {
  v8::MaybeLocal<v8::String> made;
  if (utf8.size() <= static_cast<size_t>(v8::String::kMaxLength)) {
    const auto size = static_cast<int>(utf8.size());
    made = is_ascii(utf8) ? v8::String::NewFromOneByte(
                                isolate, reinterpret_cast<const uint8_t*>(utf8.data()), type, size)
                          : v8::String::NewFromUtf8(isolate, utf8.data(), type, size);
  }
  if (made.IsEmpty()) throw_js(isolate, JsError::range_error, "text too long for a string");
  return made;
}

v8::Local<v8::String> js_literal(v8::Isolate* isolate, std::string_view utf8) {
  return js_string(isolate, utf8, v8::NewStringType::kInternalized).ToLocalChecked();
}

std::string utf8_of(v8::Isolate* isolate, v8::Local<v8::String> text) {
  std::string bytes;
  if (text->IsOneByte()) {
    bytes.resize(static_cast<size_t>(text->Length()));
    text->WriteOneByte(isolate, reinterpret_cast<uint8_t*>(bytes.data()), 0, text->Length(),
                       v8::String::NO_NULL_TERMINATION);
    if (is_ascii(bytes)) return bytes;
    const auto high = std::count_if(bytes.begin(), bytes.end(), [](char c) { return c < 0; });
    return utf8_of_latin1(bytes, static_cast<size_t>(high));
  }
  bytes.resize(static_cast<size_t>(text->Utf8Length(isolate)));
  const int written =
      text->WriteUtf8(isolate, bytes.data(), static_cast<int>(bytes.size()), nullptr,
                      v8::String::NO_NULL_TERMINATION | v8::String::REPLACE_INVALID_UTF8);
  bytes.resize(static_cast<size_t>(written));
  return bytes;
}

std::string_view utf8_cut(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) end--;
  return text.substr(0, end);
}

std::string utf8_start_of(v8::Isolate* isolate, v8::Local<v8::String> text, size_t bytes_max,
                          int characters_max) {
  if (text->Length() > characters_max) {
    return "(a text of " + std::to_string(text->Length()) + " characters)";
  }
  std::string whole = utf8_of(isolate, text);
  if (whole.size() <= bytes_max) return whole;
  return std::string(utf8_cut(whole, bytes_max)) + "…";
}

void throw_js(v8::Isolate* isolate, JsError kind, std::string_view message) {
  // Short enough for any string, so made without this function's own help.
  const std::string_view shown = utf8_cut(message, 64 * 1024);
  v8::Local<v8::String> text =
      v8::String::NewFromUtf8(isolate, shown.data(), v8::NewStringType::kNormal,
                              static_cast<int>(shown.size()))
          .ToLocalChecked();
  v8::Local<v8::Value> error;
  switch (kind) {
    case JsError::error:
      error = v8::Exception::Error(text);
      break;
    case JsError::type_error:
      error = v8::Exception::TypeError(text);
      break;
    case JsError::range_error:
      error = v8::Exception::RangeError(text);
      break;
    case JsError::syntax_error:
      error = v8::Exception::SyntaxError(text);
      break;
  }
  isolate->ThrowException(error);
}

}  // namespace inlay
