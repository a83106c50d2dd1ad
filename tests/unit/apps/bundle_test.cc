// Bundles against tests/golden/bundles: one folder per case with site.json, app folders and what is
// expected. INLAY_UPDATE_GOLDEN=1 writes the expected files anew; review the difference.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "apps/options.h"
#include "apps/plan.h"
#include "temp_folder.h"

namespace inlay::apps {
namespace {

const ContentPtr kRuntime = make_content("/* the browser runtime */");

std::filesystem::path cases_folder() {
  return std::filesystem::path(INLAY_ROOT) / "tests" / "golden" / "bundles";
}

// One entry of site.json: {"app", "options"?, "patterns"?, "product"?}.
Result<ResolvedInstall> resolve(const std::filesystem::path& folder, const Json& entry,
                                size_t position) {
  std::vector<Diagnostic> diagnostics;
  const auto app = load_app_folder((folder / entry.find("app")->as_string()).string(), diagnostics);
  if (!app) return fail(app.error());
  InstallSpec spec{*app, {}, install_id((*app)->id, position), {}, {}};
  const Json* given = entry.find("options");
  spec.options = effective_options((*app)->manifest, given == nullptr ? Json() : *given);
  if (const Json* patterns = entry.find("patterns")) {
    for (const Json& pattern : patterns->items()) spec.url_patterns.push_back(pattern.as_string());
  }
  if (const Json* product = entry.find("product")) spec.product = product->as_string();
  return resolve_install(spec, diagnostics);
}

std::shared_ptr<const Plan> plan_of_case(const std::filesystem::path& folder) {
  const auto document = read_json(read_whole(folder / "site.json"));
  EXPECT_TRUE(document) << folder;
  SiteInputs site;
  site.hosts = {"site.example"};
  site.origins = {"http://127.0.0.1:1"};
  site.site_id = site_id_of("site.example");
  for (const Json& entry : document->root.items()) {
    auto install = resolve(folder, entry, site.installs.size());
    EXPECT_TRUE(install) << folder << ": " << install.error().detail;
    if (install) site.installs.push_back(std::move(*install));
  }
  return Plan::compile(std::move(site), {"/cdn-cgi/apps", kRuntime});
}

void compare(const std::filesystem::path& expected, const std::string& bundle) {
  if (std::getenv("INLAY_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(expected, std::ios::binary) << bundle;
  }
  EXPECT_EQ(read_whole(expected), bundle) << expected;
}

TEST(Bundle, IsAsExpected) {
  size_t cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(cases_folder())) {
    const auto plan = plan_of_case(entry.path());
    compare(entry.path() / "expected.head.js", build_bundle(*plan, BundlePart::head));
    compare(entry.path() / "expected.body.js", build_bundle(*plan, BundlePart::body));
    ++cases;
  }
  EXPECT_GE(cases, 4U);
}

TEST(Bundle, IsTheSameEveryTime) {
  const auto folder = cases_folder() / "two-apps";
  const auto one = plan_of_case(folder);
  const auto two = plan_of_case(folder);
  EXPECT_EQ(one->hash(), two->hash());
  for (const BundlePart part : {BundlePart::head, BundlePart::body}) {
    EXPECT_FALSE(build_bundle(*one, part).empty());
    EXPECT_EQ(build_bundle(*one, part), build_bundle(*two, part));
  }
}

}  // namespace
}  // namespace inlay::apps
