// One member of Accept, Accept-Encoding and the like (RFC 9110 12.4.2, 12.5).
#pragma once

#include <string_view>

namespace inlay::http {

inline constexpr unsigned kFullWeight = 1000;  // thousandths, as fine as the grammar is

struct Preference {
  std::string_view name;          // "text/html", "gzip"; borrows
  unsigned weight = kFullWeight;  // 0: not wanted
};

// `member` as ListReader gives it. What is no weight counts as 1; a positive one too small for us
// as the smallest.
Preference preference_of(std::string_view member);

}  // namespace inlay::http
