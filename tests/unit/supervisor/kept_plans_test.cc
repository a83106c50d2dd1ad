#include "supervisor/kept_plans.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>

#include "../apps/temp_folder.h"
#include "apps/kept_plan.h"
#include "kept_sites.h"

namespace inlay {
namespace {

namespace fs = std::filesystem;
using apps::SiteInputs;
using apps::TempFolder;

constexpr uint64_t kNow = 1'700'000'000;
constexpr uint64_t kDay = 86'400;

std::string hash_of(const SiteInputs& site) { return apps::plan_hash(site, plan_settings()); }

// The time that a lone site gets.
uint64_t since(KeptPlans& kept, const SiteInputs& site, uint64_t now) {
  std::vector<SiteInputs> sites{site};
  kept.keep(sites, plan_settings(), {}, now);
  return sites.front().plan_since;
}

using Files = std::map<std::string, std::string>;  // path inside the folder → bytes

Files files_of(const std::string& folder) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[fs::relative(entry.path(), folder).string()] = apps::read_whole(entry.path());
  }
  return files;
}

// Whether the plan can be made again from what lies in the folder.
bool is_readable(const std::string& state, const std::string& hash) {
  auto files = files_of(state);
  auto file = files.find("kept/plans/" + hash);
  if (file == files.end()) return false;
  auto plan = apps::decode_kept_plan(file->second, hash,
                                     [&](const crypto::Digest& digest) -> Result<apps::ContentPtr> {
                                       std::string path = apps::kept_content_path(state, digest);
                                       auto content = apps::make_content(apps::read_whole(path));
                                       if (content->digest == digest) return content;
                                       return fail(Fault::malformed, Blame::self, path);
                                     });
  return plan.has_value();
}

std::string large(char c) { return "/*" + std::string(5000, c) + "*/"; }

// --- since when pages are what they are

TEST(PlanSince, FollowsWhatChanges) {
  const SiteInputs none = site_of({"a", "b"}, {});
  const SiteInputs one = site_of({"a", "b"}, {"one()"});
  const SiteInputs two = site_of({"a", "b"}, {"two()"});
  const SiteInputs moved = site_of({"b", "a"}, {"one()"});
  const SiteInputs wider = site_of({"a", "b", "c"}, {"one()"});
  const SiteInputs narrower = site_of({"a"}, {"one()"});
  const SiteInputs any = site_of({}, {"one()"});
  struct Step {
    const SiteInputs& site;
    uint64_t now;
    uint64_t wanted;
  };
  struct Row {
    const char* name;
    std::vector<Step> steps;
  };
  for (const Row& row : {
           Row{"a site that never had apps", {{none, 10, 0}, {none, 11, 0}}},
           Row{"a new site with an app", {{one, 10, 10}, {one, 20, 10}, {one, 30, 10}}},
           Row{"the first app of a site", {{none, 10, 0}, {one, 20, 20}}},
           Row{"an update", {{one, 10, 10}, {two, 20, 20}, {two, 30, 20}}},
           Row{"an uninstall", {{one, 10, 10}, {none, 20, 20}, {none, 30, 20}}},
           Row{"an uninstall and a new one", {{one, 10, 10}, {none, 20, 20}, {one, 30, 30}}},
           Row{"back to what was", {{one, 10, 10}, {two, 20, 20}, {one, 30, 30}}},
           Row{"several in one second", {{one, 10, 10}, {two, 10, 11}, {none, 10, 12}}},
           Row{"a clock that goes back", {{one, 10, 10}, {two, 5, 11}, {two, 3, 11}}},
           Row{"other order of hosts", {{one, 10, 10}, {moved, 20, 20}}},
           Row{"one host more", {{one, 10, 10}, {wider, 20, 20}, {wider, 30, 20}}},
           Row{"one host less", {{one, 10, 10}, {narrower, 20, 10}}},
           Row{"a host that left and comes back",
               {{one, 10, 10}, {narrower, 20, 10}, {one, 30, 30}}},
           Row{"a site of every host", {{any, 10, 10}, {any, 20, 10}}},
       }) {
    TempFolder folder;
    RememberedLog log;
    for (bool restarted : {false, true}) {
      std::string state = folder.path(restarted ? "restarted" : "living");
      std::optional<KeptPlans> kept;
      for (size_t i = 0; i < row.steps.size(); i++) {
        const Step& step = row.steps[i];
        if (restarted || !kept) kept.emplace(state, log);
        EXPECT_EQ(since(*kept, step.site, step.now), step.wanted)
            << row.name << ", step " << i << (restarted ? ", restarted" : "");
      }
    }
    EXPECT_TRUE(log.events.empty()) << row.name << ": " << log.events.front();
  }
}

