#include "http_messages/head_error.h"

namespace inlay::http {

Reason reason_of(Sender sender, Reason client_reason) {
  if (sender == Sender::client) return client_reason;
  switch (client_reason) {
    case Reason::request_line_too_long:
    case Reason::request_head_too_large:
    case Reason::request_too_many_fields:
      return Reason::origin_head_too_large;
    case Reason::request_framing_too_large:
      return Reason::origin_framing_too_large;
    default:
      return Reason::origin_malformed;
  }
}

tl::unexpected<HeadError> refuse(Sender sender, uint16_t client_status, Fault fault,
                                 Reason client_reason, std::string detail) {
  const uint16_t status = sender == Sender::client ? client_status : uint16_t{502};
  return tl::unexpected<HeadError>(HeadError{
      status, Error{fault, blame_of(sender), std::move(detail), reason_of(sender, client_reason)}});
}

std::string quoted(std::string_view text) {
  constexpr size_t kShownBytesMax = 48;
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text.substr(0, kShownBytesMax)) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte < 0x20 || byte > 0x7E || c == '"' || c == '\\') {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += text.size() > kShownBytesMax ? "…\"" : "\"";
  return out;
}

}  // namespace inlay::http
