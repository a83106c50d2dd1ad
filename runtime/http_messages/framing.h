// Where a message's body ends. RFC 9112 6.3, read so that no two readers can disagree: whatever
// names two ends is refused, never repaired.
#pragma once

#include <cstdint>
#include <string_view>

#include "http_messages/field_list.h"
#include "http_messages/head_error.h"
#include "http_messages/version.h"

namespace inlay::http {

struct Framing {
  enum class Kind : uint8_t {
    none,         // no body, and nothing said about one
    length,       // exactly `length` bytes, which may be 0
    chunked,      // see ChunkedReader
    until_close,  // all bytes up to the end of the connection; origins only
  };
  Kind kind = Kind::none;
  uint64_t length = 0;  // below 2^63

  bool operator==(const Framing&) const = default;
  bool has_body() const { return kind != Kind::none && !(kind == Kind::length && length == 0); }
};

// What the fields say, whatever method and status add to it: none, length or chunked. Refuses
// Transfer-Encoding in HTTP/1.0, beside Content-Length, repeated, or other than exactly "chunked"
// (an unknown coding before a final chunked: 501); Content-Length repeated (also as "5, 5", also if
// equal), not digits only, 2^63 or more.
HeadResult<Framing> framing_of_fields(Sender sender, Version version, const FieldList& fields);

}  // namespace inlay::http
