#include "config/site_reader.h"

#include <algorithm>

#include "config/address_text.h"
#include "config/route_path.h"

namespace inlay {
namespace {

constexpr size_t kSitesMax = 1'000'000;

}  // namespace

void SiteReader::read(const toml::node& node) {
  in_.array(node, "site", kSitesMax, [&](const toml::node& entry) {
    in_.table(entry, "site", [&](const toml::table& table) { site(table); });
  });
}

void SiteReader::site(const toml::table& table) {
  SiteConfig site;
  in_.keys(table, "site", {"hosts", "origin", "routes", "host_header", "accept_encoding", "apps"},
           [&](std::string_view key, const toml::node& value) {
             if (key == "hosts") hosts(value, site);
             if (key == "origin") origins(value, "site.origin", site.origins);
             if (key == "routes") routes(value, site);
             if (key == "host_header") host_header(value, site);
             if (key == "accept_encoding") accept_encoding(value, site);
             if (key == "apps") apps(value, site);
           });
  if (!table.contains("hosts")) {
    in_.add(table.source(), "site.hosts: missing, wanted for example hosts = [\"shop.example\"]");
  }
  if (!table.contains("origin")) {
    in_.add(table.source(),
            "site.origin: missing, wanted for example origin = \"http://127.0.0.1:9000\"");
  }
  sites_.push_back(std::move(site));
}

void SiteReader::hosts(const toml::node& node, SiteConfig& site) {
  size_t given = 0;
  in_.texts(node, "site.hosts", kSiteHostsMax, [&](const std::string& text, const auto& where) {
    given++;
    auto host = normal_host(text);
    if (!host) return in_.add(where.source(), "site.hosts: " + host.error().detail);
    if (!hosts_.insert(*host).second) {
      bool here = std::find(site.hosts.begin(), site.hosts.end(), *host) != site.hosts.end();
      return in_.add(where.source(), "host " + *host +
                                         (here ? ": given twice in this [[site]]"
                                               : ": already belongs to another [[site]]"));
    }
    site.hosts.push_back(std::move(*host));
  });
  if (given == 0 && node.is_array()) {
    in_.add(node.source(), "site.hosts: wanted at least one host");
  }
}

// One URL, or an array of them.
void SiteReader::origins(const toml::node& node, std::string_view name,
                         std::vector<std::string>& urls) {
  if (const auto* one = node.as_string()) return origin(one->get(), node, urls);
  if (!node.is_array()) {
    return in_.add(node.source(), std::string(name) + ": wanted a URL or an array of URLs");
  }
  if (node.as_array()->empty()) {
    return in_.add(node.source(), std::string(name) + ": wanted at least one URL");
  }
  in_.texts(node, name, kOriginAddressesMax,
            [&](const std::string& url, const auto& where) { origin(url, where, urls); });
}

void SiteReader::origin(const std::string& url, const toml::node& where,
                        std::vector<std::string>& urls) {
  if (auto ok = parse_origin_url(url); !ok) return in_.add(where.source(), ok.error().detail);
  urls.push_back(url);
}

void SiteReader::routes(const toml::node& node, SiteConfig& site) {
  in_.array(node, "site.routes", kSiteRoutesMax, [&](const toml::node& entry) {
    in_.table(entry, "site.routes", [&](const toml::table& table) { route(table, site); });
  });
}

void SiteReader::route(const toml::table& table, SiteConfig& site) {
  RouteConfig route;
  in_.keys(
      table, "site.routes", {"path", "origin"}, [&](std::string_view key, const toml::node& value) {
        if (key == "origin") return origins(value, "site.routes.origin", route.origins);
        in_.text(value, "site.routes.path", [&](const std::string& path) {
          if (auto ok = parse_route_path(path); !ok) {
            return in_.add(value.source(), ok.error().detail);
          }
          bool twice = std::any_of(site.routes.begin(), site.routes.end(),
                                   [&](const RouteConfig& other) { return other.path == path; });
          if (twice) in_.add(value.source(), "route path '" + path + "': given twice");
          route.path = path;
        });
      });
  for (std::string_view key : {"path", "origin"}) {
    if (!table.contains(key)) {
      in_.add(table.source(), "site.routes." + std::string(key) +
                                  ": missing, wanted for example { path = \"/api/*\", origin = "
                                  "\"http://127.0.0.1:9001\" }");
    }
  }
  site.routes.push_back(std::move(route));
}

void SiteReader::accept_encoding(const toml::node& node, SiteConfig& site) {
  in_.text(node, "site.accept_encoding", [&](const std::string& text) {
    if (text == "identity") {
      site.accept_encoding = AcceptEncoding::identity;
    } else if (text != "pass") {
      in_.add(node.source(), "site.accept_encoding: '" + text.substr(0, 60) +
                                 "', wanted \"pass\" or \"identity\"");
    }
  });
}

// It goes into a request as it stands.
void SiteReader::host_header(const toml::node& node, SiteConfig& site) {
  in_.text(node, "site.host_header", [&](const std::string& text) {
    constexpr std::string_view kOthers = "-._:[]";
    bool odd = std::any_of(text.begin(), text.end(), [&](char c) {
      bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      return !alnum && kOthers.find(c) == std::string_view::npos;
    });
    if (odd || text.size() > 260) {
      return in_.add(node.source(), "site.host_header: wanted HOST or HOST:PORT");
    }
    site.host_header = text;
  });
}

void SiteReader::apps(const toml::node& node, SiteConfig& site) {
  in_.array(node, "site.apps", kSiteAppsMax, [&](const toml::node& entry) {
    in_.table(entry, "site.apps", [&](const toml::table& table) {
      AppConfig app;
      in_.keys(table, "site.apps", {"folder", "options"},
               [&](std::string_view key, const toml::node& value) {
                 in_.text(value, "site.apps." + std::string(key), [&](const std::string& path) {
                   (key == "folder" ? app.folder : app.options) = in_.resolve(path);
                 });
               });
      if (app.folder.empty()) in_.add(table.source(), "site.apps: an entry without folder");
      site.apps.push_back(std::move(app));
    });
  });
}

}  // namespace inlay
