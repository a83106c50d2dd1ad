#include "api/attributes_iterator.h"

#include <v8-container.h>

#include <iterator>

#include "api/element.h"
#include "api/html_rewriter_state.h"

namespace inlay {
namespace {

// In the object's internal field: an array of these.
enum State : uint32_t { kElement, kVersion, kAt, kStateSize };

constexpr std::string_view kLabel = "attributes.next: ";
constexpr std::string_view kChanged =
    "an attributes iterator is valid only until an attribute is changed: copy it first, "
    "[...element.attributes]";

void refuse(v8::Isolate* isolate, std::string_view rule) {
  throw_js(isolate, JsError::type_error, std::string(kLabel).append(rule));
}

uint32_t number_at(v8::Local<v8::Context> context, v8::Local<v8::Array> state, uint32_t at) {
  return state->Get(context, at).ToLocalChecked().As<v8::Uint32>()->Value();
}

v8::MaybeLocal<v8::Value> pair(v8::Isolate* isolate, const html::StartTagEdit::NameValue& one) {
  v8::Local<v8::String> name;
  v8::Local<v8::String> value;
  if (!js_string(isolate, one.name, v8::NewStringType::kInternalized).ToLocal(&name) ||
      !js_string(isolate, one.value).ToLocal(&value)) {
    return {};
  }
  v8::Local<v8::Value> both[] = {name, value};
  return v8::Array::New(isolate, both, std::size(both)).As<v8::Value>();
}

void next(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* const isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::Value> held = info.This()->GetInternalField(kNativeField).As<v8::Value>();
  if (!held->IsArray()) return refuse(isolate, "this object is no iterator");
  const auto state = held.As<v8::Array>();
  auto* const element =
      native_of<ScriptElement>(state->Get(context, kElement).ToLocalChecked().As<v8::Object>());
  if (element == nullptr) return refuse(isolate, kAttributesIteratorClass.gone);
  if (element->attributes_version() != number_at(context, state, kVersion)) {
    return refuse(isolate, kChanged);
  }
  const HtmlRewriterState& shared = HtmlRewriterState::of(isolate);
  v8::Local<v8::Object> result = shared.iterator_result(isolate);
  info.GetReturnValue().Set(result);
  const uint32_t at = number_at(context, state, kAt);
  const auto& list = element->attribute_list();
  if (at == list.size()) return;
  v8::Local<v8::Value> value;
  if (!pair(isolate, list[at]).ToLocal(&value)) return;
  state->Set(context, kAt, v8::Integer::NewFromUnsigned(isolate, at + 1)).Check();
  result->Set(context, shared.names().value.Get(isolate), value).Check();
  result->Set(context, shared.names().done.Get(isolate), v8::False(isolate)).Check();
}

constexpr std::array kMethods{MethodRow{.name = "next",
                                        .callback = next,
                                        .arity = 0,
                                        .of_class = false,
                                        .returns = "IteratorResult<[string, string]>",
                                        .takes = {}}};

}  // namespace

v8::Local<v8::Object> make_attributes_iterator(v8::Isolate* isolate, v8::Local<v8::Object> element,
                                               uint32_t attributes_version) {
  v8::Local<v8::Value> state[kStateSize] = {
      element, v8::Integer::NewFromUnsigned(isolate, attributes_version),
      v8::Integer::New(isolate, 0)};
  v8::Local<v8::Object> iterator =
      HtmlRewriterState::of(isolate).attributes.fresh(isolate, nullptr);
  iterator->SetInternalField(kNativeField, v8::Array::New(isolate, state, kStateSize));
  return iterator;
}

constexpr ClassTable kAttributesIteratorClass{
    .name = "AttributesIterator",
    .gone = "an attributes iterator is valid only until its element's handler has finished",
    .constructor = {},
    .methods = kMethods,
    .accessors = {},
    .constants = {},
    .global = false,
};

}  // namespace inlay
