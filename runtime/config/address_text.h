// Checks of addresses as they stand in a configuration. They only say whether whoever will use the
// text can: numeric, complete, in range.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace inlay {

// "127.0.0.1:8080", "[::1]:0", "localhost:80", ":8080" (all interfaces).
Result<> check_listen_address(std::string_view text);

// "127.0.0.1:53", "[::1]:53": numeric, with a port from 1 on.
Result<> check_server_address(std::string_view text);

// "10.0.0.0/8", "192.0.2.7", "fd00::/8", "::1".
Result<> check_address_range(std::string_view text);

// A host as it is compared: lower case, no final dot, IPv6 shortened (RFC 5952) and in brackets.
Result<std::string> normal_host(std::string_view text);

}  // namespace inlay
