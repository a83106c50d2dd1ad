#include "apps/plan.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "apps/edge_package.h"
#include "apps/insert_wire.h"

namespace inlay::apps {
namespace {

const ContentPtr kRuntime = make_content("/* runtime */");

SiteInputs site() {
  ResolvedInstall install;
  install.id = "AAAAAAAAAAAA";
  install.app_id = "app";
  install.options = make_content("{}");
  install.url_patterns = {"^a/?$"};
  install.selectors = {{"location.selector", "h1"}};
  install.product = "basic";
  install.resources = {{ResourceList::head, ResourceType::script, make_content("a()")},
                       {ResourceList::body, ResourceType::style, make_content("b{}")}};
  SiteInputs made;
  made.hosts = {"a.example"};
  made.origins = {"http://127.0.0.1:1"};
  made.site_id = site_id_of("a.example");
  made.installs = {install};
  return made;
}

ContentPtr inserts_at(const std::string& selector) {
  html::Insert insert;
  insert.selector = selector;
  insert.method = html::InsertMethod::append;
  insert.html = "x";
  return make_content(write_inserts({insert}));
}

ContentPtr script(std::string_view code) {
  EdgePackage package;
  package.entries = {"edge.js"};
  package.files = {{"edge.js", code}};
  return make_content(write_edge_package(package));
}

std::shared_ptr<const Plan> plan_of(SiteInputs inputs) {
  return Plan::compile(std::move(inputs),
                       {.path_prefix = "/cdn-cgi/apps", .browser_runtime = kRuntime});
}

TEST(Plan, NamesItsBundles) {
  const auto plan = plan_of(site());
  const std::string& hash = plan->hash();
  EXPECT_EQ(hash.size(), 27U);
  EXPECT_EQ(plan->tag(), "<script src=\"/cdn-cgi/apps/head/" + hash + ".js\"></script>");
  EXPECT_TRUE(plan->has_body());
  EXPECT_EQ(plan->bundle_path(BundlePart::head), "/cdn-cgi/apps/head/" + hash + ".js");
  EXPECT_EQ(plan->bundle_path(BundlePart::body), "/cdn-cgi/apps/body/" + hash + ".js");
}

TEST(BundleName, IsReadFromPaths) {
  const std::string hash(20, 'A');
  const std::string whole = hash + "-_z9bcd";
  const struct {
    std::string path;
    std::optional<BundlePart> part;
    uint32_t style = 0;
  } rows[] = {
      {"/cdn-cgi/apps/head/" + whole + ".js", BundlePart::head},
      {"/cdn-cgi/apps/body/" + whole + ".js", BundlePart::body},
      {"/cdn-cgi/apps/style/" + whole + "-0.css", BundlePart::style},
      {"/cdn-cgi/apps/style/" + whole + "-120.css", BundlePart::style, 120},
      {"/cdn-cgi/apps/style/" + whole + "-999999.css", BundlePart::style, 999999},
      {"/cdn-cgi/apps/style/" + whole + "-1000000.css", std::nullopt},
      {"/cdn-cgi/apps/style/" + whole + "-01.css", std::nullopt},
      {"/cdn-cgi/apps/style/" + whole + "-.css", std::nullopt},
      {"/cdn-cgi/apps/style/" + whole + "-1a.css", std::nullopt},
      {"/cdn-cgi/apps/style/" + whole + ".css", std::nullopt},
      {"/cdn-cgi/apps/style/" + whole + "-0.js", std::nullopt},
      {"/cdn-cgi/apps/style/-0.css", std::nullopt},
      {"/cdn-cgi/apps/head/" + whole + "-0.js", std::nullopt},
      {"/cdn-cgi/apps/head/" + whole, std::nullopt},
      {"/cdn-cgi/apps/head/" + whole + ".js/", std::nullopt},
      {"/cdn-cgi/apps/head/" + whole + ".css", std::nullopt},
      {"/cdn-cgi/apps/foot/" + whole + ".js", std::nullopt},
      {"/CDN-CGI/apps/head/" + whole + ".js", std::nullopt},
      {"/cdn-cgi/appz/head/" + whole + ".js", std::nullopt},
      {"/cdn-cgi/apps/head/" + hash + ".js", std::nullopt},
      {"/cdn-cgi/apps/head/" + hash + "/../../" + "x.js", std::nullopt},
      {"/cdn-cgi/apps/head/" + hash + "/../_z9" + ".js", std::nullopt},
      {"/cdn-cgi/apps/head/" + hash + "%2e%2e." + ".js", std::nullopt},
      {"/cdn-cgi/apps/head/" + hash + std::string("\0\0\0\0\0\0\0", 7) + ".js", std::nullopt},
      {"/cdn-cgi/apps", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& row : rows) {
    const auto name = parse_bundle_path(row.path, "/cdn-cgi/apps");
    ASSERT_EQ(name.has_value(), row.part.has_value()) << row.path;
    if (!name) continue;
    EXPECT_EQ(name->part, *row.part) << row.path;
    EXPECT_EQ(name->hash, whole);
    EXPECT_EQ(name->style, row.style);
  }
}

TEST(Plan, NumbersItsStylesAsTheBundlesBringThem) {
  SiteInputs inputs = site();
  auto& resources = inputs.installs[0].resources;
  resources.push_back({ResourceList::head, ResourceType::style, make_content("h{}")});
  resources.push_back({ResourceList::body, ResourceType::style, make_content("@import 'x'")});
  const auto plan = plan_of(inputs);
  ASSERT_EQ(plan->styles(), 3U);
  const std::string_view texts[] = {"h{}", "b{}", "@import 'x'"};
  const std::string head = build_bundle(*plan, BundlePart::head);
  const std::string body = build_bundle(*plan, BundlePart::body);
  for (uint32_t i = 0; i < plan->styles(); ++i) {
    EXPECT_EQ(build_bundle(*plan, BundlePart::style, i), texts[i]);
    const std::string& bundle = i == 0 ? head : body;
    EXPECT_NE(bundle.find("'" + plan->style_path(i) + "'"), std::string::npos) << i;
    const std::string path = plan->style_path(i);
    const auto name = parse_bundle_path(path, "/cdn-cgi/apps");
    EXPECT_TRUE(name && name->part == BundlePart::style && name->style == i) << i;
  }
  EXPECT_FALSE(plan->has({plan->hash(), BundlePart::style, 3}));
  EXPECT_EQ(build_bundle(*plan, BundlePart::style, 3), "");
}

TEST(Plan, WithoutResourcesIsEmpty) {
  SiteInputs none = site();
  none.installs[0].resources.clear();
  for (const auto& inputs : {none, SiteInputs()}) {
    const auto plan = plan_of(inputs);
    EXPECT_TRUE(plan->empty());
    EXPECT_EQ(plan->tag() + plan->hash(), "");
    for (auto part : {BundlePart::head, BundlePart::body, BundlePart::style}) {
      EXPECT_FALSE(plan->has({plan->hash(), part}));
    }
    EXPECT_EQ(build_bundle(*plan, BundlePart::head) + build_bundle(*plan, BundlePart::body), "");
  }
}

TEST(Plan, OfInsertsAloneHasNoTagAndNoBundles) {
  SiteInputs inputs = site();
  inputs.installs[0].resources.clear();
  inputs.installs[0].inserts = inserts_at("p");
  const auto plan = plan_of(inputs);
  EXPECT_FALSE(plan->empty());
  EXPECT_EQ(plan->hash().size(), 27U);
  EXPECT_EQ(plan->tag(), "");
  EXPECT_FALSE(plan->has_body());
  for (auto part : {BundlePart::head, BundlePart::body, BundlePart::style}) {
    EXPECT_FALSE(plan->has({plan->hash(), part}));
    EXPECT_EQ(build_bundle(*plan, part), "");
  }
  ASSERT_NE(plan->inserts(), nullptr);
  EXPECT_EQ(plan->inserts()->size(), 1U);
  EXPECT_EQ(plan->inserts_left_out(), 0U);
  EXPECT_EQ(plan_of(site())->inserts(), nullptr);
  EXPECT_TRUE(plan_of(site())->active_on("/").empty());
}

TEST(Plan, SaysWhoseInsertsCountOnAPage) {
  SiteInputs inputs = site();
  const ResolvedInstall install = inputs.installs[0];
  inputs.installs.assign(70, install);
  for (const size_t i : {1U, 2U, 69U}) inputs.installs[i].inserts = inserts_at("p");
  using Bits = html::InstallBits;
  const uint64_t last = uint64_t{1} << (69 - 64);
  EXPECT_EQ(plan_of(inputs)->active_on("/x"), (Bits{6, last}));
  ASSERT_TRUE(inputs.installs[1].pages.include("/blog/*"));
  ASSERT_TRUE(inputs.installs[69].pages.exclude("/x"));
  const auto plan = plan_of(inputs);
  EXPECT_EQ(plan->active_on("/x"), (Bits{4}));
  EXPECT_EQ(plan->active_on("/%62log/"), (Bits{6, last}));
  EXPECT_EQ(plan->active_on("/blog"), (Bits{4, last}));
}

TEST(Plan, LeavesOutInsertsThatAreTooMany) {
  SiteInputs inputs = site();
  html::Insert insert;
  insert.selector = "p";
  insert.method = html::InsertMethod::append;
  const std::vector<html::Insert> many(100, insert);
  inputs.installs.assign(50, inputs.installs[0]);
  for (auto& install : inputs.installs) install.inserts = make_content(write_inserts(many));
  const auto plan = plan_of(inputs);
  ASSERT_NE(plan->inserts(), nullptr);
  EXPECT_LT(plan->inserts()->size(), 5000U);
  EXPECT_EQ(plan->inserts()->size() + plan->inserts_left_out(), 5000U);
}

TEST(Plan, LoadsABodyOnlyWhenThereIsOne) {
  SiteInputs head_only = site();
  head_only.installs[0].resources.pop_back();
  const auto plan = plan_of(head_only);
  EXPECT_FALSE(plan->has_body());
  EXPECT_EQ(build_bundle(*plan, BundlePart::body), "");
  EXPECT_EQ(build_bundle(*plan, BundlePart::head).find("/body/"), std::string::npos);

  SiteInputs body_only = site();
  body_only.installs[0].resources.erase(body_only.installs[0].resources.begin());
  const auto other = plan_of(body_only);
  EXPECT_FALSE(other->tag().empty());
  EXPECT_NE(build_bundle(*other, BundlePart::head).find(other->bundle_path(BundlePart::body)),
            std::string::npos);
}

TEST(Plan, HashCoversEveryInputAndNothingElse) {
  const std::string same = plan_of(site())->hash();
  EXPECT_EQ(plan_of(site())->hash(), same);

  SiteInputs elsewhere = site();
  elsewhere.hosts = {"b.example"};
  elsewhere.origins = {"http://127.0.0.1:2"};
  elsewhere.host_header = "x";
  EXPECT_EQ(plan_of(elsewhere)->hash(), same);

  const struct {
    const char* name;
    std::function<void(SiteInputs&)> change;
  } rows[] = {
      {"site id", [](SiteInputs& s) { s.site_id = site_id_of("other"); }},
      {"install id", [](SiteInputs& s) { s.installs[0].id = "B"; }},
      {"app id", [](SiteInputs& s) { s.installs[0].app_id = "B"; }},
      {"options", [](SiteInputs& s) { s.installs[0].options = make_content("{\"a\":1}"); }},
      {"patterns", [](SiteInputs& s) { s.installs[0].url_patterns = {"^b/?$"}; }},
      {"more patterns", [](SiteInputs& s) { s.installs[0].url_patterns.push_back("^a/?$"); }},
      {"selectors", [](SiteInputs& s) { s.installs[0].selectors[0].second = "h2"; }},
      {"product", [](SiteInputs& s) { s.installs[0].product = "pro"; }},
      {"code", [](SiteInputs& s) { s.installs[0].resources[0].content = make_content("b()"); }},
      {"list", [](SiteInputs& s) { s.installs[0].resources[1].list = ResourceList::head; }},
      {"type", [](SiteInputs& s) { s.installs[0].resources[1].type = ResourceType::script; }},
      {"order",
       [](SiteInputs& s) { std::swap(s.installs[0].resources[0], s.installs[0].resources[1]); }},
      {"inserts", [](SiteInputs& s) { s.installs[0].inserts = inserts_at("p"); }},
      {"other inserts", [](SiteInputs& s) { s.installs[0].inserts = inserts_at("b"); }},
      {"pages",
       [](SiteInputs& s) {
         s.installs[0].inserts = inserts_at("p");
         EXPECT_TRUE(s.installs[0].pages.include("/a"));
       }},
      {"other pages",
       [](SiteInputs& s) {
         s.installs[0].inserts = inserts_at("p");
         EXPECT_TRUE(s.installs[0].pages.exclude("/a"));
       }},
      {"edge script", [](SiteInputs& s) { s.installs[0].edge = script("a"); }},
      {"other edge script", [](SiteInputs& s) { s.installs[0].edge = script("b"); }},
      {"edge script and inserts",
       [](SiteInputs& s) {
         s.installs[0].edge = script("a");
         s.installs[0].inserts = inserts_at("p");
       }},
      {"pages of an edge script",
       [](SiteInputs& s) {
         s.installs[0].edge = script("a");
         EXPECT_TRUE(s.installs[0].pages.include("/a"));
       }},
      {"another install", [](SiteInputs& s) { s.installs.push_back(s.installs[0]); }},
  };
  std::set<std::string> hashes = {same};
  for (const auto& row : rows) {
    SiteInputs inputs = site();
    row.change(inputs);
    EXPECT_TRUE(hashes.insert(plan_of(inputs)->hash()).second) << row.name;
  }
  EXPECT_TRUE(hashes.insert(Plan::compile(site(), {"/other", kRuntime})->hash()).second);
  EXPECT_TRUE(
      hashes.insert(Plan::compile(site(), {"/cdn-cgi/apps", make_content("/* new */")})->hash())
          .second);
}

// The ids of those whose scripts run there, joined.
std::string scripts_on(const Plan& plan, std::string_view path) {
  std::string ids;
  for (const ResolvedInstall* install : plan.edge_scripts(path)) ids += install->id;
  return ids;
}

TEST(Plan, KnowsWhereEdgeScriptsRun) {
  SiteInputs inputs = site();
  EXPECT_EQ(scripts_on(*plan_of(inputs), "/"), "");
  EXPECT_FALSE(plan_of(inputs)->has_edge_scripts());
  ResolvedInstall install = inputs.installs[0];
  for (const char* id : {"1", "2", "3"}) {
    install.id = id;
    install.edge = script(id);
    install.pages = {};
    if (install.id == "2") {
      EXPECT_TRUE(install.pages.include("/b/*") && install.pages.exclude("/b/x"));
    }
    inputs.installs.push_back(install);
  }
  const auto plan = plan_of(inputs);
  EXPECT_TRUE(plan->has_edge_scripts());
  EXPECT_EQ(scripts_on(*plan, "/"), "13");
  EXPECT_EQ(scripts_on(*plan, "/b/"), "123");
  EXPECT_EQ(scripts_on(*plan, "/%62/y"), "123");
  EXPECT_EQ(scripts_on(*plan, "/b/x"), "13");
  EXPECT_TRUE(plan->active_on("/b/").empty());
  EXPECT_EQ(plan->inserts(), nullptr);
}

TEST(Plan, OfEdgeScriptsAloneHasNoBundles) {
  SiteInputs inputs = site();
  inputs.installs[0].resources.clear();
  EXPECT_TRUE(plan_of(inputs)->empty());
  inputs.installs[0].edge = script("x");
  const auto plan = plan_of(inputs);
  EXPECT_FALSE(plan->empty());
  EXPECT_EQ(plan->tag(), "");
  EXPECT_EQ(build_bundle(*plan, BundlePart::head), "");
  EXPECT_EQ(scripts_on(*plan, "/"), "AAAAAAAAAAAA");
}

TEST(PathPrefix, IsSafeAsItStands) {
  for (const std::string_view good : {"/cdn-cgi/apps", "/a", "/_inlay/~x.y"}) {
    EXPECT_TRUE(is_path_prefix(good)) << good;
  }
  for (const std::string_view bad : {"", "/", "a", "a/b", "/a/", "//a", "/a//b", "/a b", "/a\"",
                                     "/a'", "/a<", "/a?b", "/a#b", "/a%20", "/\xC3\xA4"}) {
    EXPECT_FALSE(is_path_prefix(bad)) << bad;
  }
}

}  // namespace
}  // namespace inlay::apps
