#include "config/serve_config.h"

#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <initializer_list>

#include "config/nearest.h"

namespace inlay {
namespace {

using Problems = std::vector<ConfigProblem>;
using KeyList = std::initializer_list<std::string_view>;

// Walks one file's tables and collects what is wrong with them.
class Reader {
 public:
  Reader(std::string file, ServeConfig& config) : file_(std::move(file)), config_(config) {
    size_t slash = file_.rfind('/');
    if (slash != std::string::npos) folder_ = file_.substr(0, slash + 1);
  }

  Problems take_problems() { return std::move(problems_); }

  void read_root(const toml::table& root) {
    check_schema(root);
    read_keys(root, "", {"schema", "state", "listen", "apps", "site"},
              {"edge", "http", "origin", "html"},
              [&](std::string_view key, const toml::node& value) {
                if (key == "state")
                  text(value, key, [&](std::string s) { config_.state = resolve(s); });
                if (key == "listen")
                  table(value, key, [&](const toml::table& t) { read_listen(t); });
                if (key == "apps") table(value, key, [&](const toml::table& t) { read_apps(t); });
                if (key == "site") read_sites(value);
              });
    if (config_.sites.empty() && problems_.empty()) add(root.source(), "no [[site]] in the file");
  }

  void add(const toml::source_region& where, std::string message) {
    problems_.push_back({file_, where.begin.line, where.begin.column, std::move(message)});
  }

 private:
  void check_schema(const toml::table& root) {
    const toml::node* schema = root.get("schema");
    if (schema == nullptr) return add(root.source(), "schema: missing, wanted schema = 1");
    auto value = schema->value_exact<int64_t>();
    if (!value || *value != 1) add(schema->source(), "schema: this program reads schema = 1 only");
  }

  // Calls fn for each known key; numbers of the tables in `numeric` go to the table of settings.
  void read_keys(const toml::table& table, std::string_view path, KeyList known, KeyList numeric,
                 const std::function<void(std::string_view, const toml::node&)>& fn) {
    for (auto&& [key, value] : table) {
      std::string_view name = key.str();
      if (std::find(known.begin(), known.end(), name) != known.end()) {
        fn(name, value);
      } else if (std::find(numeric.begin(), numeric.end(), name) != numeric.end()) {
        read_settings(value, name);
      } else {
        std::vector<std::string_view> candidates(known);
        candidates.insert(candidates.end(), numeric.begin(), numeric.end());
        std::string full =
            path.empty() ? std::string(name) : std::string(path) + "." + std::string(name);
        add(key.source(), "unknown key '" + full + "', the nearest is '" +
                              std::string(nearest_word(name, candidates)) + "'");
      }
    }
  }

  void read_settings(const toml::node& node, std::string_view name) {
    table(node, name, [&](const toml::table& settings) {
      for (auto&& [key, value] : settings) {
        std::string full = std::string(name) + "." + std::string(key.str());
        auto number = value.value_exact<int64_t>();
        bool known = std::any_of(setting_rows().begin(), setting_rows().end(),
                                 [&](const SettingRow& row) { return row.key == full; });
        if (known && (!number || *number < 0)) {
          add(value.source(), full + ": wanted a whole number, 0 or more");
          continue;
        }
        auto set = set_setting(config_.settings, full, number ? static_cast<uint64_t>(*number) : 0);
        if (!set) add(known ? value.source() : key.source(), set.error().detail);
      }
    });
  }

  void read_listen(const toml::table& listen) {
    read_keys(listen, "listen", {"http"}, {}, [&](std::string_view, const toml::node& value) {
      config_.listen_http = texts(value, "listen.http");
    });
  }

  void read_apps(const toml::table& apps) {
    read_keys(apps, "apps", {"path_prefix"}, {},
              [&](std::string_view key, const toml::node& value) {
                text(value, key, [&](std::string prefix) {
                  if (auto ok = check_path_prefix(prefix); !ok)
                    return add(value.source(), ok.error().detail);
                  config_.path_prefix = std::move(prefix);
                });
              });
  }

  void read_sites(const toml::node& node) {
    const toml::array* sites = node.as_array();
    if (sites == nullptr) return add(node.source(), "site: wanted [[site]] tables");
    for (const toml::node& site : *sites) {
      table(site, "site", [&](const toml::table& t) { read_site(t); });
    }
  }

