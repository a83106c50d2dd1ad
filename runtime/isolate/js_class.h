// Classes that scripts see, as tables: the whole surface can be read off them, by people and by
// the program that writes type declarations.
//
//   constexpr std::array kElementMethods{
//       method<&Element::get_attribute>("getAttribute"),
//       method<&Element::set_attribute>("setAttribute"),
//   };
#pragma once

#include <v8-function-callback.h>
#include <v8-template.h>

#include <array>
#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "base/result.h"
#include "isolate/isolate.h"
#include "isolate/js_type.h"
#include "isolate/native_object.h"

namespace inlay {

struct MethodRow {
  std::string_view name;  // as scripts write it; "@@iterator" is Symbol.iterator
  v8::FunctionCallback callback;
  int arity;                 // arguments that must be given
  bool of_class = false;     // static
  std::string_view returns;  // for type declarations
  std::span<const std::string_view> takes{};
};

struct AccessorRow {
  std::string_view name;
  v8::FunctionCallback getter;
  v8::FunctionCallback setter = nullptr;  // null: read-only
  std::string_view type;
};

struct ConstantRow {
  std::string_view name;
  double value;
};

struct ConstructorRow {
  v8::FunctionCallback callback = nullptr;  // null: scripts cannot make one
  int arity = 0;
  std::span<const std::string_view> takes{};
};

struct ClassTable {
  std::string_view name;
  std::string_view gone;  // why a method may find no native: "an element is valid only inside …"
  ConstructorRow constructor;
  std::span<const MethodRow> methods;
  std::span<const AccessorRow> accessors;
  std::span<const ConstantRow> constants;
  bool global = true;  // its constructor is a global name
};

// What a native function may ask about the call it serves, by taking it as its first parameter.
struct JsCall {
  const v8::FunctionCallbackInfo<v8::Value>& info;

  v8::Isolate* isolate() const { return info.GetIsolate(); }
  v8::Local<v8::Context> context() const { return isolate()->GetCurrentContext(); }
  v8::Local<v8::Object> receiver() const { return info.This(); }
  // An exception of a script that the native called is pending: it goes on, the result is unused.
  void rethrow() { thrown = true; }

