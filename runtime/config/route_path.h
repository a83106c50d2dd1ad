// Which paths of a site belong to a route.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace inlay {

struct RoutePath {
  std::string text;      // without the *
  bool is_whole = true;  // false: everything that begins with the text

  // `path` as in the request: not decoded, without its query.
  bool matches(std::string_view path) const {
    return is_whole ? path == text : path.starts_with(text);
  }
};

// "/status" is that path alone; "/api/*" is everything that begins with "/api/", that one included
// and "/api" not. A * stands at the end or nowhere.
Result<RoutePath> parse_route_path(std::string_view text);

}  // namespace inlay
