#include "edge/site_table.h"

#include <gtest/gtest.h>

#include <chrono>

#include "../supervisor/kept_sites.h"

namespace inlay {
namespace {

Result<std::shared_ptr<const SiteTable>> table_of(std::vector<apps::SiteInputs> sites) {
  return SiteTable::build({std::move(sites)}, plan_settings());
}

TEST(SiteTable, FindsSitesByHost) {
  auto first = site_of({"a.example", "www.a.example"}, {"a()"});
  first.plan_since = 77;
  first.ask_identity = true;
  first.origins = {"http://one:81", "http://[::1]"};
  auto table = table_of({first, site_of({"b.example"}, {})});
  ASSERT_TRUE(table);
  const Site* site = (*table)->find("a.example");
  ASSERT_NE(site, nullptr);
  EXPECT_EQ((*table)->find("www.a.example"), site);
  EXPECT_NE((*table)->find("b.example"), site);
  EXPECT_EQ((*table)->find("c.example"), nullptr);
  EXPECT_EQ((*table)->find(""), nullptr);
  EXPECT_EQ(site->plan_since, 77U);
  EXPECT_TRUE(site->ask_identity);
  EXPECT_FALSE(site->plan->empty());
  EXPECT_EQ(site->origin.key, "one:81,[::1]:80");
  EXPECT_EQ(site->origin.addresses, (std::vector<OriginUrl>{{"one", 81}, {"[::1]", 80}}));
  auto any = table_of({site_of({}, {})});
  ASSERT_TRUE(any);
  EXPECT_NE((*any)->find("whatever"), nullptr);
}

TEST(SiteTable, TheLongestRouteWins) {
  auto inputs = site_of({"a"}, {});
  inputs.origins = {"http://rest"};
  inputs.routes = {{"/*", {"http://all"}},          {"/api/*", {"http://api"}},
                   {"/api/v2/*", {"http://v2"}},    {"/api/v2/status", {"http://status"}},
                   {"/api/v2/long*", {"http://x"}}, {"/exact", {"http://exact"}}};
  auto table = table_of({inputs});
  ASSERT_TRUE(table);
  auto without_rest = inputs;
  without_rest.routes.erase(without_rest.routes.begin());
  auto table_without = table_of({without_rest});
  ASSERT_TRUE(table_without);
  struct Row {
    const char* path;
    const char* host;
    const char* without;  // where no route is for everything
  };
  for (const Row& row : {
           Row{"/", "all", "rest"},
           Row{"/api", "all", "rest"},
           Row{"/api/", "api", "api"},
           Row{"/api/v1/x", "api", "api"},
           Row{"/api/v2/x", "v2", "v2"},
           Row{"/api/v2/status", "status", "status"},
           Row{"/api/v2/status/", "v2", "v2"},
           Row{"/api/v2/longer", "x", "x"},
           Row{"/exact", "exact", "exact"},
           Row{"/exact/", "all", "rest"},
           Row{"/EXACT", "all", "rest"},
           Row{"/%65xact", "all", "rest"},
           Row{"*", "rest", "rest"},  // OPTIONS *
           Row{"", "rest", "rest"},
       }) {
    const Site& site = *(*table)->find("a");
    EXPECT_EQ(site.origin_for(row.path).addresses[0].host, row.host) << row.path;
    const Site& other = *(*table_without)->find("a");
    EXPECT_EQ(other.origin_for(row.path).addresses[0].host, row.without) << row.path;
  }
}

TEST(SiteTable, RefusesWhatTheConfigurationWould) {
  struct Row {
    const char* name;
    std::vector<std::string> origins;
    std::vector<apps::RouteInputs> routes;
  };
  for (const Row& row : {Row{"no origin", {}, {}}, Row{"a bad origin", {"http://"}, {}},
                         Row{"a bad route", {"http://a"}, {{"x", {"http://a"}}}},
                         Row{"a route without origin", {"http://a"}, {{"/x", {}}}},
                         Row{"a route with a bad origin", {"http://a"}, {{"/x", {"https://a"}}}}}) {
    auto inputs = site_of({"a"}, {});
    inputs.origins = row.origins;
    inputs.routes = row.routes;
    EXPECT_FALSE(table_of({inputs})) << row.name;
  }
}

TEST(SiteTable, KnowsBundlePaths) {
  auto table = table_of({site_of({"a"}, {"x()"})});
  ASSERT_TRUE(table);
  EXPECT_TRUE((*table)->is_bundle_path("/cdn-cgi/apps/"));
  EXPECT_TRUE((*table)->is_bundle_path("/cdn-cgi/apps/anything"));
  EXPECT_FALSE((*table)->is_bundle_path("/cdn-cgi/apps"));
  EXPECT_FALSE((*table)->is_bundle_path("/cdn-cgi/appsx/"));
  std::string path = (*table)->find("a")->plan->bundle_path(apps::BundlePart::head);
  auto name = (*table)->bundle_name(path);
  ASSERT_TRUE(name);
  EXPECT_EQ(name->hash, (*table)->find("a")->plan->hash());
}

// Only printed: what it takes depends on the machine.
TEST(SiteTable, TenThousandSites) {
  apps::Snapshot snapshot;
  for (size_t i = 0; i < 10'000; i++) {
    auto site = site_of({"site" + std::to_string(i) + ".example"}, {});
    for (char c = 'a'; c < 'f'; c++) site.installs.push_back(install_of(std::string(1000, c)));
    snapshot.sites.push_back(std::move(site));
  }
  auto bytes = apps::encode_snapshot(snapshot);
  ASSERT_TRUE(bytes);
  auto begin = std::chrono::steady_clock::now();
  auto decoded = apps::decode_snapshot(*bytes);
  auto middle = std::chrono::steady_clock::now();
  ASSERT_TRUE(decoded);
  auto table = SiteTable::build(std::move(*decoded), plan_settings());
  auto end = std::chrono::steady_clock::now();
  ASSERT_TRUE(table);
  auto ms = [](auto span) { return std::chrono::duration<double, std::milli>(span).count(); };
  std::printf("decoding: %.0f ms, building: %.0f ms, snapshot: %.1f MiB\n", ms(middle - begin),
              ms(end - middle), static_cast<double>(bytes->size()) / (1 << 20));
  EXPECT_NE((*table)->find("site9999.example"), nullptr);
}

}  // namespace
}  // namespace inlay
