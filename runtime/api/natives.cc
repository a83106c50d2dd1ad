#include "api/natives.h"

#include <v8-array-buffer.h>
#include <v8-container.h>
#include <v8-proxy.h>

#include <array>
#include <string>
#include <vector>

#include "api/host.h"
#include "api/incoming_body.h"
#include "html/utf8.h"

namespace inlay {
namespace {

using v8::Local;
using v8::Value;

ScriptHost& host(const JsCall& call) { return ScriptHost::of(call.isolate()); }

// Our own JavaScript gives what it should: an array of strings.
void log(JsCall& call, std::string level, Local<Value> texts) {
  std::vector<std::string> all;
  Local<v8::Array> array = texts.As<v8::Array>();
  for (uint32_t i = 0; i < array->Length(); ++i) {
    Local<Value> text;
    if (!array->Get(call.context(), i).ToLocal(&text)) return call.rethrow();
    all.push_back(utf8_of(call.isolate(), text.As<v8::String>()));
  }
  host(call).log(level, all);
}

double now(JsCall& call) { return host(call).now_ms(); }

Result<> start_timer(JsCall& call, uint32_t id, uint32_t ms, bool repeat) {
  return host(call).start_timer(id, ms, repeat);
}

void stop_timer(JsCall& call, uint32_t id) { host(call).stop_timer(id); }

void report_error(JsCall& call, Local<Value> value) {
  host(call).uncaught(
      describe_thrown(call.isolate(), value, v8::Exception::CreateMessage(call.isolate(), value)));
}

Local<Value> encode_utf8(JsCall& call, Local<Value> text) {
  const std::string bytes = utf8_of(call.isolate(), text.As<v8::String>());
  Local<Value> made;
  const auto span = std::as_bytes(std::span(bytes));
  if (!JsType<std::span<const std::byte>>::to_js(call.isolate(), span).ToLocal(&made)) {
    call.rethrow();
  }
  return made;
}

Local<Value> decode_utf8(JsCall& call, std::span<const std::byte> bytes, bool fatal) {
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  Local<Value> made;
  if (fatal && !html::is_utf8(text)) {
    throw_js(call.isolate(), JsError::type_error, "the bytes are not UTF-8");
    call.rethrow();
  } else if (!JsType<std::string>::to_js(call.isolate(), text).ToLocal(&made)) {
    call.rethrow();
  }
  return made;
}

// URLs are not native yet: what is given is what there is.
Local<Value> normalize_url(JsCall&, Local<Value> text) { return text; }

IncomingBody* body_of(JsCall& call, Local<Value> value) {
  IncomingBody* body = IncomingBody::of(value);
  if (body == nullptr) {
    throw_js(call.isolate(), JsError::type_error, "a body of a request that is over");
    call.rethrow();
  }
  return body;
}

Local<Value> promise_or_throw(JsCall& call, v8::MaybeLocal<v8::Promise> made) {
  Local<v8::Promise> promise;
  if (!made.ToLocal(&promise)) call.rethrow();
  return promise;
}

Local<Value> read_body(JsCall& call, Local<Value> handle) {
  IncomingBody* body = body_of(call, handle);
  if (body == nullptr) return {};
  return promise_or_throw(call, body->read(call.isolate()));
}

Local<Value> body_text(JsCall& call, Local<Value> handle) {
  IncomingBody* body = body_of(call, handle);
  if (body == nullptr) return {};
  return promise_or_throw(call, body->text(call.isolate()));
}

void cancel_body(JsCall&, Local<Value> handle) {
  if (IncomingBody* body = IncomingBody::of(handle)) body->cancel();
}

Local<Value> transfer_buffer(JsCall& call, Local<Value> value) {
  if (!value->IsArrayBuffer() || !value.As<v8::ArrayBuffer>()->IsDetachable()) {
    throw_js(call.isolate(), JsError::type_error, "the buffer cannot be handed over");
    call.rethrow();
    return {};
  }
  Local<v8::ArrayBuffer> buffer = value.As<v8::ArrayBuffer>();
  std::shared_ptr<v8::BackingStore> store = buffer->GetBackingStore();
  buffer->Detach();
  return v8::ArrayBuffer::New(call.isolate(), std::move(store));
}

bool is_proxy(JsCall&, Local<Value> value) { return value->IsProxy(); }

void wait_until(JsCall& call, Local<Value> request, Local<Value> promise) {
  if (promise->IsPromise()) host(call).wait_until(request, promise.As<v8::Promise>());
}

Local<Value> page_response(JsCall& call, std::string url, std::string method) {
  const auto page = host(call).page();
  const bool reads = method == "GET" || method == "HEAD";
  if (!page || page->url != url || !(reads || page->method == method)) {
    return v8::Undefined(call.isolate());
  }
  Local<Value> response = host(call).page_response(call.isolate());
  if (response.IsEmpty()) {
    throw_js(call.isolate(), JsError::type_error,
             "fetch: the page's own response was fetched already, or is html()'s");
    call.rethrow();
  }
  return response;
}

Local<Value> denied(JsCall& call, Local<v8::Object> error) {
  mark_denied(call.isolate(), error);
  return error;
}

constexpr std::array kRows{
    function<&log>("log"),
    function<&now>("now"),
    function<&start_timer>("startTimer"),
    function<&stop_timer>("stopTimer"),
    function<&report_error>("reportError"),
    function<&encode_utf8>("encodeUtf8"),
    function<&decode_utf8>("decodeUtf8"),
    function<&normalize_url>("normalizeUrl"),
    function<&read_body>("readBody"),
    function<&cancel_body>("cancelBody"),
    function<&body_text>("bodyText"),
    function<&transfer_buffer>("transferBuffer"),
    function<&is_proxy>("isProxy"),
    function<&page_response>("pageResponse"),
    function<&denied>("denied"),
    function<&wait_until>("waitUntil"),
};

}  // namespace

const std::span<const MethodRow> kNatives = kRows;

}  // namespace inlay