  bool thrown = false;
};

namespace js {

// Of the callbacks below, all for errors; out of line, as none is hot. Each leaves an exception.
void throw_gone(const v8::FunctionCallbackInfo<v8::Value>& info);
void throw_missing(const v8::FunctionCallbackInfo<v8::Value>& info, int needed);
void throw_error(const v8::FunctionCallbackInfo<v8::Value>& info, const Error& error);
void throw_not_new(const v8::FunctionCallbackInfo<v8::Value>& info);

template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <typename... Args>
struct Parameters {
  using Values = std::tuple<std::decay_t<Args>...>;
  static constexpr int needed = [] {
    int count = 0;
    int at = 0;
    ((at++, count = is_optional<std::decay_t<Args>> ? count : at), ...);
    return count;
  }();
  static constexpr std::array<std::string_view, sizeof...(Args)> names{
      JsType<std::decay_t<Args>>::kName...};
};

template <typename T>
struct Unwrapped {
  using Value = T;
};
template <typename T>
struct Unwrapped<Result<T>> {
  using Value = T;
};
template <typename T>
constexpr std::string_view type_name() {
  using Value = typename Unwrapped<T>::Value;
  if constexpr (std::is_void_v<Value>) {
    return "void";
  } else if constexpr (std::same_as<Value, Self>) {
    return "this";
  } else {
    return JsType<std::decay_t<Value>>::kName;
  }
}

// The shape of a callable: class (or void), result, whether it wants a JsCall, its parameters.
template <typename C, typename R, bool Call, typename... Args>
struct Shape {
  using Class = C;
  using Returned = R;
  using Params = Parameters<Args...>;
  static constexpr bool wants_call = Call;
};
template <typename F>
struct ShapeOf;
template <typename C, typename R, typename... Args>
struct ShapeOf<R (C::*)(Args...)> : Shape<C, R, false, Args...> {};
template <typename C, typename R, typename... Args>
struct ShapeOf<R (C::*)(Args...) const> : Shape<C, R, false, Args...> {};
template <typename C, typename R, typename... Args>
struct ShapeOf<R (C::*)(JsCall&, Args...)> : Shape<C, R, true, Args...> {};
template <typename R, typename... Args>
struct ShapeOf<R (*)(Args...)> : Shape<void, R, false, Args...> {};
template <typename R, typename... Args>
struct ShapeOf<R (*)(JsCall&, Args...)> : Shape<void, R, true, Args...> {};

// Left to right, which scripts can observe; stops at the first that throws.
template <typename Params>
bool read_arguments(const v8::FunctionCallbackInfo<v8::Value>& info,
                    typename Params::Values& values) {
  if (info.Length() < Params::needed) {
    throw_missing(info, Params::needed);
    return false;
  }
  return [&]<size_t... I>(std::index_sequence<I...>) {
    return (JsType<std::tuple_element_t<I, typename Params::Values>>::from_js(
                info.GetIsolate(), info[static_cast<int>(I)], std::get<I>(values)) &&
            ...);
  }
  (std::make_index_sequence<std::tuple_size_v<typename Params::Values>>());
}

template <typename T>
void give(const v8::FunctionCallbackInfo<v8::Value>& info, T&& value) {
  using Value = std::decay_t<T>;
  if constexpr (std::same_as<Value, Self>) {
    info.GetReturnValue().Set(info.This());
  } else if constexpr (std::same_as<Value, bool> || std::same_as<Value, int32_t> ||
                       std::same_as<Value, uint32_t> || std::same_as<Value, double>) {
    info.GetReturnValue().Set(value);
  } else {
    v8::Local<v8::Value> made;
    if (JsType<Value>::to_js(info.GetIsolate(), value).ToLocal(&made)) {
      info.GetReturnValue().Set(made);
    }
  }
}

template <typename R>
void give_result(JsCall& call, R&& result) {
  if (call.thrown) return;
  if constexpr (requires { result.error(); }) {
    if (!result) {
      throw_error(call.info, result.error());
    } else if constexpr (!std::is_void_v<typename std::decay_t<R>::value_type>) {
      give(call.info, *std::forward<R>(result));
    }
  } else {
    give(call.info, std::forward<R>(result));
  }
}

// Calls `function` with the converted arguments after `first…` (the native, or nothing).
template <typename S, typename F>
void call_with_arguments(const v8::FunctionCallbackInfo<v8::Value>& info, F&& function) {
  typename S::Params::Values values;
  if (!read_arguments<typename S::Params>(info, values)) return;
  JsCall call{info};
  auto invoke = [&](auto&... arguments) {
    if constexpr (S::wants_call) {
      return function(call, std::move(arguments)...);
    } else {
      return function(std::move(arguments)...);
    }
  };
  if constexpr (std::is_void_v<typename S::Returned>) {
    std::apply(invoke, values);
  } else {
    give_result(call, std::apply(invoke, values));
  }
}

template <auto Member>
void method_callback(const v8::FunctionCallbackInfo<v8::Value>& info) {
  using S = ShapeOf<decltype(Member)>;
  auto* native = native_of<typename S::Class>(info.This());
  if (native == nullptr) return throw_gone(info);
  call_with_arguments<S>(info, [native](auto&&... arguments) -> typename S::Returned {
    return (native->*Member)(std::forward<decltype(arguments)>(arguments)...);
  });
}

template <auto Function>
void function_callback(const v8::FunctionCallbackInfo<v8::Value>& info) {
  call_with_arguments<ShapeOf<decltype(Function)>>(info, Function);
}

template <auto Make>
void constructor_callback(const v8::FunctionCallbackInfo<v8::Value>& info) {
  if (!info.IsConstructCall()) return throw_not_new(info);
  // Arguments run scripts, and a constructor may fail: until it is done there is no native.
  set_native(info.This(), nullptr);
  using S = ShapeOf<decltype(Make)>;
  typename S::Params::Values values;
  if (!read_arguments<typename S::Params>(info, values)) return;
  JsCall call{info};
  auto made = std::apply(
      [&](auto&... arguments) {
        if constexpr (S::wants_call) {
          return Make(call, std::move(arguments)...);
        } else {
          return Make(std::move(arguments)...);
        }
      },
      values);
  if (call.thrown) return;
  if (!made) return throw_error(info, made.error());
  Isolate::from(info.GetIsolate())
      .natives()
      .adopt(info.GetIsolate(), info.This(), std::move(*made));
}

}  // namespace js

// A member function: R f(args…), where R is a crossing type, void, Self, or a Result of one.
template <auto Member>
constexpr MethodRow method(std::string_view name) {
  using S = js::ShapeOf<decltype(Member)>;
  return {name,  js::method_callback<Member>,           S::Params::needed,
          false, js::type_name<typename S::Returned>(), S::Params::names};
}

// A free or static function: a static of the class, or a native of the prelude.
template <auto Function>
constexpr MethodRow function(std::string_view name) {
  using S = js::ShapeOf<decltype(Function)>;
  return {name, js::function_callback<Function>,       S::Params::needed,
          true, js::type_name<typename S::Returned>(), S::Params::names};
}

template <auto Get>
constexpr AccessorRow accessor(std::string_view name) {
  return {name, js::method_callback<Get>, nullptr,
          js::type_name<typename js::ShapeOf<decltype(Get)>::Returned>()};
}
template <auto Get, auto Set>
constexpr AccessorRow accessor(std::string_view name) {
  return {name, js::method_callback<Get>, js::method_callback<Set>,
          js::type_name<typename js::ShapeOf<decltype(Get)>::Returned>()};
}

// A static function that gives Result<std::unique_ptr<C>>; the object owns it.
template <auto Make>
constexpr ConstructorRow constructor() {
  using S = js::ShapeOf<decltype(Make)>;
  return {js::constructor_callback<Make>, S::Params::needed, S::Params::names};
}

// For scripts that may not make one: what a null constructor calls.
void illegal_constructor(const v8::FunctionCallbackInfo<v8::Value>& info);

v8::Local<v8::FunctionTemplate> class_template_of(v8::Isolate* isolate, const ClassTable& table);
v8::Local<v8::FunctionTemplate> function_template_of(v8::Isolate* isolate, const MethodRow& row);

}  // namespace inlay
