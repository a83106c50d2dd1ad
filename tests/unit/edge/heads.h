// Heads for tests, written as lines.
#pragma once

#include <string>
#include <string_view>

#include "base/check.h"
#include "http_messages/request_head.h"
#include "http_messages/response_head.h"

namespace inlay {

// "A: b\nC: d\n" as it stands on the wire.
inline std::string wire(std::string_view lines) {
  std::string out;
  for (char c : lines) out.append(c == '\n' ? "\r\n" : std::string(1, c));
  return out;
}

// A parsed head and the bytes that it borrows from. Stays where it is.
struct Request {
  explicit Request(std::string_view fields,
                   std::string_view line = "GET /p HTTP/1.1\nHost: a.example\n")
      : bytes(wire(line) + wire(fields) + "\r\n") {
    CHECK(http::parse_request_head(bytes, http::HeadLimits{}, head));
  }
  Request(const Request&) = delete;

  std::string bytes;
  http::RequestHead head;
};

struct Response {
  explicit Response(std::string_view fields, std::string_view line = "HTTP/1.1 200 OK\n",
                    http::Method method = http::Method::get)
      : bytes(wire(line) + wire(fields) + "\r\n") {
    CHECK(http::parse_response_head(bytes, http::HeadLimits{}, method, head));
  }
  Response(const Response&) = delete;

  std::string bytes;
  http::ResponseHead head;
};

}  // namespace inlay
