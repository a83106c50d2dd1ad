#include "supervisor/kept_plans.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <unordered_map>

#include "apps/kept_plan.h"
#include "os/files.h"

namespace inlay {
namespace {

constexpr Bytes kIndexBytesMax = Bytes(1U << 30);
const std::string kEveryHost = "*";

std::string index_path(const std::string& state) { return apps::kept_folder(state) + "/index"; }
std::string plans_folder(const std::string& state) { return apps::kept_folder(state) + "/plans"; }
std::string contents_folder(const std::string& state) {
  return apps::kept_folder(state) + "/contents";
}

const std::vector<std::string>& keys_of(const std::vector<std::string>& hosts) {
  static const std::vector<std::string> kAll{kEveryHost};
  return hosts.empty() ? kAll : hosts;
}

// Names in a folder with the bytes of each file.
std::unordered_map<std::string, uint64_t> files_in(const std::string& folder) {
  std::unordered_map<std::string, uint64_t> files;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    std::error_code unreadable;
    uint64_t bytes = entry->file_size(unreadable);
    files.emplace(entry->path().filename().string(), unreadable ? UINT64_MAX : bytes);
  }
  return files;
}

}  // namespace

KeepLimits keep_limits(const Settings& settings) {
  return {.seconds = settings.apps_keep_days * 86'400,
          .bytes_max = Bytes(settings.apps_keep_bytes_max)};
}

// --- what is there

KeptPlans::KeptPlans(std::string state, Log& log) : state_(std::move(state)), log_(log) {
  read_index();
  look_at_files();
  before_ = index_.hosts;
}

void KeptPlans::read_index() {
  auto bytes = read_file(index_path(state_), kIndexBytesMax, "kept_index_bytes_max");
  if (!bytes && bytes.error().fault == Fault::not_found) return;
  auto index = bytes ? KeptIndex::decode(*bytes) : fail(bytes.error());
  if (index) {
    index_ = std::move(*index);
  } else {
    log_.write(Level::warn, "kept.damaged", {{"reason", index.error().detail}});
  }
}

// A file that was being written when the machine stopped is cut or missing: its plan was not the
// last word then, or is written again. What the index does not name never came to be.
void KeptPlans::look_at_files() {
  auto plan_files = files_in(plans_folder(state_));
  auto content_files = files_in(contents_folder(state_));
  auto is_whole = [&](const crypto::Digest& digest) {
    std::string path = apps::kept_content_path(state_, digest);
    auto file = content_files.find(path.substr(path.rfind('/') + 1));
    return file != content_files.end() &&
           file->second == index_.contents().find(digest)->second.bytes;
  };
  std::set<crypto::Digest> damaged;
  for (const auto& [digest, content] : index_.contents()) {
    if (!is_whole(digest)) damaged.insert(digest);
  }
  std::vector<std::string> lost;
  for (const auto& [hash, plan] : index_.plans()) {
    auto file = plan_files.find(hash);
    bool whole = file != plan_files.end() && file->second == plan.bytes;
    for (const crypto::Digest& digest : plan.contents) whole = whole && !damaged.contains(digest);
    if (!whole) lost.push_back(hash);
  }
  for (const std::string& hash : lost) remove(hash);
  if (!lost.empty()) {
    log_.write(Level::warn, "kept.damaged",
               {{"reason", "files are missing or cut"}, {"plans", lost.size()}});
  }
  for (const auto& [name, bytes] : plan_files) {
    if (!index_.plans().contains(name)) unused_.push_back(plans_folder(state_) + "/" + name);
  }
  std::set<std::string> used;
  for (const auto& [digest, content] : index_.contents()) {
    used.insert(apps::kept_content_path(state_, digest));
  }
  for (const auto& [name, bytes] : content_files) {
    std::string path = contents_folder(state_) + "/" + name;
    if (!used.contains(path)) unused_.push_back(path);
  }
  unused_.push_back(index_path(state_) + ".new");  // of a write that was cut short
  save();
}

// --- since when pages are what they are

// Strictly later with every change, also of two within one second: a page of the earlier plan never
// looks as new as the present one.
uint64_t KeptPlans::since_of(const std::vector<std::string>& hosts, std::string_view hash,
                             uint64_t now) const {
  uint64_t latest = 0;
  bool same = true;
  for (const std::string& host : keys_of(hosts)) {
    auto known = index_.hosts.find(host);
    same = same && hash == (known == index_.hosts.end() ? std::string_view() : known->second.hash);
    if (known != index_.hosts.end()) latest = std::max(latest, known->second.since);
  }
  return same ? latest : std::max(now, latest + 1);
}

// A host that is no longer served here may come back, with pages from elsewhere in caches.
void KeptPlans::retire_hosts(const Hosts& present, uint64_t now) {
  for (auto& [host, pages] : index_.hosts) {
    if (present.contains(host) || pages.hash.empty()) continue;
    pages = {"", std::max(now, pages.since + 1)};
  }
}

void KeptPlans::forget_uninstalls(uint64_t now) {
  size_t forgotten = std::erase_if(index_.hosts, [&](const auto& entry) {
    const KeptHost& pages = entry.second;
    return pages.hash.empty() && pages.since + kUninstallRememberedSeconds <= now;
  });
  changed_ = changed_ || forgotten > 0;
}

