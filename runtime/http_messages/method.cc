#include "http_messages/method.h"

#include <array>

namespace inlay::http {

Method method_of(std::string_view text) {
  struct Known {
    std::string_view text;
    Method method;
  };
  static constexpr std::array<Known, 9> kKnown{{{"GET", Method::get},
                                                {"HEAD", Method::head},
                                                {"POST", Method::post},
                                                {"PUT", Method::put},
                                                {"DELETE", Method::delete_},
                                                {"CONNECT", Method::connect},
                                                {"OPTIONS", Method::options},
                                                {"TRACE", Method::trace},
                                                {"PATCH", Method::patch}}};
  for (const Known& known : kKnown) {
    if (known.text == text) return known.method;
  }
  return Method::other;
}

}  // namespace inlay::http
