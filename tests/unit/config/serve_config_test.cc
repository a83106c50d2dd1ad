#include "config/serve_config.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

constexpr std::string_view kWhole = R"(schema = 1
state = "state"
[listen]
http = ["127.0.0.1:8080", "[::1]:0"]
[apps]
path_prefix = "/_inlay"
[http]
fields_max = 50
[[site]]
hosts = ["Shop.example", "www.shop.example"]
origin = "http://127.0.0.1:9000"
host_header = "shop.internal"
apps = [{ folder = "apps/back-to-top", options = "/etc/options.json" }, { folder = "/srv/second" }]
)";

TEST(ServeConfig, reads_every_key) {
  auto config = parse_serve_config(kWhole, "etc/inlay.toml");
  ASSERT_TRUE(config) << config.error().front().text();
  EXPECT_EQ(config->state, "etc/state");
  EXPECT_EQ(config->listen_http, (std::vector<std::string>{"127.0.0.1:8080", "[::1]:0"}));
  EXPECT_EQ(config->path_prefix, "/_inlay");
  EXPECT_EQ(config->settings.http_fields_max, 50u);
  ASSERT_EQ(config->sites.size(), 1u);
  const SiteConfig& site = config->sites[0];
  EXPECT_EQ(site.hosts, (std::vector<std::string>{"shop.example", "www.shop.example"}));
  EXPECT_EQ(site.origins, (std::vector<std::string>{"http://127.0.0.1:9000"}));
  EXPECT_EQ(site.host_header, "shop.internal");
  ASSERT_EQ(site.apps.size(), 2u);
  EXPECT_EQ(site.apps[0].folder, "etc/apps/back-to-top");
  EXPECT_EQ(site.apps[0].options, "/etc/options.json");
  EXPECT_EQ(site.apps[1].folder, "/srv/second");
}

TEST(ServeConfig, problems_have_their_place) {
  const std::string site = "[[site]]\nhosts = [\"a\"]\norigin = \"http://a\"\n";
  struct Row {
    const char* name;
    std::string text;
    std::string problem;
  };
  for (const Row& row : {
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
