#include "config/serve_config.h"

#include <gtest/gtest.h>

#include <chrono>

#include "config/route_path.h"

namespace inlay {
namespace {

constexpr std::string_view kWhole = R"(schema = 1
state = "state"
[listen]
http = ["127.0.0.1:8080", "[::1]:0", ":81", "localhost:82"]
admin = "unix:run/admin.sock"
trusted_proxies = ["10.0.0.0/8", "::1", "192.0.2.7"]
[log]
access = "/var/log/access.log"
[apps]
path_prefix = "/_inlay"
keep_days = 3
[http]
fields_max = 50
[origin]
name_servers = ["127.0.0.1:8600", "[::1]:53"]
fields_max = 60
[coding]
ratio_max = 100
[cells]
max = 3
spares = 0
cpu_ms = 20
[[site]]
hosts = ["Shop.example", "www.shop.example.", "127.0.0.1", "[0:0:0:0::1]"]
origin = "http://127.0.0.1:9000"
host_header = "shop.internal:81"
accept_encoding = "identity"
routes = [
  { path = "/api/*", origin = ["http://127.0.0.1:9001", "http://[::1]:9001"] },
  { path = "/status", origin = "http://status.internal" },
]
apps = [{ folder = "apps/back-to-top", options = "/etc/options.json" }, { folder = "/srv/second" }]
[[site]]
hosts = ["other.example"]
origin = ["http://one", "http://two:81"]
accept_encoding = "pass"
)";

using Texts = std::vector<std::string>;

TEST(ServeConfig, reads_every_key) {
  auto config = parse_serve_config(kWhole, "etc/inlay.toml");
  ASSERT_TRUE(config) << config.error().front().text();
  EXPECT_EQ(config->state, "etc/state");
  EXPECT_EQ(config->listen_http, (Texts{"127.0.0.1:8080", "[::1]:0", ":81", "localhost:82"}));
  EXPECT_EQ(config->admin, "etc/run/admin.sock");
  EXPECT_EQ(config->trusted_proxies, (Texts{"10.0.0.0/8", "::1", "192.0.2.7"}));
  EXPECT_EQ(config->access_log, "/var/log/access.log");
  EXPECT_EQ(config->name_servers, (Texts{"127.0.0.1:8600", "[::1]:53"}));
  EXPECT_EQ(config->path_prefix, "/_inlay");
  EXPECT_EQ(config->settings.apps_keep_days, 3u);
  EXPECT_EQ(config->settings.http_fields_max, 50u);
  EXPECT_EQ(config->settings.origin_fields_max, 60u);
  EXPECT_EQ(config->settings.cells_max, 3u);
  EXPECT_EQ(config->settings.cells_spares, 0u);
  EXPECT_EQ(config->settings.cells_cpu_ms, 20u);
  EXPECT_EQ(config->settings.cells_wall_ms, 2'000u);
  EXPECT_EQ(config->settings.coding_ratio_max, 100u);
  ASSERT_EQ(config->sites.size(), 2u);
  const SiteConfig& site = config->sites[0];
  EXPECT_EQ(site.hosts, (Texts{"shop.example", "www.shop.example", "127.0.0.1", "[::1]"}));
  EXPECT_EQ(site.origins, Texts{"http://127.0.0.1:9000"});
  EXPECT_EQ(site.host_header, "shop.internal:81");
  EXPECT_EQ(site.accept_encoding, AcceptEncoding::identity);
  ASSERT_EQ(site.routes.size(), 2u);
  EXPECT_EQ(site.routes[0].path, "/api/*");
  EXPECT_EQ(site.routes[0].origins, (Texts{"http://127.0.0.1:9001", "http://[::1]:9001"}));
  EXPECT_EQ(site.routes[1].path, "/status");
  EXPECT_EQ(site.routes[1].origins, Texts{"http://status.internal"});
  ASSERT_EQ(site.apps.size(), 2u);
  EXPECT_EQ(site.apps[0].folder, "etc/apps/back-to-top");
  EXPECT_EQ(site.apps[0].options, "/etc/options.json");
  EXPECT_EQ(site.apps[1].folder, "/srv/second");
  EXPECT_EQ(config->sites[1].origins, (Texts{"http://one", "http://two:81"}));
  EXPECT_EQ(config->sites[1].accept_encoding, AcceptEncoding::pass);
}

TEST(ServeConfig, what_is_left_out_has_its_default) {
  auto config = parse_serve_config(
      "schema = 1\n[log]\naccess = \"\"\n[[site]]\nhosts = [\"a\"]\norigin = \"http://a\"\n", "/f");
  ASSERT_TRUE(config) << config.error().front().text();
  EXPECT_EQ(config->state, "./inlay-state");
  EXPECT_EQ(config->listen_http, Texts{"127.0.0.1:8080"});
  EXPECT_EQ(config->admin + config->access_log, "");
  EXPECT_TRUE(config->trusted_proxies.empty() && config->name_servers.empty());
  EXPECT_TRUE(config->sites[0].routes.empty() && config->sites[0].apps.empty());
}

TEST(ServeConfig, problems_have_their_place) {
  const std::string site = "[[site]]\nhosts = [\"a\"]\norigin = \"http://a\"\n";
  struct Row {
    const char* name;
    std::string text;
    std::string problem;
  };
  for (
      const Row& row : {
          Row{"syntax", "schema = \n", "f.toml:1:10: error: "},
          Row{"no schema", site, "f.toml:1:1: error: schema: missing, wanted schema = 1"},
          Row{"other schema", "schema = 2\n" + site,
              "f.toml:1:10: error: schema: this program reads schema = 1 only"},
          Row{"no site", "schema = 1\n", "f.toml:1:1: error: no [[site]] in the file"},
          Row{"unknown key", "schema = 1\nstat = \"x\"\n" + site,
              "f.toml:2:1: error: unknown key 'stat', the nearest is 'state'"},
          Row{"unknown key in a table", "schema = 1\n[listen]\nhtpp = []\n" + site,
              "f.toml:3:1: error: unknown key 'listen.htpp', the nearest is 'listen.http'"},
          Row{"unknown setting", "schema = 1\n[http]\nfield_max = 3\n" + site,
              "f.toml:3:1: error: unknown key 'http.field_max', the nearest is "
              "'http.fields_max'"},
          Row{"setting out of range", "schema = 1\n[http]\nfields_max = 3\n" + site,
              "f.toml:3:14: error: http.fields_max: 3, allowed 8 to 10000"},
          Row{"setting of another type", "schema = 1\n[http]\nfields_max = \"50\"\n" + site,
              "f.toml:3:14: error: http.fields_max: wanted a whole number, 0 or more"},
          Row{"negative setting", "schema = 1\n[http]\nfields_max = -5\n" + site,
              "f.toml:3:14: error: http.fields_max: wanted a whole number, 0 or more"},
          Row{"https origin", "schema = 1\n[[site]]\nhosts = [\"a\"]\norigin = \"https://a\"\n",
              "f.toml:4:10: error: origin 'https://a': https:// origins are not supported by this "
              "version"},
          Row{"no origin", "schema = 1\n[[site]]\nhosts = [\"a\"]\n",
              "f.toml:2:1: error: site.origin: missing"},
          Row{"no hosts", "schema = 1\n[[site]]\norigin = \"http://a\"\n",
              "f.toml:2:1: error: site.hosts: missing"},
          Row{"host twice", "schema = 1\n" + site + site,
              "f.toml:6:10: error: host a: already belongs to another [[site]]"},
          Row{"app without folder", "schema = 1\n" + site + "apps = [{}]\n",
              "f.toml:5:9: error: site.apps: an entry without folder"},
          Row{"http is no array", "schema = 1\n[listen]\nhttp = \"a\"\n" + site,
              "f.toml:3:8: error: listen.http: wanted an array"},
          Row{"http is empty", "schema = 1\n[listen]\nhttp = []\n" + site,
              "f.toml:3:8: error: listen.http: wanted at least one address"},
          Row{"http of another type", "schema = 1\n[listen]\nhttp = [8080]\n" + site,
              "f.toml:3:9: error: listen.http: wanted a string"},
          Row{"http without port", "schema = 1\n[listen]\nhttp = [\":1\",\n\"127.0.0.1\"]\n" + site,
              "f.toml:4:1: error: listen.http: address '127.0.0.1': wanted HOST:PORT"},
          Row{"http with a name", "schema = 1\n[listen]\nhttp = [\"a.example:80\"]\n" + site,
              "f.toml:3:9: error: listen.http: address 'a.example:80': wanted a numeric address"},
          Row{"http with a port too large", "schema = 1\n[listen]\nhttp = [\":65536\"]\n" + site,
              "f.toml:3:9: error: listen.http: address ':65536': wanted a port from 0 to 65535"},
          Row{"http twice", "schema = 1\n[listen]\nhttp = [\":1\", \":1\"]\n" + site,
              "f.toml:3:15: error: listen.http: ':1' is given twice"},
          Row{"https", "schema = 1\n[listen]\nhttps = [\":1\"]\n" + site,
              "f.toml:3:1: error: unknown key 'listen.https', the nearest is 'listen.http'; later "
              "versions "
              "read it, this one does not"},
          Row{"admin by TCP", "schema = 1\n[listen]\nadmin = \"127.0.0.1:8081\"\n" + site,
              "f.toml:3:9: error: listen.admin: '127.0.0.1:8081', wanted \"unix:/path\"; an "
              "address and port needs tokens, which come with the control plane"},
          Row{"admin without path", "schema = 1\n[listen]\nadmin = \"unix:\"\n" + site,
              "f.toml:3:9: error: listen.admin: wanted a path behind unix:"},
          Row{"admin too long",
              "schema = 1\n[listen]\nadmin = \"unix:/" + std::string(107, 'a') + "\"\n" + site,
              "f.toml:3:9: error: listen.admin: a path of 108 bytes, a Unix socket's has at most "
              "107"},
          Row{"proxy",
              "schema = 1\n[listen]\ntrusted_proxies = [\"::1\", \"10.0.0.0/33\"]\n" + site,
              "f.toml:3:27: error: listen.trusted_proxies: address '10.0.0.0/33': wanted a number "
              "from 0 to 32 behind the /"},
          Row{"proxy by name", "schema = 1\n[listen]\ntrusted_proxies = [\"proxy\"]\n" + site,
              "f.toml:3:20: error: listen.trusted_proxies: address 'proxy': wanted an address or"},
          Row{"proxy with bits",
              "schema = 1\n[listen]\ntrusted_proxies = [\"10.0.0.1/8\"]\n" + site,
              "f.toml:3:20: error: listen.trusted_proxies: address '10.0.0.1/8': wanted no bit set "
              "behind the first 8"},
          Row{"unknown key of log", "schema = 1\n[log]\nacces = \"x\"\n" + site,
              "f.toml:3:1: error: unknown key 'log.acces', the nearest is 'log.access'"},
          Row{"log of another type", "schema = 1\n[log]\naccess = true\n" + site,
              "f.toml:3:10: error: log.access: wanted a string"},
          Row{"name server without port",
              "schema = 1\n[origin]\nname_servers = [\"127.0.0.1\"]\n" + site,
              "f.toml:3:17: error: origin.name_servers: address '127.0.0.1': wanted ADDRESS:PORT"},
          Row{"name server with port 0",
              "schema = 1\n[origin]\nname_servers = [\"127.0.0.1:0\"]\n" + site,
              "f.toml:3:17: error: origin.name_servers: address '127.0.0.1:0': wanted a port"},
          Row{"too many name servers",
              "schema = 1\n[origin]\nname_servers = "
              "[\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"]\n" +
                  site,
              "f.toml:3:16: error: origin.name_servers: 9 entries, at most 8"},
          Row{"unknown key beside settings", "schema = 1\n[origin]\nname_server = []\n" + site,
              "f.toml:3:1: error: unknown key 'origin.name_server', the nearest is "
              "'origin.name_servers'"},
          Row{"unknown setting beside keys", "schema = 1\n[apps]\nkeep_day = 2\n" + site,
              "f.toml:3:1: error: unknown key 'apps.keep_day', the nearest is 'apps.keep_days'"},
          Row{"a table that is none", "schema = 1\nlisten = 3\n" + site,
              "f.toml:2:10: error: listen: wanted a table"},
          Row{"sites that are none", "schema = 1\nsite = 3\n",
              "f.toml:2:8: error: site: wanted an array"},
          Row{"a site that is none", "schema = 1\nsite = [3]\n",
              "f.toml:2:9: error: site: wanted a table"},
          Row{"a host with a port",
              "schema = 1\n[[site]]\nhosts = [\"a\", \"b:80\"]\norigin = \"http://a\"\n",
              "f.toml:3:15: error: site.hosts: host 'b:80': wanted a name as in Host, without "
              "port"},
          Row{"a host with a star",
              "schema = 1\n[[site]]\nhosts = [\"*.a\"]\norigin = \"http://a\"\n",
              "f.toml:3:10: error: site.hosts: host '*.a': wanted a name"},
          Row{"a host that is no IPv6",
              "schema = 1\n[[site]]\nhosts = [\"[::g]\"]\norigin = \"http://a\"\n",
              "f.toml:3:10: error: site.hosts: host '[::g]': not an IPv6 address"},
          Row{"empty hosts", "schema = 1\n[[site]]\nhosts = []\norigin = \"http://a\"\n",
              "f.toml:3:9: error: site.hosts: wanted at least one host"},
          Row{"a host twice in a site",
              "schema = 1\n[[site]]\nhosts = [\"a\", \"A.\"]\norigin = \"http://a\"\n",
              "f.toml:3:15: error: host a: given twice in this [[site]]"},
          Row{"empty origins", "schema = 1\n[[site]]\nhosts = [\"a\"]\norigin = []\n",
              "f.toml:4:10: error: site.origin: wanted at least one URL"},
          Row{"an origin of another type", "schema = 1\n[[site]]\nhosts = [\"a\"]\norigin = 3\n",
              "f.toml:4:10: error: site.origin: wanted a URL or an array of URLs"},
          Row{"a second origin",
              "schema = 1\n[[site]]\nhosts = [\"a\"]\norigin = [\"http://a\", \"b\"]\n",
              "f.toml:4:23: error: origin 'b': wanted http://HOST[:PORT]"},
          Row{"routes are no array", "schema = 1\n" + site + "routes = 3\n",
              "f.toml:5:10: error: site.routes: wanted an array"},
          Row{"a route without path",
              "schema = 1\n" + site + "routes = [{ origin = \"http://b\" }]\n",
              "f.toml:5:11: error: site.routes.path: missing"},
          Row{"a route without origin", "schema = 1\n" + site + "routes = [{ path = \"/b\" }]\n",
              "f.toml:5:11: error: site.routes.origin: missing"},
          Row{"a route's origin",
              "schema = 1\n" + site + "routes = [{ path = \"/b\", origin = \"b\" }]\n",
              "f.toml:5:35: error: origin 'b': wanted http://HOST[:PORT]"},
          Row{"a route's path",
              "schema = 1\n" + site + "routes = [{ path = \"b\", origin = \"http://b\" }]\n",
              "f.toml:5:20: error: route path 'b': wanted a path that begins with /"},
          Row{"a star inside",
              "schema = 1\n" + site + "routes = [{ path = \"/*/b\", origin = \"http://b\" }]\n",
              "f.toml:5:20: error: route path '/*/b': a * can only stand at the end"},
          Row{"two stars",
              "schema = 1\n" + site + "routes = [{ path = \"/b/**\", origin = \"http://b\" }]\n",
              "f.toml:5:20: error: route path '/b/**': a * can only stand at the end"},
          Row{"a route twice",
              "schema = 1\n" + site +
                  "routes = [{ path = \"/b\", origin = \"http://b\" },\n{ path = \"/b\", origin = "
                  "\"http://c\" }]\n",
              "f.toml:6:10: error: route path '/b': given twice"},
          Row{"unknown key of a route",
              "schema = 1\n" + site + "routes = [{ paht = \"/b\", origin = \"http://b\" }]\n",
              "f.toml:5:13: error: unknown key 'site.routes.paht', the nearest is "
              "'site.routes.path'"},
          Row{"accept_encoding", "schema = 1\n" + site + "accept_encoding = \"gzip\"\n",
              "f.toml:5:19: error: site.accept_encoding: 'gzip', wanted \"pass\" or \"identity\""},
          Row{"host_header that would split a request",
              "schema = 1\n" + site + "host_header = \"a\\r\\nX: y\"\n",
              "f.toml:5:15: error: site.host_header: wanted HOST or HOST:PORT"},
          Row{"an app that is none", "schema = 1\n" + site + "apps = [\"x\"]\n",
              "f.toml:5:9: error: site.apps: wanted a table"},
          Row{"an app's folder", "schema = 1\n" + site + "apps = [{ folder = 3 }]\n",
              "f.toml:5:20: error: site.apps.folder: wanted a string"},
          Row{"unknown key of an app", "schema = 1\n" + site + "apps = [{ foldr = \"x\" }]\n",
              "f.toml:5:11: error: unknown key 'site.apps.foldr', the nearest is "
              "'site.apps.folder'"},
          Row{"certificates", "schema = 1\n" + site + "certificates = []\n",
              "f.toml:5:1: error: unknown key 'site.certificates', the nearest is "},
          Row{"prefix of another type", "schema = 1\n[apps]\npath_prefix = 3\n" + site,
              "f.toml:3:15: error: apps.path_prefix: wanted a string"},
          Row{"prefix", "schema = 1\n[apps]\npath_prefix = \"/a/\"\n" + site,
              "f.toml:3:15: error: apps.path_prefix '/a/'"},
      }) {
    auto config = parse_serve_config(row.text, "f.toml");
    ASSERT_FALSE(config) << row.name;
    bool found = false;
    std::string all;
    for (const ConfigProblem& problem : config.error()) {
      all += problem.text() + "\n";
      found = found || problem.text().starts_with(row.problem);
    }
    EXPECT_TRUE(found) << row.name << ": wanted " << row.problem << "\ngot " << all;
  }
}

TEST(ServeConfig, all_problems_are_told_at_once) {
  auto config =
      parse_serve_config("schema = 1\na = 1\nb = 2\n[http]\nfields_max = 0\n[[site]]\n", "f");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().size(), 5u);
}

