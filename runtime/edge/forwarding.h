// What is told about the way a message came: X-Forwarded-*, Forwarded (RFC 7239) and Via
// (RFC 9110 7.6.3). Pure: fields in, text out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http_messages/request_head.h"
#include "http_messages/response_head.h"

namespace inlay {

// A request that came through more proxies than this goes in a circle, whatever they call
// themselves.
inline constexpr size_t kViaMembersMax = 20;

// What the edge knows of a request's way. Borrows.
struct Forwarding {
  std::string_view client;    // the peer's IP address: no port, IPv6 without brackets
  bool trusted_peer = false;  // a proxy of the operator's: what it says of the way is believed
  std::string_view scheme;    // how the visitor reached us: "http" or "https"
  std::string_view node;      // what we call ourselves in Via, a token
};

// Whether a field of the visitor's must not be copied, because append_forwarding() writes it anew
// or because only a trusted proxy may say it: X-Forwarded-*, X-Real-IP and Forwarded; also spelled
// with underscores, which many origins read as hyphens.
bool forwarding_replaces(const http::Field& field, bool trusted_peer);

// Appends the fields for the origin. Of an untrusted peer nothing is believed and ours stand alone.
// A trusted proxy's X-Forwarded-For and Forwarded get its own address added (several fields become
// one; of the two only those that it sent, or both if it sent none: half a way would name the proxy
// as the visitor), its X-Forwarded-Proto and -Host stay. Host is the visitor's, and left out if
// there was none.
void append_forwarding(std::string& out, const http::RequestHead& head, const Forwarding& way);

// Whether the request has been here before, or came through more than kViaMembersMax proxies: 508.
bool is_loop(const http::RequestHead& head, std::string_view node);

// Appends an answer's Via: what came, and us. Leave Via out of the copied fields.
void append_via(std::string& out, const http::ResponseHead& head, std::string_view node);

}  // namespace inlay
