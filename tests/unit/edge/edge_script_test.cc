#include "edge/edge_script.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

apps::ResolvedInstall install(const apps::EdgeLimits& asked = {}) {
  apps::EdgePackage package;
  package.entries = {"edge.js"};
  package.files = {{"edge.js", "export default {};"}};
  package.permissions.cookies = true;
  package.limits = asked;
  apps::ResolvedInstall one;
  one.id = "install";
  one.app_id = "app";
  one.options = apps::make_content("{}");
  one.edge = apps::make_content(apps::write_edge_package(package));
  return one;
}

constexpr apps::EdgeLimits kMost{.cpu_ms = 50, .wall_ms = 2000, .memory_mb = 64};

TEST(EdgeScript, TellsACellWhatItIs) {
  ScriptNumbers numbers;
  const auto script = make_edge_script(install({.cpu_ms = 20}), "site", kMost, numbers);
  ASSERT_NE(script, nullptr);
  const channel::Script facts = script->facts();
  EXPECT_EQ(facts.install, "install");
  EXPECT_EQ(facts.app, "app");
  ASSERT_EQ(facts.entries.size(), 1u);
  EXPECT_EQ(facts.entries[0], "edge.js");
  EXPECT_TRUE(facts.rights.cookies);
  EXPECT_FALSE(facts.rights.request_body);
  EXPECT_EQ(facts.limits.cpu_ms, 20u);
  EXPECT_EQ(facts.limits.wall_ms, 2000u);
  EXPECT_EQ(facts.limits.heap_bytes, uint64_t{64} << 20);
  ASSERT_EQ(script->files.size(), 1u);
  EXPECT_EQ(script->files[0].bytes, "export default {};");
}

TEST(EdgeScript, HasANumberOfItsOwnForWhateverIsDifferent) {
  ScriptNumbers numbers;
  const auto number = [&](const apps::ResolvedInstall& one, std::string_view site = "site",
                          const apps::EdgeLimits& most = kMost) {
    return make_edge_script(one, site, most, numbers)->id;
  };
  const channel::ScriptId first = number(install());
  EXPECT_NE(first, 0u);
  EXPECT_EQ(number(install()), first);
  apps::ResolvedInstall other = install();
  other.options = apps::make_content(R"({"a":1})");
  EXPECT_NE(number(other), first);
  other = install();
  other.id = "another";
  EXPECT_NE(number(other), first);
  EXPECT_NE(number(install({.cpu_ms = 1})), first);
  EXPECT_NE(number(install(), "site2"), first);
  EXPECT_NE(number(install(), "site", {.cpu_ms = 50, .wall_ms = 2000, .memory_mb = 32}), first);
  EXPECT_EQ(number(install()), first);
}

TEST(EdgeScript, IsNoneWherePackageCannotBeRead) {
  ScriptNumbers numbers;
  apps::ResolvedInstall broken = install();
  broken.edge = apps::make_content("garbage");
  EXPECT_EQ(make_edge_script(broken, "site", kMost, numbers), nullptr);
}

}  // namespace
}  // namespace inlay