// A file that is wrong everywhere tells so in bounded space.
TEST(ServeConfig, problems_are_bounded) {
  std::string text = "schema = 1\n";
  for (int i = 0; i < 5000; i++) text += "k" + std::to_string(i) + " = 1\n";
  auto config = parse_serve_config(text, "f");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().size(), 1000u);
  EXPECT_EQ(config.error().back().message, "more than 1000 problems; the first are told");
}

// Twice as many sites take about twice as long: the time is printed, the count is checked.
TEST(ServeConfig, ten_thousand_sites) {
  std::string text = "schema = 1\n";
  for (int i = 0; i < 10'000; i++) {
    std::string name = "site" + std::to_string(i);
    text += "[[site]]\nhosts = [\"" + name + ".example\", \"www." + name +
            ".example\"]\norigin = \"http://127.0.0.1:9000\"\napps = [\n";
    for (char app = 'a'; app < 'f'; app++) {
      text += std::string("  { folder = \"apps/") + app + "\", options = \"options/" + name +
              ".json\" },\n";
    }
    text += "]\n";
  }
  auto begin = std::chrono::steady_clock::now();
  auto config = parse_serve_config(text, "f");
  std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  ASSERT_TRUE(config);
  EXPECT_EQ(config->sites.size(), 10'000u);
  EXPECT_EQ(config->sites.back().apps.size(), 5u);
  std::printf("%.1f MiB: %.0f ms\n", static_cast<double>(text.size()) / (1 << 20), took.count());
}

TEST(RoutePath, matches) {
  struct Row {
    const char* route;
    const char* path;
    bool wanted;
  };
  for (const Row& row : {
           Row{"/", "/", true},
           Row{"/", "/x", false},
           Row{"/*", "/", true},
           Row{"/*", "/x/y", true},
           Row{"/*", "", false},
           Row{"/a/*", "/a/", true},
           Row{"/a/*", "/a", false},
           Row{"/a/*", "/a/b", true},
           Row{"/a/*", "/ab", false},
           Row{"/a*", "/a", true},
           Row{"/a*", "/ab", true},
           Row{"/a", "/a", true},
           Row{"/a", "/a/", false},
           Row{"/a", "/A", false},
           Row{"/%61", "/a", false},
           Row{"/%61", "/%61", true},
       }) {
    auto route = parse_route_path(row.route);
    ASSERT_TRUE(route) << row.route;
    EXPECT_EQ(route->matches(row.path), row.wanted) << row.route << " " << row.path;
  }
  for (const char* bad : {"", "a", "*", "/a b", "/a?b", "/a#b", "/**", "/*/", "/\x7f", "/\xc3"}) {
    EXPECT_FALSE(parse_route_path(bad)) << bad;
  }
  EXPECT_FALSE(parse_route_path("/" + std::string(1024, 'a')));
}

TEST(OriginUrl, table) {
  struct Row {
    std::string_view url, host;
    uint16_t port;  // 0: refused
  };
  for (const Row& row : {
           Row{"http://127.0.0.1:9000", "127.0.0.1", 9000},
           Row{"http://shop.internal", "shop.internal", 80},
           Row{"http://shop.internal/", "shop.internal", 80},
           Row{"http://[::1]:81", "[::1]", 81},
           Row{"http://[::1]", "[::1]", 80},
           Row{"https://a", "", 0},
           Row{"ftp://a", "", 0},
           Row{"a:80", "", 0},
           Row{"http://", "", 0},
           Row{"http://a:0", "", 0},
           Row{"http://a:65536", "", 0},
           Row{"http://a:", "", 0},
           Row{"http://a/path", "", 0},
           Row{"http://u@a", "", 0},
           Row{"http://a?q", "", 0},
           Row{"http://a b", "", 0},
           Row{"http://a\r\nb", "", 0},
           Row{"http://[]", "", 0},
           Row{"http://[gg]", "", 0},
           Row{"http://[127.0.0.1]", "", 0},
           Row{"http://[::1", "", 0},
           Row{"http://::1", "", 0},
       }) {
    auto origin = parse_origin_url(row.url);
    ASSERT_EQ(origin.has_value(), row.port != 0) << row.url;
    if (!origin) continue;
    EXPECT_EQ(origin->host, row.host) << row.url;
    EXPECT_EQ(origin->port, row.port) << row.url;
  }
}

}  // namespace
}  // namespace inlay
