// The configuration file of `serve --config`: TOML, schema 1. Checked as a whole; paths in it are
// relative to the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/settings.h"

namespace inlay {

struct AppConfig {
  std::string folder;
  std::string options;  // path of a JSON file; empty: the manifest's defaults
};

struct SiteConfig {
  std::vector<std::string>
      hosts;                // lower case, without port; empty: every host (command line only)
  std::string origin;       // http://host[:port]
  std::string host_header;  // empty: Host goes as the visitor sent it
  std::vector<AppConfig> apps;
};

struct ServeConfig {
  std::string state = "./inlay-state";
  std::vector<std::string> listen_http = {"127.0.0.1:8080"};
  std::string path_prefix = "/cdn-cgi/apps";
  Settings settings;
  std::vector<SiteConfig> sites;
};

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

struct OriginUrl {
  std::string host;  // IPv6 in brackets
  uint16_t port = 80;
};

// http:// with a host and perhaps a port, and no path, query or user. https:// is refused with its
// own text.
Result<OriginUrl> parse_origin_url(std::string_view url);

// Starts with "/", does not end with one, only unreserved characters and "/".
Result<> check_path_prefix(std::string_view prefix);

}  // namespace inlay
