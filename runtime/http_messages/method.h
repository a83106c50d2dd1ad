// Request methods. Case-sensitive (RFC 9110 9.1).
#pragma once

#include <cstdint>
#include <string_view>

namespace inlay::http {

enum class Method : uint8_t {
  get,
  head,
  post,
  put,
  delete_,
  connect,
  options,
  trace,
  patch,
  other
};

// `other` for everything that is not one of the above, also "get".
Method method_of(std::string_view text);

constexpr bool is_get_or_head(Method method) {
  return method == Method::get || method == Method::head;
}

}  // namespace inlay::http