// --- keeping

std::vector<std::string> KeptPlans::keep(std::vector<apps::SiteInputs>& sites,
                                         const apps::PlanSettings& settings,
                                         const KeepLimits& limits, uint64_t now) {
  std::vector<std::string> hashes;
  forget_uninstalls(now);
  before_ = index_.hosts;
  Hosts present;
  bool writing = make_folders();
  for (apps::SiteInputs& site : sites) {
    std::string hash = apps::plan_hash(site, settings);
    site.plan_since = since_of(site.hosts, hash, now);
    for (const std::string& host : keys_of(site.hosts)) {
      present.emplace(host, KeptHost{hash, site.plan_since});
    }
    if (writing && !hash.empty() && !index_.plans().contains(hash)) {
      writing = write_plan(site, settings, hash);
    }
    hashes.push_back(std::move(hash));
  }
  retire_hosts(present, now);
  for (auto& [host, pages] : present) {
    if (pages.since != 0) index_.hosts.insert_or_assign(host, std::move(pages));
  }
  changed_ = changed_ || index_.hosts != before_;
  note_names(now);
  collect(limits, now);
  return hashes;
}

void KeptPlans::take_back(uint64_t now) {
  if (index_.hosts == before_) return;
  index_.hosts = before_;
  changed_ = true;
  note_names(now);
  save();
}

// Which plans some site has now.
void KeptPlans::note_names(uint64_t now) {
  std::set<std::string_view> named;
  for (const auto& [host, pages] : index_.hosts) named.insert(pages.hash);
  for (const auto& [hash, plan] : index_.plans()) {
    bool is_named = named.contains(hash);
    if (is_named == (plan.unnamed_since == 0)) continue;
    index_.set_unnamed_since(hash, is_named ? 0 : std::max<uint64_t>(now, 1));
    changed_ = true;
  }
}

bool KeptPlans::make_folders() {
  for (const std::string& folder : {plans_folder(state_), contents_folder(state_)}) {
    if (auto made = inlay::make_folders(folder); !made) {
      log_.write(Level::warn, "kept.failed", {{"reason", made.error().detail}});
      return false;
    }
  }
  return true;
}

bool KeptPlans::write_file(const std::string& path, std::string_view bytes) {
  auto written = write_file_whole(path, bytes, Durable::no);
  if (!written) log_.write(Level::warn, "kept.failed", {{"reason", written.error().detail}});
  return written.has_value();
}

bool KeptPlans::write_plan(const apps::SiteInputs& site, const apps::PlanSettings& settings,
                           const std::string& hash) {
  apps::KeptPlanFile file = apps::encode_kept_plan(site, settings);
  KeptPlan plan{.bytes = file.bytes.size(), .unnamed_since = 0, .contents = {}};
  std::vector<uint64_t> sizes;
  for (const apps::ContentPtr& content : file.contents) {
    plan.contents.push_back(content->digest);
    sizes.push_back(content->bytes.size());
    if (index_.contents().contains(content->digest)) continue;
    if (!write_file(apps::kept_content_path(state_, content->digest), content->bytes)) return false;
  }
  if (!write_file(apps::kept_plan_path(state_, hash), file.bytes)) return false;
  index_.add(hash, std::move(plan), sizes);
  changed_ = true;
  return true;
}

// --- collecting

void KeptPlans::collect(const KeepLimits& limits, uint64_t now) {
  forget_uninstalls(now);
  std::vector<std::pair<uint64_t, std::string>> unnamed;  // the oldest first
  for (const auto& [hash, plan] : index_.plans()) {
    if (plan.unnamed_since != 0) unnamed.emplace_back(plan.unnamed_since, hash);
  }
  std::sort(unnamed.begin(), unnamed.end());
  size_t early = 0;
  for (const auto& [since, hash] : unnamed) {
    bool is_old = since + limits.seconds <= now;
    if (!is_old && index_.disk_bytes() <= limits.bytes_max.count()) break;
    early += is_old ? 0 : 1;
    remove(hash);
  }
  if (early > 0) {
    log_.write(
        Level::warn, "kept.over_limit",
        {{"plans", early}, {"bytes", index_.disk_bytes()}, {"setting", "apps.keep_bytes_max"}});
  }
  save();
}

void KeptPlans::remove(const std::string& hash) {
  unused_.push_back(apps::kept_plan_path(state_, hash));
  for (const crypto::Digest& digest : index_.remove(hash)) {
    unused_.push_back(apps::kept_content_path(state_, digest));
  }
  changed_ = true;
}

// First the index, then the files that it no longer names: whatever happens between, it names
// nothing that is not there. On a full disk the files go all the same, to make room.
void KeptPlans::save() {
  if (std::exchange(changed_, false)) {
    auto written = write_file_whole(index_path(state_), index_.encode());
    if (!written) {
      log_.write(Level::warn, "kept.failed", {{"reason", written.error().detail}});
      changed_ = true;
    }
  }
  for (const std::string& path : unused_) ::unlink(path.c_str());
  unused_.clear();
}

}  // namespace inlay
