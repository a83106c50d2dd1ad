#include "apps/snapshot.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "apps/edge_package.h"
#include "apps/insert_wire.h"
#include "apps/plan.h"
#include "temp_folder.h"

namespace inlay::apps {
namespace {

ResolvedInstall install(const std::string& id, const ContentPtr& code) {
  ResolvedInstall made;
  made.id = id;
  made.app_id = "app";
  made.options = make_content("{\"for\":\"" + id + "\"}");
  made.url_patterns = {"^a.example/?.*$", ""};
  made.selectors = {{"a.selector", "h1"}, {"b", "body > p"}};
  made.product = "pro";
  html::Insert insert;
  insert.selector = "p > b";
  insert.method = html::InsertMethod::after;
  insert.html = "<i>";
  insert.contain = html::Containment::tree;
  insert.attributes = {{"rel", html::AttributeEdit::Action::add_tokens, "a b"},
                       {"id", html::AttributeEdit::Action::remove, ""}};
  made.inserts = make_content(write_inserts({insert, {}}));
  EXPECT_TRUE(made.pages.include("/blog/*") && made.pages.exclude("/blog/\xC3\xA4"));
  EdgePackage package;
  package.entries = {"edge.js"};
  package.files = {{"edge.js", "export default {}"}};
  package.permissions.fetch = {{true, true, "a.example", 443}};
  package.limits.cpu_ms = 20;
  made.edge = make_content(write_edge_package(package));
  made.resources = {{ResourceList::head, ResourceType::script, code},
                    {ResourceList::body, ResourceType::style, make_content("p{}")}};
  return made;
}

Snapshot example() {
  const ContentPtr code = make_content("code()");
  Snapshot snapshot;
  SiteInputs site;
  site.hosts = {"a.example", "www.a.example"};
  site.origins = {"http://127.0.0.1:9000", "http://127.0.0.1:9001"};
  site.routes = {{"/api/*", {"http://api.internal"}}, {"/", {}}};
  site.host_header = "origin.example";
  site.ask_identity = true;
  site.site_id = site_id_of("a");
  site.plan_since = 1'700'000'000;
  site.installs = {install("one", code), install("two", code)};
  snapshot.sites.push_back(std::move(site));
  snapshot.sites.emplace_back();
  return snapshot;
}

std::string encoded(const Snapshot& snapshot) {
  auto bytes = encode_snapshot(snapshot);
  EXPECT_TRUE(bytes);
  return bytes ? *bytes : "";
}

void expect_same(const ResolvedInstall& left, const ResolvedInstall& right) {
  EXPECT_EQ(left.id, right.id);
  EXPECT_EQ(left.app_id, right.app_id);
  EXPECT_EQ(left.options->bytes, right.options->bytes);
  EXPECT_EQ(left.options->digest, right.options->digest);
  EXPECT_EQ(left.url_patterns, right.url_patterns);
  EXPECT_EQ(left.selectors, right.selectors);
  EXPECT_EQ(left.product, right.product);
  EXPECT_EQ(left.inserts->bytes, right.inserts->bytes);
  EXPECT_EQ(left.edge->bytes, right.edge->bytes);
  EXPECT_EQ(left.pages, right.pages);
  ASSERT_EQ(left.resources.size(), right.resources.size());
  for (size_t i = 0; i < left.resources.size(); ++i) {
    EXPECT_EQ(left.resources[i].list, right.resources[i].list);
    EXPECT_EQ(left.resources[i].type, right.resources[i].type);
    EXPECT_EQ(left.resources[i].content->bytes, right.resources[i].content->bytes);
  }
}

TEST(Snapshot, ComesBackWhole) {
  const Snapshot before = example();
  const std::string bytes = encoded(before);
  EXPECT_EQ(bytes, encoded(example()));
  const auto after = decode_snapshot(bytes);
  ASSERT_TRUE(after) << after.error().detail;
  ASSERT_EQ(after->sites.size(), before.sites.size());
  for (size_t i = 0; i < before.sites.size(); ++i) {
    const SiteInputs& left = before.sites[i];
    const SiteInputs& right = after->sites[i];
    EXPECT_EQ(left.hosts, right.hosts);
    EXPECT_EQ(left.origins, right.origins);
    ASSERT_EQ(left.routes.size(), right.routes.size());
    for (size_t j = 0; j < left.routes.size(); ++j) {
      EXPECT_EQ(left.routes[j].path, right.routes[j].path);
      EXPECT_EQ(left.routes[j].origins, right.routes[j].origins);
    }
    EXPECT_EQ(left.host_header, right.host_header);
    EXPECT_EQ(left.ask_identity, right.ask_identity);
    EXPECT_EQ(left.plan_since, right.plan_since);
    EXPECT_EQ(left.site_id, right.site_id);
    ASSERT_EQ(left.installs.size(), right.installs.size());
    for (size_t j = 0; j < left.installs.size(); ++j) {
      expect_same(left.installs[j], right.installs[j]);
    }
  }
  EXPECT_EQ(encoded(*after), bytes);
  const auto plan = [](const SiteInputs& s) {
    return Plan::compile(s, {"/x", make_content("r")})->hash();
  };
  EXPECT_EQ(plan(after->sites[0]), plan(before.sites[0]));
}

// Else the fuzz target would begin with what is refused at its first bytes.
TEST(Snapshot, SeedsOfItsFuzzTargetAreOfThisVersion) {
  const std::filesystem::path seeds = std::filesystem::path(INLAY_ROOT) / "tests/fuzz/seeds";
  for (const char* seed : {"snapshot_fuzz/none", "snapshot_fuzz/two_sites", "snapshot_fuzz/inserts",
                           "snapshot_fuzz/edge_scripts", "kept_plan_fuzz/two_sites",
                           "kept_plan_fuzz/inserts", "kept_plan_fuzz/edge_scripts"}) {
    const std::string bytes = read_whole(seeds / seed);
    const auto snapshot = decode_snapshot(bytes);
    ASSERT_TRUE(snapshot) << seed << ": " << snapshot.error().detail;
    EXPECT_EQ(encoded(*snapshot), bytes) << seed;
  }
}

TEST(Snapshot, SharesContent) {
  const auto after = decode_snapshot(encoded(example()));
  ASSERT_TRUE(after);
  const auto& installs = after->sites[0].installs;
  EXPECT_EQ(installs[0].resources[0].content, installs[1].resources[0].content);
  EXPECT_EQ(installs[0].inserts, installs[1].inserts);
  EXPECT_EQ(installs[0].edge, installs[1].edge);
}

// Ten thousand sites with five installs each of the same apps: the files stay in it once.
TEST(Snapshot, OfManySitesIsSmall) {
  std::vector<ContentPtr> codes, scripts;
  for (char c = 'a'; c < 'f'; ++c) {
    const std::string code(200'000, c);
    EdgePackage package;
    package.entries = {"edge.js"};
    package.files = {{"edge.js", code}};
    codes.push_back(make_content(code));
    scripts.push_back(make_content(write_edge_package(package)));
  }
  Snapshot snapshot;
  for (int i = 0; i < 10'000; ++i) {
    SiteInputs site;
    site.hosts = {"site" + std::to_string(i) + ".example"};
    site.origins = {"http://127.0.0.1:9000"};
    site.site_id = site_id_of(std::to_string(i));
    for (size_t app = 0; app < codes.size(); ++app) {
      ResolvedInstall made;
      made.id = install_id("app", app);
      made.app_id = "appappappapp";
      made.options = make_content("{\"color\":\"red\"}");
      made.resources = {{ResourceList::head, ResourceType::script, codes[app]}};
      made.edge = scripts[app];
      site.installs.push_back(std::move(made));
    }
    snapshot.sites.push_back(std::move(site));
  }
  const std::string bytes = encoded(snapshot);
  EXPECT_LT(bytes.size(), 8U << 20);
  const auto after = decode_snapshot(bytes);
  ASSERT_TRUE(after);
  ASSERT_EQ(after->sites.size(), snapshot.sites.size());
  EXPECT_EQ(after->sites.front().installs[0].edge, after->sites.back().installs[0].edge);
}

TEST(Snapshot, RefusesDamage) {
  const std::string bytes = encoded(example());
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    EXPECT_FALSE(decode_snapshot(std::string_view(bytes).substr(0, cut))) << cut;
  }
  EXPECT_FALSE(decode_snapshot(bytes + '\0'));
  std::string other_magic = bytes;
  other_magic[0] = 'X';
  EXPECT_FALSE(decode_snapshot(other_magic));
  std::string other_version = bytes;
  other_version[8] = 9;
  const auto refused = decode_snapshot(other_version);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::unsupported);
  // Huge counts must not be believed.
  for (size_t at = 8; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = '\xFF';
    const auto decoded = decode_snapshot(damaged);
    if (decoded) {
      EXPECT_TRUE(encode_snapshot(*decoded)) << at;
    }
  }
}

TEST(Snapshot, RefusesAScriptThatIsNone) {
  Snapshot snapshot = example();
  snapshot.sites[0].installs[1].edge = make_content("x");
  EXPECT_FALSE(decode_snapshot(encoded(snapshot)));
}

TEST(Snapshot, RefusesIdsThatAreNotSafeInScripts) {
  Snapshot snapshot = example();
  snapshot.sites[0].installs[0].id = "a'b";
  EXPECT_FALSE(decode_snapshot(encoded(snapshot)));
}

}  // namespace
}  // namespace inlay::apps
