#include "config/serve_config.h"

#include <algorithm>

#include "config/address_text.h"
#include "config/site_reader.h"
#include "config/toml_reader.h"

namespace inlay {
namespace {

constexpr size_t kUnixPathBytesMax = 107;  // sun_path without its zero

// The tables that stand once in a file.
class FileReader {
 public:
  FileReader(TomlReader& reader, ServeConfig& config) : in_(reader), config_(config) {}

  void root(const toml::table& root);

 private:
  void schema(const toml::table& root);
  void table(std::string_view key, const toml::table& table);
  void settings(const toml::table& table, std::string_view key, TomlReader::Keys texts,
                const TomlReader::OnKey& on_text);
  void log(const toml::table& table);
  void listen(const toml::table& table);
  void http_addresses(const toml::node& node);
  void admin(const toml::node& node);
  void trusted_proxies(const toml::node& node);
  void path_prefix(const toml::node& node);
  void name_servers(const toml::node& node);

  TomlReader& in_;
  ServeConfig& config_;
};

void FileReader::schema(const toml::table& root) {
  const toml::node* schema = root.get("schema");
  if (schema == nullptr) return in_.add(root.source(), "schema: missing, wanted schema = 1");
  auto value = schema->value_exact<int64_t>();
  if (!value || *value != 1) {
    in_.add(schema->source(), "schema: this program reads schema = 1 only");
  }
}

void FileReader::root(const toml::table& root) {
  schema(root);
  in_.keys(root, "",
           {"schema", "state", "listen", "log", "edge", "http", "origin", "coding", "html", "apps",
            "cells", "site"},
           [&](std::string_view key, const toml::node& value) {
             if (key == "schema") return;
             if (key == "site") return SiteReader(in_, config_.sites).read(value);
             if (key == "state") {
               return in_.text(value, key, [&](const auto& s) { config_.state = in_.resolve(s); });
             }
             in_.table(value, key, [&](const toml::table& t) { table(key, t); });
           });
  if (config_.sites.empty() && in_.is_clean()) in_.add(root.source(), "no [[site]] in the file");
}

void FileReader::table(std::string_view key, const toml::table& table) {
  if (key == "listen") return listen(table);
  if (key == "log") return log(table);
  auto texts = [&](std::string_view text, const toml::node& node) {
    if (text == "path_prefix") path_prefix(node);
    if (text == "name_servers") name_servers(node);
  };
  if (key == "apps") return settings(table, key, {"path_prefix"}, texts);
  if (key == "origin") return settings(table, key, {"name_servers"}, texts);
  settings(table, key, {}, texts);  // has nothing but numbers
}

void FileReader::settings(const toml::table& table, std::string_view key, TomlReader::Keys texts,
                          const TomlReader::OnKey& on_text) {
  in_.keys_and_settings(table, key, texts, config_.settings, on_text);
}

void FileReader::log(const toml::table& table) {
  in_.keys(table, "log", {"access"}, [&](std::string_view, const toml::node& node) {
    in_.text(node, "log.access", [&](const std::string& path) {
      config_.access_log = path.empty() ? path : in_.resolve(path);
    });
  });
}

void FileReader::listen(const toml::table& table) {
  in_.keys(table, "listen", {"http", "admin", "trusted_proxies"},
           [&](std::string_view key, const toml::node& value) {
             if (key == "http") http_addresses(value);
             if (key == "admin") admin(value);
             if (key == "trusted_proxies") trusted_proxies(value);
           });
}

void FileReader::http_addresses(const toml::node& node) {
  config_.listen_http.clear();
  in_.texts(node, "listen.http", kListenAddressesMax, [&](const std::string& text, const auto& at) {
    if (auto ok = check_listen_address(text); !ok) {
      return in_.add(at.source(), "listen.http: " + ok.error().detail);
    }
    bool twice = std::find(config_.listen_http.begin(), config_.listen_http.end(), text) !=
                 config_.listen_http.end();
    if (twice && !text.ends_with(":0")) {
      return in_.add(at.source(), "listen.http: '" + text + "' is given twice");
    }
    config_.listen_http.push_back(text);
  });
  if (node.is_array() && node.as_array()->empty()) {
    in_.add(node.source(), "listen.http: wanted at least one address");
  }
}

void FileReader::admin(const toml::node& node) {
  in_.text(node, "listen.admin", [&](const std::string& text) {
    constexpr std::string_view kUnix = "unix:";
    if (!text.starts_with(kUnix)) {
      return in_.add(node.source(),
                     "listen.admin: '" + text.substr(0, 100) +
                         "', wanted \"unix:/path\"; an address and port needs tokens, which come "
                         "with the control plane");
    }
    std::string path = text.substr(kUnix.size());
    if (path.empty()) return in_.add(node.source(), "listen.admin: wanted a path behind unix:");
    path = in_.resolve(path);
    if (path.size() > kUnixPathBytesMax) {
      return in_.add(node.source(), "listen.admin: a path of " + std::to_string(path.size()) +
                                        " bytes, a Unix socket's has at most " +
                                        std::to_string(kUnixPathBytesMax));
    }
    config_.admin = std::move(path);
  });
}

void FileReader::trusted_proxies(const toml::node& node) {
  in_.texts(node, "listen.trusted_proxies", kTrustedProxiesMax,
            [&](const std::string& text, const auto& at) {
              if (auto ok = check_address_range(text); !ok) {
                return in_.add(at.source(), "listen.trusted_proxies: " + ok.error().detail);
              }
              config_.trusted_proxies.push_back(text);
            });
}

void FileReader::name_servers(const toml::node& node) {
  in_.texts(node, "origin.name_servers", kNameServersMax,
            [&](const std::string& text, const auto& at) {
              if (auto ok = check_server_address(text); !ok) {
                return in_.add(at.source(), "origin.name_servers: " + ok.error().detail);
              }
              config_.name_servers.push_back(text);
            });
}

void FileReader::path_prefix(const toml::node& node) {
  in_.text(node, "apps.path_prefix", [&](const std::string& prefix) {
    in_.add(node, check_path_prefix(prefix));
    config_.path_prefix = prefix;
  });
}

}  // namespace

std::string ConfigProblem::text() const {
  return file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": error: " + message;
}

tl::expected<ServeConfig, std::vector<ConfigProblem>> parse_serve_config(std::string_view text,
                                                                         const std::string& file) {
  ServeConfig config;
  TomlReader reader(file);
  toml::parse_result parsed = toml::parse(text, file);
  if (!parsed) {
    reader.add(parsed.error().source(), std::string(parsed.error().description()));
  } else {
    FileReader(reader, config).root(parsed.table());
  }
  std::vector<ConfigProblem> problems = reader.take_problems();
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return config;
}

Result<> check_path_prefix(std::string_view prefix) {
  bool odd = std::any_of(prefix.begin(), prefix.end(), [](char c) {
    bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return !alnum && c != '-' && c != '_' && c != '.' && c != '~' && c != '/';
  });
  bool empty_segment = prefix.find("//") != std::string_view::npos;
  bool dots = prefix.find("/.") != std::string_view::npos;
  if (prefix.size() < 2 || prefix.size() > 200 || prefix.front() != '/' || prefix.back() == '/' ||
      odd || empty_segment || dots) {
    return fail(Fault::malformed, Blame::config,
                "apps.path_prefix '" + std::string(prefix.substr(0, 60)) +
                    "': wanted a path such as /cdn-cgi/apps, of letters, digits and - _ . ~");
  }
  return {};
}

}  // namespace inlay
