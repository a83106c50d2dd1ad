// Bundles in memory: of the sites' plans, and of earlier plans that the supervisor has kept on disk
// for pages in caches and tabs. Built and compressed on first use; the ones unused longest go.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apps/plan.h"
#include "base/log.h"
#include "base/quantity.h"
#include "edge/bundle.h"

namespace inlay {

// One per process, for all its loops. Thread-safe.
class KeptBundles {
 public:
  static constexpr size_t kWaitersMax = 256;  // for bundles of plans that are not their site's own

  // `memory_max`: apps.bundle_memory_bytes_max. The log is borrowed.
  KeptBundles(std::string state, Bytes memory_max, Log& log);

  // The bundle of that name if it is in memory and belongs to the site with that plan, or did to
  // its host. A lock and a look-up: for loops.
  std::shared_ptr<const Bundle> ready(const apps::Plan& site, std::string_view host,
                                      const apps::BundleName& name);

  // Makes it, of the site's plan or a kept one. nullptr: there is none, or not for this site. Of
  // several callers for one bundle one builds and the others wait. Blocks on the disk, costs
  // milliseconds: worker threads only.
  std::shared_ptr<const Bundle> load(const apps::Plan& site, std::string_view host,
                                     const apps::BundleName& name);

  // One request more waits for load(), until leave(). False, and not counted: it asks for a plan
  // that is not its site's, and kWaitersMax wait already.
  bool enter(const apps::Plan& site, const apps::BundleName& name);
  void leave();

 private:
  // A bundle with whom it belongs to: its pages were served under these hosts. One site's scripts
  // are nothing that another may be made to serve.
  struct Entry {
    std::string key;
    std::string site_id;
    std::vector<std::string> hosts;  // empty: every host
    std::shared_ptr<const Bundle> bundle;

    uint64_t bytes() const;
    bool belongs_to(const apps::Plan& site, std::string_view host) const;
  };

  std::shared_ptr<const apps::Plan> read_plan(std::string_view hash);
  std::shared_ptr<const Bundle> find(const std::string& key, const apps::Plan& site,
                                     std::string_view host);
  void insert(Entry entry);
  void tell_once(std::string_view hash, const Error& error);

  const std::string state_;
  const uint64_t bytes_max_;
  Log& log_;
  std::array<std::mutex, 16> building_;  // by a hash of the key
  std::mutex mutex_;                     // what follows
  std::list<Entry> entries_;             // the one used last is first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
  uint64_t bytes_ = 0;
  size_t waiters_ = 0;
  std::set<std::string, std::less<>> told_;  // hashes of kept plans that could not be used
};

}  // namespace inlay
