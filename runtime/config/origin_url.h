// Where an origin is: http://HOST[:PORT].
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace inlay {

struct OriginUrl {
  std::string host;  // IPv6 in brackets
  uint16_t port = 80;

  bool operator==(const OriginUrl&) const = default;
};

// http:// with a host and perhaps a port, and no path, query or user. https:// is refused with its
// own text.
Result<OriginUrl> parse_origin_url(std::string_view url);

}  // namespace inlay
