// The configuration file of `serve --config`: TOML, schema 1. Checked as a whole; paths in it are
// relative to the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/origin_url.h"
#include "config/settings.h"

namespace inlay {

struct AppConfig {
  std::string folder;
  std::string options;  // path of a JSON file; empty: the manifest's defaults
};

// Other origins for some paths of a site; the longest match wins.
struct RouteConfig {
  std::string path;                  // parse_route_path()
  std::vector<std::string> origins;  // as in SiteConfig
};

enum class AcceptEncoding : uint8_t {
  pass,      // the origin is asked for what the visitor takes
  identity,  // it is asked for bytes as they are, and the edge encodes pages for the visitor
};

struct SiteConfig {
  std::vector<std::string> hosts;    // normal_host(); empty: every host (command line only)
  std::vector<std::string> origins;  // http://host[:port], of one service: tried in turn
  std::vector<RouteConfig> routes;
  std::string host_header;  // empty: Host goes as the visitor sent it
  AcceptEncoding accept_encoding = AcceptEncoding::pass;
  std::vector<AppConfig> apps;
};

struct ServeConfig {
  std::string state = "./inlay-state";
  std::vector<std::string> listen_http = {"127.0.0.1:8080"};
  std::string admin;  // path of a Unix socket; empty: admin.sock in the state
  std::vector<std::string> trusted_proxies;  // addresses and ranges whose X-Forwarded-* is believed
  std::string access_log;                    // path of a file; empty: none
  std::vector<std::string> name_servers;     // ADDRESS:PORT; empty: the system's
  std::string path_prefix = "/cdn-cgi/apps";
  Settings settings;
  std::vector<SiteConfig> sites;
};

// Bounds of lists in the file.
inline constexpr size_t kListenAddressesMax = 64;
inline constexpr size_t kTrustedProxiesMax = 256;
inline constexpr size_t kNameServersMax = 8;
inline constexpr size_t kSiteHostsMax = 1000;
inline constexpr size_t kSiteRoutesMax = 256;  // a request is compared with each
inline constexpr size_t kSiteAppsMax = 100;
inline constexpr size_t kOriginAddressesMax = 16;

struct ConfigProblem {
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;
  std::string message;

  std::string text() const;  // file:line:column: error: message
};

// Reads the text of a file (`file` names it in problems). Either the whole configuration or every
// problem found.
tl::expected<ServeConfig, std::vector<ConfigProblem>> parse_serve_config(std::string_view text,
                                                                         const std::string& file);

// Starts with "/", does not end with one, only unreserved characters and "/".
Result<> check_path_prefix(std::string_view prefix);

}  // namespace inlay
