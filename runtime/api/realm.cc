#include "api/realm.h"

#include <v8-function.h>

#include <array>

#include "base/check.h"
#include "isolate/js_string.h"

namespace inlay {

v8::MaybeLocal<v8::Value> Realm::call(Turn& turn, std::string_view function,
                                      std::initializer_list<v8::Local<v8::Value>> arguments) {
  v8::MaybeLocal<v8::Value> result = call_prelude(turn.isolate(), function, arguments);
  if (result.IsEmpty()) turn.keep_exception();
  return result;
}

v8::MaybeLocal<v8::Value> call_prelude(v8::Isolate* isolate, std::string_view function,
                                       std::initializer_list<v8::Local<v8::Value>> arguments) {
  constexpr size_t kArgumentsMax = 4;
  CHECK(arguments.size() <= kArgumentsMax);
  std::array<v8::Local<v8::Value>, kArgumentsMax> values;
  std::copy(arguments.begin(), arguments.end(), values.begin());
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::Value> prelude = Isolate::from(isolate).prelude();
  v8::Local<v8::Value> found = js_member(context, prelude, function);
  CHECK(found->IsFunction());
  return found.As<v8::Function>()->Call(context, prelude, static_cast<int>(arguments.size()),
                                        values.data());
}

bool Realm::is(Turn& turn, std::string_view function, v8::Local<v8::Value> value) {
  v8::Local<v8::Value> answer;
  return call(turn, function, {value}).ToLocal(&answer) && answer->IsTrue();
}

v8::Local<v8::Value> js_member(v8::Local<v8::Context> context, v8::Local<v8::Value> object,
                               std::string_view name) {
  v8::Isolate* isolate = context->GetIsolate();
  v8::Local<v8::String> key;
  v8::Local<v8::Value> found = v8::Undefined(isolate);
  if (!object->IsObject()) return found;
  if (!js_string(isolate, name, v8::NewStringType::kInternalized).ToLocal(&key)) return found;
  return object.As<v8::Object>()->Get(context, key).FromMaybe(found);
}

}  // namespace inlay
