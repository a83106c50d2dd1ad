#include "config/route_path.h"

#include <algorithm>

namespace inlay {
namespace {

constexpr size_t kPathBytesMax = 1024;

// What cannot stand in a request's path without its query can never match.
bool is_path_character(char c) { return c > ' ' && c < 0x7f && c != '?' && c != '#' && c != '*'; }

}  // namespace

Result<RoutePath> parse_route_path(std::string_view text) {
  auto wrong = [&](std::string_view why) {
    return fail(Fault::malformed, Blame::config,
                "route path '" + std::string(text.substr(0, 200)) + "': " + std::string(why));
  };
  if (text.size() > kPathBytesMax) return wrong("longer than 1024 bytes");
  if (!text.starts_with('/')) return wrong("wanted a path that begins with /, such as /api/*");
  RoutePath path{std::string(text), true};
  if (text.ends_with('*')) {
    path.text.pop_back();
    path.is_whole = false;
  }
  if (path.text.find('*') != std::string::npos) return wrong("a * can only stand at the end");
  if (!std::all_of(path.text.begin(), path.text.end(), is_path_character)) {
    return wrong("wanted a path as it stands in a URL, without ? # and blanks");
  }
  return path;
}

}  // namespace inlay
