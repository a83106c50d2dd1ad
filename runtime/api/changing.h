// Members of classes that change the page: not for scripts that may only look at it (the permission
// "html": "read").
#pragma once

#include <string_view>

#include "isolate/js_class.h"

namespace inlay {

// Whether the script may not; then an exception is pending that says what it lacks.
bool refuses_change(v8::Isolate* isolate);

template <v8::FunctionCallback callback>
void if_it_may_change(const v8::FunctionCallbackInfo<v8::Value>& info) {
  if (!refuses_change(info.GetIsolate())) callback(info);
}

// As method() and accessor().
template <auto Member>
constexpr MethodRow changing_method(std::string_view name) {
  MethodRow row = method<Member>(name);
  row.callback = if_it_may_change<js::method_callback<Member>>;
  return row;
}
template <auto Get, auto Set>
constexpr AccessorRow changing_accessor(std::string_view name) {
  AccessorRow row = accessor<Get, Set>(name);
  row.setter = if_it_may_change<js::method_callback<Set>>;
  return row;
}

}  // namespace inlay