  void read_site(const toml::table& table) {
    SiteConfig site;
    read_keys(table, "site", {"hosts", "origin", "host_header", "apps"}, {},
              [&](std::string_view key, const toml::node& value) {
                if (key == "hosts") read_hosts(value, site);
                if (key == "origin") read_origin(value, site);
                if (key == "host_header")
                  text(value, key, [&](std::string s) { site.host_header = s; });
                if (key == "apps") read_site_apps(value, site);
              });
    if (site.hosts.empty() && !table.contains("hosts")) {
      add(table.source(), "site.hosts: missing, wanted for example hosts = [\"shop.example\"]");
    }
    if (!table.contains("origin")) {
      add(table.source(),
          "site.origin: missing, wanted for example origin = \"http://127.0.0.1:9000\"");
    }
    config_.sites.push_back(std::move(site));
  }

  void read_hosts(const toml::node& value, SiteConfig& site) {
    for (std::string& host : texts(value, "site.hosts")) {
      for (char& c : host) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
      }
      for (const SiteConfig& other : config_.sites) {
        if (std::find(other.hosts.begin(), other.hosts.end(), host) != other.hosts.end()) {
          add(value.source(), "host " + host + ": already belongs to another [[site]]");
        }
      }
      site.hosts.push_back(std::move(host));
    }
    if (site.hosts.empty()) add(value.source(), "site.hosts: wanted at least one host");
  }

  void read_origin(const toml::node& value, SiteConfig& site) {
    text(value, "site.origin", [&](std::string url) {
      if (auto ok = parse_origin_url(url); !ok) return add(value.source(), ok.error().detail);
      site.origin = std::move(url);
    });
  }

  void read_site_apps(const toml::node& node, SiteConfig& site) {
    const toml::array* apps = node.as_array();
    if (apps == nullptr) return add(node.source(), "site.apps: wanted an array of tables");
    for (const toml::node& entry : *apps) {
      table(entry, "site.apps", [&](const toml::table& t) {
        AppConfig app;
        read_keys(t, "site.apps", {"folder", "options"}, {},
                  [&](std::string_view key, const toml::node& value) {
                    text(value, key, [&](std::string path) {
                      (key == "folder" ? app.folder : app.options) = resolve(path);
                    });
                  });
        if (app.folder.empty()) add(t.source(), "site.apps: an entry without folder");
        site.apps.push_back(std::move(app));
      });
    }
  }

  template <typename Fn>
  void table(const toml::node& node, std::string_view key, Fn&& fn) {
    if (const toml::table* t = node.as_table()) return fn(*t);
    add(node.source(), std::string(key) + ": wanted a table");
  }

  template <typename Fn>
  void text(const toml::node& node, std::string_view key, Fn&& fn) {
    if (const auto* value = node.as_string()) return fn(value->get());
    add(node.source(), std::string(key) + ": wanted a string");
  }

  std::vector<std::string> texts(const toml::node& node, std::string_view key) {
    std::vector<std::string> out;
    const toml::array* values = node.as_array();
    if (values == nullptr) {
      add(node.source(), std::string(key) + ": wanted an array of strings");
      return out;
    }
    for (const toml::node& value : *values) {
      text(value, key, [&](std::string s) { out.push_back(std::move(s)); });
    }
    return out;
  }

  std::string resolve(const std::string& path) const {
    return path.starts_with('/') ? path : folder_ + path;
  }

  std::string file_;
  std::string folder_;  // of the file, with a slash; empty for the working folder
  ServeConfig& config_;
  Problems problems_;
};

}  // namespace

std::string ConfigProblem::text() const {
  return file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": error: " + message;
}

tl::expected<ServeConfig, std::vector<ConfigProblem>> parse_serve_config(std::string_view text,
                                                                         const std::string& file) {
  ServeConfig config;
  config.sites.clear();
  Reader reader(file, config);
  toml::parse_result parsed = toml::parse(text, file);
  if (!parsed) {
    reader.add(parsed.error().source(), std::string(parsed.error().description()));
  } else {
    reader.read_root(parsed.table());
  }
  Problems problems = reader.take_problems();
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return config;
}

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
  bool bracketed = rest.size() > 2 && rest.front() == '[' && rest.back() == ']';
  std::string_view inner = bracketed ? rest.substr(1, rest.size() - 2) : rest;
  bool odd = std::any_of(inner.begin(), inner.end(), [&](char c) {
    bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return !alnum && c != '.' && c != '-' && c != '_' && !(bracketed && c == ':');
  });
  if (inner.empty() || odd) return wrong("the host must be a name or an IP address");
  origin.host = rest;
  return origin;
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
