#include "config/origin_url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace inlay {
namespace {

constexpr size_t kHostBytesMax = 253;  // the longest name that DNS can hold

bool is_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    in6_addr address;
    std::string inner(host.substr(1, host.size() - 2));
    return ::inet_pton(AF_INET6, inner.c_str(), &address) == 1;
  }
  return !host.empty() && host.size() <= kHostBytesMax &&
         std::all_of(host.begin(), host.end(), [](char c) {
           bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
           return alnum || c == '.' || c == '-' || c == '_';
         });
}

}  // namespace

Result<OriginUrl> parse_origin_url(std::string_view url) {
  auto wrong = [&](std::string_view why) {
    return fail(Fault::malformed, Blame::config,
                "origin '" + std::string(url.substr(0, 200)) + "': " + std::string(why));
  };
  if (url.starts_with("https://")) {
    return wrong(
        "https:// origins are not supported by this version, use an http:// address of the origin");
  }
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return wrong("wanted http://HOST[:PORT]");
  std::string_view rest = url.substr(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find_first_of("/?#@ \t\\") != std::string_view::npos) {
    return wrong("wanted only http://HOST[:PORT], without path, query or user");
  }
  OriginUrl origin;
  size_t colon = rest.rfind(':');
  if (colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos) {
    std::string_view port = rest.substr(colon + 1);
    auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), origin.port);
    if (port.empty() || error != std::errc() || end != port.data() + port.size() ||
        origin.port == 0) {
      return wrong("the port must be a number from 1 to 65535");
    }
    rest = rest.substr(0, colon);
  }
  if (!is_host(rest)) return wrong("the host must be a name or an IP address");
  origin.host = rest;
  return origin;
}

}  // namespace inlay
