#include "edge/kept_bundles.h"

#include <algorithm>

#include "apps/kept_plan.h"
#include "os/files.h"

namespace inlay {
namespace {

constexpr uint64_t kEntryBytes = 512;  // of an entry beside its bundle, about
constexpr size_t kToldMax = 64;

std::string key_of(const apps::BundleName& name) {
  std::string key = std::string(name.hash) + std::to_string(static_cast<int>(name.part));
  if (name.part == apps::BundlePart::style) key += "-" + std::to_string(name.style);
  return key;
}

Result<apps::ContentPtr> read_content(const std::string& state, const crypto::Digest& digest) {
  std::string path = apps::kept_content_path(state, digest);
  auto bytes = read_file(path, Bytes(apps::kKeptFileBytesMax), "kept_file_bytes_max");
  if (!bytes) return fail(Fault::malformed, Blame::self, bytes.error().detail);
  apps::ContentPtr content = apps::make_content(std::move(*bytes));
  if (content->digest == digest) return content;
  return fail(Fault::malformed, Blame::self, path + ": not the bytes that were kept");
}

}  // namespace

uint64_t KeptBundles::Entry::bytes() const {
  return bundle->plain.size() + bundle->gzip.size() + kEntryBytes;
}

bool KeptBundles::Entry::belongs_to(const apps::Plan& site, std::string_view host) const {
  return site_id == site.site().site_id || hosts.empty() ||
         std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

KeptBundles::KeptBundles(std::string state, Bytes memory_max, Log& log)
    : state_(std::move(state)), bytes_max_(memory_max.count()), log_(log) {}

std::shared_ptr<const Bundle> KeptBundles::ready(const apps::Plan& site, std::string_view host,
                                                 const apps::BundleName& name) {
  return find(key_of(name), site, host);
}

std::shared_ptr<const Bundle> KeptBundles::find(const std::string& key, const apps::Plan& site,
                                                std::string_view host) {
  std::lock_guard lock(mutex_);
  auto found = by_key_.find(key);
  if (found == by_key_.end() || !found->second->belongs_to(site, host)) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->bundle;
}

std::shared_ptr<const Bundle> KeptBundles::load(const apps::Plan& site, std::string_view host,
                                                const apps::BundleName& name) {
  std::string key = key_of(name);
  size_t stripe = std::hash<std::string>()(key) % building_.size();
  std::lock_guard lock(building_[stripe]);
  if (auto made = find(key, site, host)) return made;
  std::shared_ptr<const apps::Plan> kept;
  if (name.hash != site.hash()) {
    kept = read_plan(name.hash);
    if (kept == nullptr) return nullptr;
  }
  const apps::Plan& plan = kept != nullptr ? *kept : site;
  Entry entry{key, plan.site().site_id, plan.site().hosts, nullptr};
  if (!plan.has(name) || !entry.belongs_to(site, host)) return nullptr;
  entry.bundle = std::make_shared<const Bundle>(make_bundle(plan, name));
  auto bundle = entry.bundle;
  insert(std::move(entry));
  return bundle;
}

std::shared_ptr<const apps::Plan> KeptBundles::read_plan(std::string_view hash) {
  auto bytes = read_file(apps::kept_plan_path(state_, hash), Bytes(apps::kKeptFileBytesMax),
                         "kept_file_bytes_max");
  if (!bytes) {
    if (bytes.error().fault != Fault::not_found) tell_once(hash, bytes.error());
    return nullptr;
  }
  auto plan = apps::decode_kept_plan(
      *bytes, hash, [this](const crypto::Digest& digest) { return read_content(state_, digest); });
  if (plan) return *plan;
  tell_once(hash, plan.error());
  return nullptr;
}

// Visitors choose the hashes: the log must not grow with what they ask.
void KeptBundles::tell_once(std::string_view hash, const Error& error) {
  {
    std::lock_guard lock(mutex_);
    if (told_.size() == kToldMax || !told_.insert(std::string(hash)).second) return;
  }
  log_.write(Level::warn, "kept.unreadable", {{"reason", error.detail}});
}

void KeptBundles::insert(Entry entry) {
  std::lock_guard lock(mutex_);
  if (entry.bytes() > bytes_max_ || by_key_.contains(entry.key)) return;
  bytes_ += entry.bytes();
  entries_.push_front(std::move(entry));
  by_key_.emplace(entries_.front().key, entries_.begin());
  while (bytes_ > bytes_max_) {
    bytes_ -= entries_.back().bytes();
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

bool KeptBundles::enter(const apps::Plan& site, const apps::BundleName& name) {
  std::lock_guard lock(mutex_);
  if (waiters_ >= kWaitersMax && name.hash != site.hash()) return false;
  waiters_++;
  return true;
}

void KeptBundles::leave() {
  std::lock_guard lock(mutex_);
  waiters_--;
}

}  // namespace inlay
