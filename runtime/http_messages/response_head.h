// An origin's status line and fields, checked. Sans-I/O: bytes in, views out.
#pragma once

#include <cstdint>
#include <string_view>

#include "http_messages/field_list.h"
#include "http_messages/framing.h"
#include "http_messages/head_error.h"
#include "http_messages/message_limits.h"
#include "http_messages/method.h"
#include "http_messages/version.h"

namespace inlay::http {

// Borrows from the bytes that were parsed. Made to be reused; see FieldList.
struct ResponseHead {
  Version version = Version::http11;
  uint16_t status = 0;      // 100 to 599
  std::string_view reason;  // may be empty; no control bytes
  FieldList fields;
  Framing framing;          // of what follows on the connection: none for HEAD, 1xx, 204 and 304
  bool keep_alive = false;  // false also where the framing leaves doubt about what follows

  bool interim() const {
    return status < 200;
  }  // another head follows (but after 101 the new protocol)
};

// As parse_request_head, with the same rules for fields and framing; every refusal is the origin's
// fault and a 502. `request_method` is that of the request this answers: HEAD has no body whatever
// the fields say.
HeadResult<> parse_response_head(std::string_view head, const HeadLimits& limits,
                                 Method request_method, ResponseHead& out);

}  // namespace inlay::http
