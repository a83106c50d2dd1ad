#include "edge/kept_bundles.h"

#include <gtest/gtest.h>

#include <thread>

#include "../apps/temp_folder.h"
#include "../supervisor/kept_sites.h"
#include "apps/kept_plan.h"
#include "supervisor/kept_plans.h"

namespace inlay {
namespace {

using apps::BundleName;
using apps::BundlePart;
using apps::Plan;
using apps::SiteInputs;
using apps::TempFolder;

constexpr Bytes kMemory = Bytes(1U << 20);

std::shared_ptr<const Plan> plan_of(const SiteInputs& site) {
  return Plan::compile(site, plan_settings());
}

std::string large(char c) { return "/*" + std::string(5000, c) + "*/"; }

// A folder in which the supervisor has kept these plans, the last one being the site's own.
void keep(const TempFolder& folder, std::vector<SiteInputs> plans) {
  RememberedLog log;
  KeptPlans kept(folder.path(), log);
  for (SiteInputs& site : plans) {
    std::vector<SiteInputs> sites{site};
    kept.keep(sites, plan_settings(), {}, 1000);
  }
  EXPECT_TRUE(log.events.empty());
}

TEST(KeptBundles, AreWhatTheyWereWhenTheyWereKept) {
  TempFolder folder;
  const SiteInputs old = site_of({"a"}, {large('o'), "small()"});
  const SiteInputs fresh = site_of({"a"}, {large('n')});
  keep(folder, {old, fresh});
  RememberedLog log;
  KeptBundles bundles(folder.path(), kMemory, log);
  auto site = plan_of(fresh);
  for (const auto& plan : {plan_of(old), site}) {
    BundleName name{plan->hash(), BundlePart::head};
    EXPECT_EQ(bundles.ready(*site, "a", name), nullptr);
    auto bundle = bundles.load(*site, "a", name);
    ASSERT_NE(bundle, nullptr);
    EXPECT_EQ(bundle->plain, apps::build_bundle(*plan, BundlePart::head));
    EXPECT_EQ(bundles.ready(*site, "a", name), bundle);
    EXPECT_EQ(bundles.load(*site, "a", name), bundle);
    EXPECT_EQ(bundles.load(*site, "a", {plan->hash(), BundlePart::body}), nullptr);
  }
  EXPECT_EQ(bundles.load(*site, "a", {std::string(27, 'x'), BundlePart::head}), nullptr);
  EXPECT_TRUE(log.events.empty());
}

// Also one that started before the plan was made, or after it was replaced.
TEST(KeptBundles, AnyEdgeFindsWhatTheSupervisorHasKept) {
  TempFolder folder;
  RememberedLog log;
  KeptBundles earlier(folder.path(), kMemory, log);
  const SiteInputs old = site_of({"a"}, {"old()"});
  const SiteInputs fresh = site_of({"a"}, {"new()"});
  keep(folder, {old, fresh});
  EXPECT_NE(earlier.load(*plan_of(old), "a", {plan_of(fresh)->hash(), BundlePart::head}), nullptr);
  KeptBundles later(folder.path(), kMemory, log);
  SiteInputs none = site_of({"a"}, {});
  EXPECT_NE(later.load(*plan_of(none), "a", {plan_of(old)->hash(), BundlePart::head}), nullptr);
}

TEST(KeptBundles, BelongToTheirSite) {
  const SiteInputs old = site_of({"shop.example", "www.shop.example"}, {"old()"});
  const SiteInputs any = site_of({}, {"old()"});
  struct Row {
    const char* name;
    const SiteInputs& kept;
    SiteInputs site;
    const char* host;
    bool served;
  };
  for (const Row& row : {
           Row{"same site", old, site_of({"shop.example"}, {}), "shop.example", true},
           Row{"same site, a host added since", old, site_of({"shop.example", "new.example"}, {}),
               "new.example", true},
           Row{"other first host", old, site_of({"www.shop.example"}, {}), "www.shop.example",
               true},
           Row{"another site", old, site_of({"other.example"}, {}), "other.example", false},
           Row{"a site of every host, then one of its own", any, site_of({"a.example"}, {}),
               "a.example", true},
       }) {
    TempFolder folder;
    keep(folder, {row.kept});
    RememberedLog log;
    KeptBundles bundles(folder.path(), kMemory, log);
    auto own = plan_of(row.kept);
    auto site = plan_of(row.site);
    BundleName name{own->hash(), BundlePart::head};
    EXPECT_EQ(bundles.load(*site, row.host, name) != nullptr, row.served) << row.name;
    // Nor when its own site has made it meanwhile.
    EXPECT_NE(bundles.load(*own, "shop.example", name), nullptr) << row.name;
    EXPECT_EQ(bundles.ready(*site, row.host, name) != nullptr, row.served) << row.name;
    EXPECT_EQ(bundles.load(*site, row.host, name) != nullptr, row.served) << row.name;
  }
}

TEST(KeptBundles, DamageIsToldOnceAndServedNever) {
  const SiteInputs old = site_of({"a"}, {large('o'), "small()"});
  auto site = plan_of(site_of({"a"}, {}));
  auto plan = plan_of(old);
  BundleName name{plan->hash(), BundlePart::head};
  TempFolder folder;
  keep(folder, {old});
  auto expect_told_once = [&](const std::string& file, std::string damaged, size_t at) {
    folder.write(file, damaged);
    RememberedLog log;
    KeptBundles bundles(folder.path(), kMemory, log);
    for (int times = 0; times < 2; times++) {
      // The hosts are not in the plan's hash: damage there hides the bundle from some hosts only.
      auto bundle = bundles.load(*site, "a", name);
      if (bundle == nullptr) continue;
      EXPECT_EQ(bundle->plain, apps::build_bundle(*plan, BundlePart::head)) << file << at;
    }
    EXPECT_LE(log.events.size(), 1U) << file << at;
  };
  for (const std::string& file :
       {apps::kept_plan_path("", plan->hash()).substr(1),
        apps::kept_content_path("", old.installs[0].resources[0].content->digest).substr(1)}) {
    const std::string whole = apps::read_whole(folder.path(file));
    for (size_t at = 0; at<whole.size(); at += whole.size()> 1000 ? 97 : 1) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
      expect_told_once(file, whole.substr(0, at), at);
      expect_told_once(file, damaged, at);
    }
    folder.write(file, whole);
  }
}

TEST(KeptBundles, OfAnotherFormatCountAsAbsent) {
  const SiteInputs old = site_of({"a"}, {"old()"});
  auto plan = plan_of(old);
  for (size_t at : {size_t{8}, size_t{12}}) {  // version of the file, format of bundles
    TempFolder folder;
    keep(folder, {old});
    std::string path = apps::kept_plan_path(folder.path(), plan->hash());
    std::string bytes = apps::read_whole(path);
    bytes[at]++;
    folder.write(path.substr(folder.path().size() + 1), bytes);
    RememberedLog log;
    KeptBundles bundles(folder.path(), kMemory, log);
    BundleName name{plan->hash(), BundlePart::head};
    auto site = plan_of(site_of({"a"}, {}));
    EXPECT_EQ(bundles.load(*site, "a", name), nullptr);
    EXPECT_EQ(bundles.load(*site, "a", name), nullptr);
    EXPECT_EQ(log.events, std::vector<std::string>{"kept.unreadable"});
  }
}

TEST(KeptBundles, TheOnesUnusedLongestGo) {
  TempFolder folder;
  RememberedLog log;
  std::vector<std::shared_ptr<const Plan>> plans;
  for (char c = 'a'; c < 'f'; c++)
    plans.push_back(plan_of(site_of({std::string(1, c)}, {large(c)})));
  auto name = [&](size_t i) { return BundleName{plans[i]->hash(), BundlePart::head}; };
  KeptBundles probe(folder.path(), kMemory, log);
  auto one = probe.load(*plans[0], "a", name(0));
  uint64_t each = one->plain.size() + one->gzip.size() + 512;
  KeptBundles bundles(folder.path(), Bytes(each * 3 + each / 2), log);
  auto is_ready = [&](size_t i) { return bundles.ready(*plans[i], "", name(i)) != nullptr; };
  for (size_t i = 0; i < 3; i++) bundles.load(*plans[i], "", name(i));
  EXPECT_TRUE(is_ready(1) && is_ready(2) && is_ready(0));  // 1 is the one unused longest now
  auto held = bundles.ready(*plans[1], "", name(1));
  EXPECT_TRUE(is_ready(2) && is_ready(0));
  bundles.load(*plans[3], "", name(3));
  EXPECT_FALSE(is_ready(1));
  EXPECT_TRUE(is_ready(0) && is_ready(2) && is_ready(3));
  EXPECT_FALSE(held->plain.empty());  // whoever sends it still has it
  // One that is larger than all the memory is served, not held.
  KeptBundles small(folder.path(), Bytes(10), log);
  EXPECT_NE(small.load(*plans[0], "", name(0)), nullptr);
  EXPECT_EQ(small.ready(*plans[0], "", name(0)), nullptr);
}

TEST(KeptBundles, OnlySoManyWaitForPlansThatAreNotTheSitesOwn) {
  TempFolder folder;
  RememberedLog log;
  KeptBundles bundles(folder.path(), kMemory, log);
  auto site = plan_of(site_of({"a"}, {"own()"}));
  const std::string unknown(27, 'u');
  BundleName other{unknown, BundlePart::head}, own{site->hash(), BundlePart::head};
  for (size_t i = 0; i < KeptBundles::kWaitersMax; i++) EXPECT_TRUE(bundles.enter(*site, other));
  EXPECT_FALSE(bundles.enter(*site, other));
  EXPECT_TRUE(bundles.enter(*site, own));
  bundles.leave();
  EXPECT_FALSE(bundles.enter(*site, other));
  bundles.leave();
  EXPECT_TRUE(bundles.enter(*site, other));
}

TEST(KeptBundles, ManyThreadsGetTheSameBundle) {
  TempFolder folder;
  RememberedLog log;
  KeptBundles bundles(folder.path(), kMemory, log);
  auto site = plan_of(site_of({"a"}, {large('x')}));
  BundleName name{site->hash(), BundlePart::head};
  std::vector<std::shared_ptr<const Bundle>> got(8);
  std::vector<std::thread> threads;
  for (auto& bundle : got) {
    threads.emplace_back([&] { bundle = bundles.load(*site, "a", name); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& bundle : got) EXPECT_EQ(bundle, got[0]);
  EXPECT_NE(got[0], nullptr);
}

}  // namespace
}  // namespace inlay