TEST(PlanSince, IsRememberedForAYearAfterAnUninstall) {
  TempFolder folder;
  RememberedLog log;
  KeptPlans kept(folder.path(), log);
  const SiteInputs none = site_of({"a"}, {});
  since(kept, site_of({"a"}, {"one()"}), kNow);
  uint64_t gone = kNow + kDay;
  EXPECT_EQ(since(kept, none, gone), gone);
  EXPECT_EQ(since(kept, none, gone + 365 * kDay - 1), gone);
  EXPECT_EQ(since(kept, none, gone + 365 * kDay), 0U);
  // And of a host that was taken out.
  since(kept, site_of({"b"}, {"one()"}), kNow);
  since(kept, none, gone);
  EXPECT_EQ(since(kept, site_of({"b"}, {}), gone + 365 * kDay - 1), gone);
}

TEST(PlanSince, EachSiteHasItsOwn) {
  TempFolder folder;
  RememberedLog log;
  KeptPlans kept(folder.path(), log);
  std::vector<SiteInputs> sites{site_of({"a"}, {"x()"}), site_of({"b"}, {"x()"}),
                                site_of({"c"}, {})};
  kept.keep(sites, plan_settings(), {}, 10);
  sites[1] = site_of({"b"}, {"y()"});
  kept.keep(sites, plan_settings(), {}, 20);
  EXPECT_EQ(sites[0].plan_since, 10U);
  EXPECT_EQ(sites[1].plan_since, 20U);
  EXPECT_EQ(sites[2].plan_since, 0U);
}

TEST(PlanSince, TakenBack) {
  TempFolder folder;
  RememberedLog log;
  const SiteInputs one = site_of({"a"}, {"one()"});
  const SiteInputs two = site_of({"a"}, {"two()"});
  {
    KeptPlans kept(folder.path(), log);
    since(kept, one, kNow);
    since(kept, two, kNow + 10);
    kept.take_back(kNow + 11);
    kept.take_back(kNow + 12);
    EXPECT_EQ(since(kept, one, kNow + 20), kNow);
    since(kept, two, kNow + 30);
    kept.take_back(kNow + 31);
  }
  // The earlier plan is named again, the refused one waits for its end; also for who comes next.
  KeptPlans kept(folder.path(), log);
  kept.collect({}, kNow + 31 + 7 * kDay - 1);
  EXPECT_TRUE(is_readable(folder.path(), hash_of(two)));
  kept.collect({}, kNow + 31 + 7 * kDay);
  EXPECT_FALSE(is_readable(folder.path(), hash_of(two)));
  EXPECT_TRUE(is_readable(folder.path(), hash_of(one)));
  EXPECT_EQ(since(kept, one, kNow + 8 * kDay), kNow);
}

// --- keeping and collecting

TEST(KeptPlans, KeepsWhatIsNeededForABundleAndNothingTwice) {
  TempFolder folder;
  RememberedLog log;
  KeptPlans kept(folder.path(), log);
  std::vector<SiteInputs> sites{site_of({"a"}, {large('1'), "small()"}),
                                site_of({"b"}, {large('1')}), site_of({"c"}, {})};
  kept.keep(sites, plan_settings(large('r')), {}, kNow);
  Files files = files_of(folder.path());
  size_t contents = 0, plans = 0;
  for (const auto& [path, bytes] : files) {
    contents += path.starts_with("kept/contents/") ? 1 : 0;
    plans += path.starts_with("kept/plans/") ? 1 : 0;
  }
  EXPECT_EQ(contents, 2U);  // the script and the runtime, once for both
  EXPECT_EQ(plans, 2U);
  EXPECT_EQ(files.size(), 5U);
  EXPECT_EQ(kept.plans(), 2U);
  for (const SiteInputs& site : {sites[0], sites[1]}) {
    EXPECT_TRUE(is_readable(folder.path(), apps::plan_hash(site, plan_settings(large('r')))));
  }
}

