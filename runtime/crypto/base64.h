// Bytes as ASCII letters: base64 with padding and base64url without (RFC 4648, sections 4 and 5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace inlay::crypto {

std::string base64(std::string_view bytes);  // A-Z a-z 0-9 + / and = at the end
// The bytes of what base64() makes; nothing of any other text.
std::optional<std::string> from_base64(std::string_view text);
std::string base64url(
    std::string_view bytes);  // A-Z a-z 0-9 - _ and nothing at the end: safe in URLs and names
std::string lower_hex(std::string_view bytes);  // two digits a byte

}  // namespace inlay::crypto
