// A request's line and fields, checked. Sans-I/O: bytes in, views out.
#pragma once

#include <string_view>

#include "http_messages/authority.h"
#include "http_messages/field_list.h"
#include "http_messages/framing.h"
#include "http_messages/head_error.h"
#include "http_messages/message_limits.h"
#include "http_messages/method.h"
#include "http_messages/version.h"

namespace inlay::http {

inline constexpr size_t kMethodBytesMax = 32;  // a longer one is answered 501

// The target in origin form, whatever form it came in: path + query are its bytes. Not decoded, not
// normalised.
struct Target {
  std::string_view path;   // starts with "/"; "*" for a server-wide OPTIONS
  std::string_view query;  // with its "?"; empty if there is none
};

// Borrows from the bytes that were parsed (`authority` owns its host). Made to be reused; see
// FieldList.
struct RequestHead {
  Method method = Method::other;
  std::string_view method_text;
  Target target;
  // What the request is for: the target's authority if it had one, else Host (RFC 9112 3.3). Empty
  // only in HTTP/1.0 without Host. Send `authority.text` on as Host; the Host among `fields` may be
  // another one.
  Authority authority;
  Version version = Version::http11;
  FieldList fields;
  Framing framing;          // none, length or chunked
  bool keep_alive = false;  // what the client asked for; after an error close anyway
  // The client waits for 100 before it sends the body; never in HTTP/1.0. Expect stays among
  // `fields`: whoever does not relay the origin's 100 to this client drops it.
  bool expect_continue = false;
  std::string_view upgrade;  // value of Upgrade if Connection names it in HTTP/1.1, else empty
};

// `head` is one whole head as HeadFinder cuts it: request line, fields, empty line. `out` is
// overwritten and holds nothing useful after an error. Refused with the status to answer: a line or
// field not exactly as the grammar has it (one space between parts, CRLF at each end, no folds, no
// space before the colon, no control bytes), targets with other bytes than 0x21-0x7E or with "#",
// CONNECT, "*" beside OPTIONS, versions other than 1.0 and 1.1, Host missing in 1.1, repeated or no
// authority, ambiguous framing (framing.h), expectations other than 100-continue.
HeadResult<> parse_request_head(std::string_view head, const HeadLimits& limits, RequestHead& out);

}  // namespace inlay::http