TEST(KeptPlans, UnchangedSitesWriteNothing) {
  TempFolder folder;
  RememberedLog log;
  std::vector<SiteInputs> sites{site_of({"a"}, {large('1')}), site_of({"b"}, {})};
  auto times = [&] {
    std::map<std::string, fs::file_time_type> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
      all[entry.path().string()] = entry.last_write_time();
    }
    return all;
  };
  {
    KeptPlans kept(folder.path(), log);
    kept.keep(sites, plan_settings(), {}, kNow);
  }
  auto before = times();
  KeptPlans kept(folder.path(), log);
  kept.keep(sites, plan_settings(), {}, kNow + 100 * kDay);
  kept.collect({}, kNow + 101 * kDay);
  EXPECT_EQ(times(), before);
}

TEST(KeptPlans, GoSevenDaysAfterTheLastSiteThatHasThem) {
  TempFolder folder;
  RememberedLog log;
  KeptPlans kept(folder.path(), log);
  const SiteInputs old = site_of({"a"}, {large('1')});
  const SiteInputs fresh = site_of({"a"}, {large('2')});
  since(kept, old, kNow);
  uint64_t replaced = kNow + 100 * kDay;
  since(kept, fresh, replaced);
  since(kept, fresh, replaced + 3 * kDay);  // does not begin the wait again
  kept.collect({}, replaced + 7 * kDay - 1);
  EXPECT_TRUE(is_readable(folder.path(), hash_of(old)));
  kept.collect({}, replaced + 7 * kDay);
  EXPECT_FALSE(is_readable(folder.path(), hash_of(old)));
  EXPECT_TRUE(is_readable(folder.path(), hash_of(fresh)));
  EXPECT_EQ(files_of(folder.path()).size(), 3U);  // index, plan, its script
  EXPECT_TRUE(log.events.empty());
}

TEST(KeptPlans, OneThatIsNamedAgainStays) {
  TempFolder folder;
  RememberedLog log;
  KeptPlans kept(folder.path(), log);
  const SiteInputs one = site_of({"a"}, {"one()"});
  since(kept, one, kNow);
  since(kept, site_of({"a"}, {}), kNow + kDay);
  since(kept, one, kNow + 6 * kDay);
  kept.collect({}, kNow + 100 * kDay);
  EXPECT_TRUE(is_readable(folder.path(), hash_of(one)));
}

TEST(KeptPlans, ManyPlansShareAContentUntilTheLastGoes) {
  TempFolder folder;
  RememberedLog log;
  KeptPlans kept(folder.path(), log);
  const SiteInputs a = site_of({"a"}, {large('s'), "one()"});
  const SiteInputs b = site_of({"a"}, {large('s'), "two()"});
  since(kept, a, kNow);
  since(kept, b, kNow + 1);
  since(kept, site_of({"a"}, {}), kNow + 2);
  kept.collect({}, kNow + 1 + 7 * kDay);
  EXPECT_FALSE(is_readable(folder.path(), hash_of(a)));
  EXPECT_TRUE(is_readable(folder.path(), hash_of(b)));
  kept.collect({}, kNow + 2 + 7 * kDay);
  EXPECT_EQ(files_of(folder.path()).size(), 1U);  // the index
  EXPECT_EQ(kept.disk_bytes(), 0U);
}

TEST(KeptPlans, TooMuchIsToldAndTheOldestGoFirst) {
  TempFolder folder;
  RememberedLog log;
  KeptPlans kept(folder.path(), log);
  std::vector<SiteInputs> plans;
  for (char c = 'a'; c < 'k'; c++) plans.push_back(site_of({"a"}, {large(c)}));
  uint64_t now = kNow;
  for (const SiteInputs& site : plans) since(kept, site, now++);
  uint64_t each = kept.disk_bytes() / plans.size();
  EXPECT_TRUE(log.events.empty());
  kept.collect({.bytes_max = Bytes(each * 4)}, now);
  EXPECT_EQ(log.events, std::vector<std::string>{"kept.over_limit"});
  EXPECT_EQ(kept.plans(), 4U);
  for (size_t i = 0; i < plans.size(); i++) {
    EXPECT_EQ(is_readable(folder.path(), hash_of(plans[i])), i >= 6) << i;
  }
  // What sites have now stays, whatever it takes.
  kept.collect({.bytes_max = Bytes(1)}, now);
  EXPECT_EQ(kept.plans(), 1U);
  EXPECT_TRUE(is_readable(folder.path(), hash_of(plans.back())));
}

// --- what is damaged, and what is not there

