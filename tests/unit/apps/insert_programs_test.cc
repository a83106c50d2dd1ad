#include "apps/insert_programs.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "apps/insert_wire.h"
#include "apps/plan.h"

namespace inlay::apps {
namespace {

ResolvedInstall inserting(const std::string& html) {
  html::Insert insert;
  insert.selector = "p";
  insert.method = html::InsertMethod::after;
  insert.html = html;
  ResolvedInstall install;
  install.id = "id";
  install.options = make_content("{}");
  if (!html.empty()) install.inserts = make_content(write_inserts({insert}));
  return install;
}

using Installs = std::vector<ResolvedInstall>;

std::shared_ptr<const CompiledInserts> of(InsertPrograms& programs, const Installs& installs) {
  return programs.of(installs, inserts_key(installs));
}

TEST(InsertPrograms, AreSharedBetweenEqualInserts) {
  const Installs first = {inserting("a"), inserting("b")};
  Installs same = {inserting("a"), inserting("b")};
  same[1].id = "other";
  same[1].options = make_content("{\"x\":1}");
  ASSERT_TRUE(same[1].pages.include("/x"));
  const struct {
    const char* name;
    Installs installs;
    bool shared;
  } rows[] = {
      {"as given", first, true},
      {"of another install", same, true},
      {"without the last", {inserting("a")}, false},
      {"the other way round", {inserting("b"), inserting("a")}, false},
      {"at another number", {inserting(""), inserting("a"), inserting("b")}, false},
      {"one behind that has none", {inserting("a"), inserting("b"), inserting("")}, true},
  };
  for (const auto& row : rows) {
    InsertPrograms programs;
    const auto compiled = of(programs, first);
    ASSERT_NE(compiled->program, nullptr);
    EXPECT_EQ(compiled->left_out, 0U);
    EXPECT_EQ(of(programs, row.installs) == compiled, row.shared) << row.name;
    EXPECT_EQ(programs.size(), row.shared ? 1U : 2U) << row.name;
  }
}

TEST(InsertPrograms, GiveBackWhatWasNotAskedForLongest) {
  const auto named = [](int i) {
    return Installs{inserting(std::string(1000, static_cast<char>('a' + i)))};
  };
  InsertPrograms one;
  of(one, named(0));
  InsertPrograms programs(one.bytes() * 3);
  std::vector<std::shared_ptr<const CompiledInserts>> kept;
  for (int i = 0; i < 3; ++i) kept.push_back(of(programs, named(i)));
  EXPECT_EQ(programs.bytes(), one.bytes() * 3);
  EXPECT_EQ(of(programs, named(0)), kept[0]);
  kept.push_back(of(programs, named(3)));
  EXPECT_EQ(programs.size(), 3U);
  EXPECT_EQ(programs.bytes(), one.bytes() * 3);
  for (const size_t i : {0U, 2U, 3U}) EXPECT_EQ(of(programs, named(static_cast<int>(i))), kept[i]);
  EXPECT_NE(of(programs, named(1)), kept[1]) << "compiled again";
  EXPECT_EQ(kept[1]->program->size(), 1U) << "whoever holds it can use it";
}

TEST(InsertPrograms, KeepOneHoweverLarge) {
  InsertPrograms programs(1);
  const Installs large = {inserting(std::string(10'000, 'x'))};
  const auto compiled = of(programs, large);
  EXPECT_GT(programs.bytes(), size_t{10'000});
  EXPECT_EQ(of(programs, large), compiled);
  EXPECT_EQ(of(programs, {inserting("y")})->program->size(), 1U);
  EXPECT_EQ(programs.size(), 1U);
}

TEST(InsertPrograms, OfPlansLiveWhileAPageHoldsThem) {
  SiteInputs site;
  site.site_id = site_id_of("a");
  site.installs = {inserting("a")};
  const auto programs = std::make_shared<InsertPrograms>(1);
  const PlanSettings settings{"/x", make_content("r"), programs};
  const auto plan = Plan::compile(site, settings);
  const auto program = plan->inserts();
  EXPECT_EQ(plan->inserts(), program);
  site.installs = {inserting("b")};
  const auto other = Plan::compile(site, settings);
  EXPECT_NE(other->inserts(), program);
  EXPECT_EQ(program->size(), 1U);
  EXPECT_NE(plan->inserts(), program) << "given back meanwhile";
}

}  // namespace
}  // namespace inlay::apps
