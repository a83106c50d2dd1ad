#include "isolate/js_string.h"

#include <algorithm>
#include <cstring>
#include <optional>

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
  std::string utf8(latin1.size() + high, '\0');
  char* out = utf8.data();
  for (const char character : latin1) {
    const auto code = static_cast<unsigned char>(character);
    if (code < 0x80) {
      *out++ = character;
    } else {
      *out++ = static_cast<char>(0xC0 | (code >> 6));
      *out++ = static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return utf8;
}

// UTF-16 of well-formed text; nothing for any other, which V8 mends by the book, but slowly. `high`
// gathers the bits of all units.
std::optional<std::u16string> utf16_of(std::string_view utf8, char16_t& high) {
  std::u16string units(utf8.size(), u'\0');
  char16_t* out = units.data();
  const auto* at = reinterpret_cast<const unsigned char*>(utf8.data());
  const unsigned char* const end = at + utf8.size();
  const auto follows = [&](int i) { return (at[i] & 0xC0) == 0x80; };
  while (at < end) {
    char16_t unit = *at;
    if (unit < 0x80) {
      at++;
    } else if (unit >= 0xC2 && unit < 0xE0 && end - at >= 2 && follows(1)) {
      unit = static_cast<char16_t>((unit & 0x1F) << 6 | (at[1] & 0x3F));
      at += 2;
    } else if (unit >= 0xE0 && unit < 0xF0 && end - at >= 3 && follows(1) && follows(2)) {
      unit = static_cast<char16_t>((unit & 0x0F) << 12 | (at[1] & 0x3F) << 6 | (at[2] & 0x3F));
      if (unit < 0x800 || (unit >= 0xD800 && unit < 0xE000)) return std::nullopt;
      at += 3;
    } else if (unit >= 0xF0 && unit < 0xF5 && end - at >= 4 && follows(1) && follows(2) &&
               follows(3)) {
      const uint32_t code =
          (unit & 0x07U) << 18 | (at[1] & 0x3FU) << 12 | (at[2] & 0x3FU) << 6 | (at[3] & 0x3FU);
      if (code < 0x10000 || code > 0x10FFFF) return std::nullopt;
      high = 0xFFFF;
      *out++ = static_cast<char16_t>(0xD7C0 + (code >> 10));
      unit = static_cast<char16_t>(0xDC00 | (code & 0x3FF));
      at += 4;
    } else {
      return std::nullopt;
    }
    high |= unit;
    *out++ = unit;
  }
  units.resize(static_cast<size_t>(out - units.data()));
  return units;
}

v8::MaybeLocal<v8::String> decoded(v8::Isolate* isolate, std::string_view utf8,
                                   v8::NewStringType type) {
  char16_t high = 0;
  const std::optional<std::u16string> units = utf16_of(utf8, high);
  if (!units) {
    return v8::String::NewFromUtf8(isolate, utf8.data(), type, static_cast<int>(utf8.size()));
  }
  const auto length = static_cast<int>(units->size());
  if (high > 0xFF) {
    return v8::String::NewFromTwoByte(isolate, reinterpret_cast<const uint16_t*>(units->data()),
                                      type, length);
  }
  std::string latin1(units->size(), '\0');
  std::transform(units->begin(), units->end(), latin1.begin(),
                 [](char16_t unit) { return static_cast<char>(unit); });
  return v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(latin1.data()), type,
                                    length);
}

}  // namespace

v8::MaybeLocal<v8::String> js_string(v8::Isolate* isolate, std::string_view utf8,
                                     v8::NewStringType type) {
  v8::MaybeLocal<v8::String> made;
  if (utf8.size() <= static_cast<size_t>(v8::String::kMaxLength)) {
    made = is_ascii(utf8)
               ? v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(utf8.data()),
                                            type, static_cast<int>(utf8.size()))
               : decoded(isolate, utf8, type);
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