TEST(KeptPlans, DamagedFilesAreWrittenAgainOrForgotten) {
  const SiteInputs old = site_of({"a"}, {large('o')});
  const SiteInputs now = site_of({"a"}, {large('n')});
  struct Row {
    const char* name;
    std::function<void(const fs::path& file)> damage;
  };
  for (const Row& row : {
           Row{"gone", [](const fs::path& file) { fs::remove(file); }},
           Row{"empty", [](const fs::path& file) { fs::resize_file(file, 0); }},
           Row{"cut", [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) - 1); }},
           Row{"longer",
               [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) + 1); }},
           Row{"a folder",
               [](const fs::path& file) {
                 fs::remove(file);
                 fs::create_directory(file);
               }},
       }) {
    TempFolder sample;
    RememberedLog quiet;
    {
      KeptPlans kept(sample.path(), quiet);
      since(kept, old, kNow);
      since(kept, now, kNow + 1);
    }
    for (const auto& [path, bytes] : files_of(sample.path())) {
      TempFolder folder;
      fs::copy(sample.path(), folder.path(), fs::copy_options::recursive);
      row.damage(folder.path(path));
      RememberedLog log;
      KeptPlans kept(folder.path(), log);
      uint64_t at = since(kept, now, kNow + 50);
      bool folder_in_the_way = fs::is_directory(folder.path(path));
      if (!folder_in_the_way) {
        EXPECT_TRUE(is_readable(folder.path(), hash_of(now))) << row.name << ": " << path;
      }
      EXPECT_EQ(log.events.empty(), path == "kept/index" && row.name == std::string("gone"))
          << row.name << ": " << path;
      bool index = path == "kept/index";
      EXPECT_EQ(at, index ? kNow + 50 : kNow + 1) << row.name << ": " << path;
    }
  }
}

TEST(KeptPlans, ADamagedIndexCountsAsNone) {
  TempFolder folder;
  RememberedLog log;
  const SiteInputs site = site_of({"a"}, {large('1')});
  {
    KeptPlans kept(folder.path(), log);
    since(kept, site, kNow);
  }
  folder.write("kept/index", "INLAYIDX nonsense");
  KeptPlans kept(folder.path(), log);
  EXPECT_EQ(log.events, std::vector<std::string>{"kept.damaged"});
  EXPECT_EQ(files_of(folder.path()).size(), 1U);  // nobody knows how long the others were to stay
  EXPECT_EQ(since(kept, site, kNow + 5), kNow + 5);
  EXPECT_TRUE(is_readable(folder.path(), hash_of(site)));
}

TEST(KeptPlans, AFolderThatCannotBeWrittenStopsNothing) {
  TempFolder folder;
  folder.write("kept", "a file in the way");
  RememberedLog log;
  KeptPlans kept(folder.path(), log);
  const SiteInputs site = site_of({"a"}, {"one()"});
  EXPECT_EQ(since(kept, site, kNow), kNow);
  EXPECT_EQ(since(kept, site, kNow + 9), kNow);
  EXPECT_FALSE(log.events.empty());
  // Once it can be, everything is.
  fs::remove(folder.path("kept"));
  EXPECT_EQ(since(kept, site, kNow + 10), kNow);
  EXPECT_TRUE(is_readable(folder.path(), hash_of(site)));
  KeptPlans next(folder.path(), log);
  EXPECT_EQ(since(next, site, kNow + 20), kNow);
}

