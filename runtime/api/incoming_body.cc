#include "api/incoming_body.h"

#include <utility>

#include "base/check.h"
#include "isolate/isolate.h"
#include "isolate/native_object.h"

namespace inlay {

constinit const ClassTable kIncomingBodyClass{
    .name = "NativeBody",
    .gone = "the body of a request that is over",
    .constructor = {},
    .methods = {},
    .accessors = {},
    .constants = {},
    .global = false,
};

IncomingBody::~IncomingBody() {
  if (handle_.IsEmpty()) return;
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  const v8::HandleScope handles(isolate);
  set_native(handle_.Get(isolate), nullptr);
}

v8::Local<v8::Object> IncomingBody::handle(v8::Isolate* isolate) {
  if (handle_.IsEmpty()) {
    v8::Local<v8::Object> made = Isolate::from(isolate)
                                     .class_template(kIncomingBodyClass)
                                     ->InstanceTemplate()
                                     ->NewInstance(isolate->GetCurrentContext())
                                     .ToLocalChecked();
    set_native(made, this);
    handle_.Reset(isolate, made);
  }
  return handle_.Get(isolate);
}

IncomingBody* IncomingBody::of(v8::Local<v8::Value> value) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::FunctionTemplate> made_by =
      Isolate::from(isolate).class_template(kIncomingBodyClass);
  if (!made_by->HasInstance(value)) return nullptr;
  return native_of<IncomingBody>(value.As<v8::Object>());
}

void IncomingBody::bring(v8::Isolate* isolate, std::string_view bytes) {
  CHECK(state_ == State::open);
  if (cancelled_) return on_taken_(bytes.size());
  held_.append(bytes);
  answer(isolate);
}

void IncomingBody::end(v8::Isolate* isolate, bool whole) {
  CHECK(state_ == State::open);
  state_ = whole ? State::whole : State::failed;
  answer(isolate);
}

void IncomingBody::fail(v8::Isolate* isolate, v8::Local<v8::Value> error) {
  error_.Reset(isolate, error);
  end(isolate, false);
}

v8::MaybeLocal<v8::Promise> IncomingBody::read(v8::Isolate* isolate) {
  return wish(isolate, Wish::bytes);
}

v8::MaybeLocal<v8::Promise> IncomingBody::text(v8::Isolate* isolate) {
  return wish(isolate, Wish::text);
}

void IncomingBody::cancel() {
  cancelled_ = true;
  waiting_.Reset();
  tell_taken();
  told_ = 0;
  std::string().swap(held_);
}

v8::MaybeLocal<v8::Promise> IncomingBody::wish(v8::Isolate* isolate, Wish wish) {
  if (!waiting_.IsEmpty()) {
    throw_js(isolate, JsError::type_error, "a body is read once at a time");
    return {};
  }
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(isolate->GetCurrentContext()).ToLocal(&resolver)) return {};
  wish_ = wish;
  waiting_.Reset(isolate, resolver);
  answer(isolate);
  return resolver->GetPromise();
}

bool IncomingBody::may_answer() const {
  if (ended()) return true;
  return wish_ == Wish::bytes ? !held_.empty() : held_.size() > kTextBytesMax;
}

void IncomingBody::answer(v8::Isolate* isolate) {
  if (waiting_.IsEmpty()) return;
  // Who wants all of it makes room for what is still to come.
  if (wish_ == Wish::text) tell_taken();
  if (!may_answer()) return;
  const v8::HandleScope handles(isolate);
  v8::Local<v8::Promise::Resolver> resolver = waiting_.Get(isolate);
  waiting_.Reset();
  end_told_ = held_.empty() || wish_ == Wish::text;
  const bool all_is_there = state_ == State::whole || (wish_ == Wish::bytes && !held_.empty());
  if (!all_is_there) return reject(isolate, resolver);
  const v8::TryCatch caught(isolate);
  v8::Local<v8::Value> value;
  if (taken(isolate).ToLocal(&value)) {
    resolver->Resolve(isolate->GetCurrentContext(), value).FromMaybe(false);
  } else if (caught.HasCaught() && !caught.HasTerminated()) {
    resolver->Reject(isolate->GetCurrentContext(), caught.Exception()).FromMaybe(false);
  }
}

void IncomingBody::reject(v8::Isolate* isolate, v8::Local<v8::Promise::Resolver> resolver) {
  const std::string_view why = state_ == State::failed
                                   ? "the body broke off before its end"
                                   : "the body is larger than 16 MiB: read it as a stream";
  v8::Local<v8::Value> error =
      error_.IsEmpty() ? v8::Exception::TypeError(js_literal(isolate, why)) : error_.Get(isolate);
  cancel();
  resolver->Reject(isolate->GetCurrentContext(), error).FromMaybe(false);
}

void IncomingBody::tell_taken() {
  const size_t more = held_.size() - std::exchange(told_, held_.size());
  if (more > 0) on_taken_(more);
}

v8::MaybeLocal<v8::Value> IncomingBody::taken(v8::Isolate* isolate) {
  if (wish_ == Wish::bytes && held_.empty()) return v8::Null(isolate).As<v8::Value>();
  tell_taken();
  told_ = 0;
  const std::string bytes = std::exchange(held_, {});
  if (wish_ == Wish::text) {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    std::string_view text = bytes;
    if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
    return JsType<std::string>::to_js(isolate, text);
  }
  return JsType<std::span<const std::byte>>::to_js(isolate, std::as_bytes(std::span(bytes)));
}

}  // namespace inlay
