#include "edge/page_plan.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "../supervisor/kept_sites.h"
#include "apps/insert_wire.h"

namespace inlay {
namespace {

apps::ResolvedInstall inserting(const std::string& app, const std::string& include = "") {
  apps::ResolvedInstall install = install_of("");
  install.app_id = app;
  install.resources.clear();
  html::Insert insert;
  insert.selector = "head";
  insert.method = html::InsertMethod::append;
  insert.html = "<meta>";
  install.inserts = apps::make_content(apps::write_inserts({insert}));
  if (!include.empty() && !install.pages.include(include)) ADD_FAILURE() << include;
  return install;
}

apps::ResolvedInstall loading(const std::string& app) {
  apps::ResolvedInstall install = install_of("app()");
  install.app_id = app;
  return install;
}

TEST(PagePlans, TellWhatChangesAtAPath) {
  using Installs = std::vector<apps::ResolvedInstall>;
  struct Row {
    const char* name;
    Installs installs;
    const char* path;
    std::vector<std::string> apps;
    bool tag;
    bool inserts;
  };
  Installs many;
  for (int i = 0; i < 130; i++) {
    many.push_back(inserting(std::to_string(i), i == 129 ? "" : "/only/*"));
  }
  const Row rows[] = {
      {"nothing installed", {}, "/", {}, false, false},
      {"resources only", {loading("a")}, "/", {"a"}, true, false},
      {"inserts only", {inserting("a")}, "/", {"a"}, false, true},
      {"inserts on other pages", {inserting("a", "/blog/*")}, "/", {}, false, false},
      {"inserts on this page", {inserting("a", "/blog/*")}, "/blog/x", {"a"}, false, true},
      {"resources, inserts elsewhere",
       {inserting("a", "/blog/*"), loading("b")},
       "/",
       {"b"},
       true,
       false},
      {"both", {inserting("a", "/blog/*"), loading("b")}, "/blog/", {"a", "b"}, true, true},
      {"one of two", {inserting("a", "/a"), inserting("b", "/b")}, "/b", {"b"}, false, true},
      {"the last of many", many, "/", {"129"}, false, true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    apps::SiteInputs site = site_of({"site"}, {});
    site.installs = row.installs;
    auto plan = apps::Plan::compile(site, plan_settings());
    PagePlan page = page_plan(*plan, row.path);
    EXPECT_EQ(page.changes(), !row.apps.empty());
    EXPECT_EQ(apps_of(page), row.apps);
    if (!page.changes()) continue;
    html::PageChanges changes = page_changes(page, nullptr);
    EXPECT_EQ(!changes.tag.empty(), row.tag);
    EXPECT_EQ(changes.inserts != nullptr, row.inserts);
  }
}

}  // namespace
}  // namespace inlay