// Contents, plans, index, then the files that go: stopped after each of these steps, and in the
// middle of each file, whoever comes next finds something usable.
TEST(KeptPlans, EveryPointToStopAtLeavesAUsableFolder) {
  const std::vector<SiteInputs> before{site_of({"a"}, {large('1')}), site_of({"b"}, {large('2')})};
  const std::vector<SiteInputs> after{site_of({"a"}, {large('3')}), site_of({"b"}, {large('2')})};
  TempFolder first, last;
  RememberedLog log;
  auto keep = [&](const std::string& state, std::vector<SiteInputs> sites, uint64_t now) {
    KeptPlans kept(state, log);
    kept.keep(sites, plan_settings(), {.seconds = 1}, now);
    return sites;
  };
  keep(first.path(), before, kNow);
  fs::copy(first.path(), last.path(), fs::copy_options::recursive);
  {
    KeptPlans kept(last.path(), log);
    auto sites = after;
    kept.keep(sites, plan_settings(), {.seconds = 1}, kNow + 10);
    kept.collect({.seconds = 1}, kNow + 20);
  }
  Files old_files = files_of(first.path()), new_files = files_of(last.path());

  std::vector<Files> stops{old_files};
  auto write = [&](const std::string& path) {
    const std::string& bytes = new_files.at(path);
    for (size_t cut : {size_t{0}, bytes.size() / 2, bytes.size()}) {
      Files stop = stops.back();
      std::erase_if(stop, [](const auto& file) { return file.first.ends_with(".new"); });
      stop[path + ".new"] = bytes.substr(0, cut);
      stops.push_back(stop);
    }
    Files stop = stops.back();
    stop.erase(path + ".new");
    stop[path] = bytes;
    stops.push_back(stop);
  };
  for (const char* kind : {"kept/contents/", "kept/plans/"}) {
    for (const auto& [path, bytes] : new_files) {
      if (path.starts_with(kind) && !old_files.contains(path)) write(path);
    }
  }
  write("kept/index");
  for (const auto& [path, bytes] : old_files) {
    if (new_files.contains(path)) continue;
    Files stop = stops.back();
    stop.erase(path);
    stops.push_back(stop);
  }
  ASSERT_EQ(stops.size(), 1U + 3 * 4 + 2);
  EXPECT_EQ(stops.back(), new_files);

  for (size_t i = 0; i < stops.size(); i++) {
    for (bool forward : {true, false}) {
      TempFolder folder;
      for (const auto& [path, bytes] : stops[i]) folder.write(path, bytes);
      size_t told = log.events.size();
      auto sites = keep(folder.path(), forward ? after : before, kNow + 30);
      EXPECT_EQ(log.events.size(), told) << i;
      bool was_written = i >= stops.size() - 3;  // the index with the new plan
      EXPECT_EQ(sites[0].plan_since,
                forward == was_written ? (forward ? kNow + 10 : kNow) : kNow + 30)
          << i << (forward ? " forward" : " back");
      EXPECT_EQ(sites[1].plan_since, kNow) << i;
      for (const SiteInputs& site : sites) {
        EXPECT_TRUE(is_readable(folder.path(), hash_of(site))) << i;
      }
      for (const auto& [path, bytes] : files_of(folder.path())) {
        EXPECT_FALSE(path.ends_with(".new")) << i << ": " << path;
      }
    }
  }
}

// Only printed: what it takes depends on the machine.
TEST(KeptPlans, TenThousandSites) {
  TempFolder folder;
  RememberedLog log;
  std::vector<apps::ContentPtr> scripts;
  for (char c = 'a'; c < 'f'; c++) scripts.push_back(apps::make_content(large(c)));
  std::vector<SiteInputs> sites;
  for (size_t i = 0; i < 10'000; i++) {
    std::string name = "site" + std::to_string(i) + ".example";
    SiteInputs site = site_of({name}, {});
    for (size_t app = 0; app < scripts.size(); app++) {
      apps::ResolvedInstall install = install_of("");
      install.id = apps::install_id("app", app);
      install.options = apps::make_content("{\"text\":\"" + name + "\"}");
      install.resources = {{apps::ResourceList::head, apps::ResourceType::script, scripts[app]}};
      site.installs.push_back(std::move(install));
    }
    sites.push_back(std::move(site));
  }
  auto timed = [](const char* what, const std::function<void()>& work) {
    auto begin = std::chrono::steady_clock::now();
    work();
    std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    std::printf("%s: %.0f ms\n", what, took.count());
  };
  auto settings = plan_settings(large('r'));
  {
    KeptPlans kept(folder.path(), log);
    timed("first start", [&] { kept.keep(sites, settings, {}, kNow); });
    timed("unchanged reload", [&] { kept.keep(sites, settings, {}, kNow + 1); });
    EXPECT_EQ(kept.plans(), 10'000U);
  }
  std::optional<KeptPlans> kept;
  timed("opening", [&] { kept.emplace(folder.path(), log); });
  sites[5000].installs.pop_back();
  timed("reload with one change", [&] { kept->keep(sites, settings, {}, kNow + 2); });
  EXPECT_EQ(kept->plans(), 10'001U);
  EXPECT_EQ(sites[4999].plan_since, kNow);
  EXPECT_EQ(sites[5000].plan_since, kNow + 2);
  std::printf("on disk: %.1f MiB\n", static_cast<double>(kept->disk_bytes()) / (1 << 20));
  EXPECT_TRUE(log.events.empty());
}

}  // namespace
}  // namespace inlay
