// The pages we answer ourselves when something is wrong. They say what a visitor can do and carry
// the request's id, which the operator finds in the log; they never show internals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace inlay {

struct ErrorPage {
  std::string head;  // as ServerConnection::respond() takes it
  std::string body;
};

ErrorPage error_page(uint16_t status, std::string_view request_id, std::string_view date);

}  // namespace inlay
