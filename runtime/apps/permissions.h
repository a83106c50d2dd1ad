// What an edge script may do beyond looking at the page: `inlay.permissions` of a manifest, and the
// file of `run-script --permissions` (docs/app-format.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "apps/json.h"
#include "apps/reporter.h"

namespace inlay::apps {

inline constexpr size_t kFetchOriginsMax = 50;              // of one script
inline constexpr size_t kPermissionReasonBytesMax = 1'000;  // of one reason

// One entry of `fetch`: scheme, host and port must all be the same. Source: js-api N1.
struct FetchOrigin {
  bool https = true;
  bool subdomains = false;  // `*.example.com`: every name below the host, not the host itself
  std::string host;         // lower case, as in a URL
  uint16_t port = 443;

  bool operator==(const FetchOrigin&) const = default;
};

// `https://HOST`, `http://HOST:PORT`, or HOST for https; HOST may begin with `*.`. The error says
// what is wrong.
tl::expected<FetchOrigin, std::string> parse_fetch_origin(std::string_view text);

// The one text of an origin that parse_fetch_origin() reads back: scheme, host and port.
std::string to_text(const FetchOrigin& origin);

enum class HtmlPermission : uint8_t { read, modify };

// The defaults are what a script has that asks for nothing.
struct Permissions {
  HtmlPermission html = HtmlPermission::modify;
  std::vector<FetchOrigin> fetch;  // hosts that it may call; none: fetch() is refused
  bool cookies = false;            // sees and sets cookies, and sees Authorization
  bool request_body = false;       // reads the bodies of visitors' requests
  bool kv = false;                 // keeps values of its own
  bool web_assembly = false;       // only where the operator allows it too

  bool operator==(const Permissions&) const = default;
};

// Each member is a value or {"value": …, "reason": "…"}. Everything that is wrong is reported; what
// is wrong is not granted.
Permissions read_permissions(const Json& value, Reporter& reporter);

}  // namespace inlay::apps
