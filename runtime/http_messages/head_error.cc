#include "http_messages/head_error.h"

namespace inlay::http {

tl::unexpected<HeadError> refuse(Sender sender, uint16_t client_status, Fault fault,
                                 std::string detail) {
  const uint16_t status = sender == Sender::client ? client_status : uint16_t{502};
  return tl::unexpected<HeadError>(
      HeadError{status, Error{fault, blame_of(sender), std::move(detail)}});
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
