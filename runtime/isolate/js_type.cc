#include "isolate/js_type.h"

#include <v8-array-buffer.h>
#include <v8-context.h>

#include <cstring>

namespace inlay::js {

bool refuse(v8::Isolate* isolate, std::string_view expected) {
  throw_js(isolate, JsError::type_error, std::string(expected) + " is expected");
  return false;
}

bool string_from(v8::Isolate* isolate, v8::Local<v8::Value> value, std::string& out) {
  v8::Local<v8::String> text;
  if (!value->ToString(isolate->GetCurrentContext()).ToLocal(&text)) return false;
  const auto bytes_max = static_cast<int>(kJsStringMax.count());
  // At most three bytes for one unit, so short strings need no counting.
  if (text->Length() > bytes_max / 3 &&
      (text->Length() > bytes_max || text->Utf8Length(isolate) > bytes_max)) {
    throw_js(isolate, JsError::range_error,
             "text of " + std::to_string(text->Length()) + " characters, limit " +
                 std::to_string(bytes_max >> 20) + " MiB");
    return false;
  }
  out = utf8_of(isolate, text);
  return true;
}

bool bytes_from(v8::Isolate* isolate, v8::Local<v8::Value> value, std::span<const std::byte>& out) {
  std::shared_ptr<v8::BackingStore> store;
  size_t offset = 0;
  size_t length = 0;
  if (value->IsArrayBufferView()) {
    const auto view = value.As<v8::ArrayBufferView>();
    store = view->Buffer()->GetBackingStore();
    offset = view->ByteOffset();
    length = view->ByteLength();
  } else if (value->IsArrayBuffer()) {
    store = value.As<v8::ArrayBuffer>()->GetBackingStore();
    length = store->ByteLength();
  } else {
    return refuse(isolate, "an ArrayBuffer or a view on one");
  }
  // The buffer keeps the store alive; a detached one has length 0.
  out = length == 0 ? std::span<const std::byte>()
                    : std::span(static_cast<const std::byte*>(store->Data()) + offset, length);
  return true;
}

v8::MaybeLocal<v8::Value> bytes_to(v8::Isolate* isolate, std::span<const std::byte> bytes) {
  v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate, bytes.size());
  if (!bytes.empty()) {
    std::memcpy(buffer->GetBackingStore()->Data(), bytes.data(), bytes.size());
  }
  return v8::Uint8Array::New(buffer, 0, bytes.size()).As<v8::Value>();
}

}  // namespace inlay::js
