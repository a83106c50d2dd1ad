#include "isolate/js_class.h"

#include <string>

namespace inlay {
namespace {

// A callback's data: "Element.getAttribute\n" and why its native may be gone. Templates in a
// snapshot can hold nothing richer than a string.
struct Label {
  std::string name;
  std::string gone;
};

v8::Local<v8::String> label(v8::Isolate* isolate, std::string_view owner, std::string_view name,
                            std::string_view gone) {
  std::string text(owner);
  if (!owner.empty() && !name.empty()) text += '.';
  return js_literal(isolate, text.append(name).append("\n").append(gone));
}

Label label_of(const v8::FunctionCallbackInfo<v8::Value>& info) {
  const std::string text = utf8_of(info.GetIsolate(), info.Data().As<v8::String>());
  const size_t end = text.find('\n');
  return {text.substr(0, end), text.substr(end + 1)};
}

JsError kind_of(Fault fault) {
  switch (fault) {
    case Fault::malformed:
    case Fault::unsupported:
    case Fault::refused:
    case Fault::closed:
      return JsError::type_error;
    case Fault::too_large:
      return JsError::range_error;
    case Fault::timed_out:
    case Fault::busy:
    case Fault::unreachable:
    case Fault::not_found:
    case Fault::cancelled:
    case Fault::internal:
      return JsError::error;
  }
  return JsError::error;
}

v8::Local<v8::Name> property_name(v8::Isolate* isolate, std::string_view name) {
  if (name == "@@iterator") return v8::Symbol::GetIterator(isolate);
  return js_literal(isolate, name);
}

v8::Local<v8::FunctionTemplate> callback_of(v8::Isolate* isolate, v8::FunctionCallback callback,
                                            v8::Local<v8::Value> data,
                                            v8::Local<v8::Signature> signature, int arity) {
  return v8::FunctionTemplate::New(isolate, callback, data, signature, arity,
                                   v8::ConstructorBehavior::kThrow);
}

}  // namespace

namespace js {

void throw_gone(const v8::FunctionCallbackInfo<v8::Value>& info) {
  const Label label = label_of(info);
  throw_js(info.GetIsolate(), JsError::type_error, label.name + ": " + label.gone);
}

void throw_missing(const v8::FunctionCallbackInfo<v8::Value>& info, int needed) {
  throw_js(info.GetIsolate(), JsError::type_error,
           label_of(info).name + ": " + std::to_string(needed) +
               (needed == 1 ? " argument is needed, " : " arguments are needed, ") +
               std::to_string(info.Length()) + " given");
}

void throw_error(const v8::FunctionCallbackInfo<v8::Value>& info, const Error& error) {
  throw_js(info.GetIsolate(), kind_of(error.fault), label_of(info).name + ": " + error.detail);
}

void throw_not_new(const v8::FunctionCallbackInfo<v8::Value>& info) {
  throw_js(info.GetIsolate(), JsError::type_error, label_of(info).name + ": use new to make one");
}

}  // namespace js

void illegal_constructor(const v8::FunctionCallbackInfo<v8::Value>& info) {
  throw_js(info.GetIsolate(), JsError::type_error,
           label_of(info).name + ": scripts cannot make one");
}

v8::Local<v8::FunctionTemplate> function_template_of(v8::Isolate* isolate, const MethodRow& row) {
  v8::Local<v8::FunctionTemplate> made =
      callback_of(isolate, row.callback, label(isolate, {}, row.name, {}), {}, row.arity);
  made->SetClassName(js_literal(isolate, row.name));
  return made;
}

v8::Local<v8::FunctionTemplate> class_template_of(v8::Isolate* isolate, const ClassTable& table) {
  const ConstructorRow& made = table.constructor;
  v8::Local<v8::FunctionTemplate> of_class = v8::FunctionTemplate::New(
      isolate, made.callback == nullptr ? illegal_constructor : made.callback,
      label(isolate, table.name, {}, table.gone), {}, made.arity);
  of_class->SetClassName(js_literal(isolate, table.name));
  of_class->ReadOnlyPrototype();
  of_class->InstanceTemplate()->SetInternalFieldCount(kNativeFields);
  v8::Local<v8::ObjectTemplate> prototype = of_class->PrototypeTemplate();
  v8::Local<v8::Signature> signature = v8::Signature::New(isolate, of_class);
  const auto labelled = [&](std::string_view name) {
    return label(isolate, table.name, name, table.gone);
  };
  for (const MethodRow& row : table.methods) {
    v8::Local<v8::Name> name = property_name(isolate, row.name);
    if (row.of_class) {
      of_class->Set(name, callback_of(isolate, row.callback, labelled(row.name), {}, row.arity));
    } else {
      prototype->Set(name,
                     callback_of(isolate, row.callback, labelled(row.name), signature, row.arity),
                     v8::DontEnum);
    }
  }
  for (const AccessorRow& row : table.accessors) {
    v8::Local<v8::FunctionTemplate> setter;
    if (row.setter != nullptr) {
      setter = callback_of(isolate, row.setter, labelled(row.name), signature, 1);
    }
    prototype->SetAccessorProperty(
        property_name(isolate, row.name),
        callback_of(isolate, row.getter, labelled(row.name), signature, 0), setter);
  }
  for (const ConstantRow& row : table.constants) {
    v8::Local<v8::Name> name = property_name(isolate, row.name);
    const auto fixed = static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontDelete);
    of_class->Set(name, v8::Number::New(isolate, row.value), fixed);
    prototype->Set(name, v8::Number::New(isolate, row.value), fixed);
  }
  prototype->Set(v8::Symbol::GetToStringTag(isolate), js_literal(isolate, table.name),
                 static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontEnum));
  return of_class;
}

}  // namespace inlay
