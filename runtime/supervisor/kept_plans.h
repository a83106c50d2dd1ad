// Keeps the inputs of every plan that pages in caches and tabs may still name, and remembers since
// when each site's pages are what they are (docs/decisions/0010).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "apps/install.h"
#include "apps/plan.h"
#include "base/log.h"
#include "base/quantity.h"
#include "config/settings.h"
#include "supervisor/kept_index.h"

namespace inlay {

struct KeepLimits {
  uint64_t seconds = 7 * 86'400;        // apps.keep_days, after the last plan that names it
  Bytes bytes_max = Bytes(256U << 20);  // apps.keep_bytes_max, on disk
};

KeepLimits keep_limits(const Settings& settings);

// After an uninstall, how long a site remembers that its pages were changed once (seconds).
inline constexpr uint64_t kUninstallRememberedSeconds = 365 * 86'400;

// One thread at a time. Never refuses to work: what cannot be read counts as absent and what cannot
// be written is told in the log, since visitors matter more than their caches.
class KeptPlans {
 public:
  // Reads the index under STATE/kept and removes what it does not name. Blocks on the disk. `state`
  // is the folder that this process has locked; the log is borrowed.
  KeptPlans(std::string state, Log& log);

  // Before an edge is told of `sites`: fills in plan_since of each, writes what is not kept yet and
  // then the index, and collects. `now`: unix seconds. Blocks on the disk; where nothing has
  // changed, nothing is written. Returns plan_hash() of each site.
  std::vector<std::string> keep(std::vector<apps::SiteInputs>& sites,
                                const apps::PlanSettings& settings, const KeepLimits& limits,
                                uint64_t now);

  // The sites of the last keep() did not come into force: those of the one before hold on.
  void take_back(uint64_t now);

  // Removes what was named long enough ago, and the oldest of what no site has where it is too
  // much. Cheap where there is nothing to do: call it every hour or so.
  void collect(const KeepLimits& limits, uint64_t now);

  size_t plans() const { return index_.plans().size(); }
  uint64_t disk_bytes() const { return index_.disk_bytes(); }

 private:
  using Hosts = std::map<std::string, KeptHost, std::less<>>;

  void read_index();
  void look_at_files();
  bool make_folders();
  uint64_t since_of(const std::vector<std::string>& hosts, std::string_view hash,
                    uint64_t now) const;
  bool write_plan(const apps::SiteInputs& site, const apps::PlanSettings& settings,
                  const std::string& hash);
  bool write_file(const std::string& path, std::string_view bytes);
  void retire_hosts(const Hosts& present, uint64_t now);
  void note_names(uint64_t now);
  void forget_uninstalls(uint64_t now);
  void remove(const std::string& hash);
  void save();

  std::string state_;
  Log& log_;
  KeptIndex index_;
  Hosts before_;  // index_.hosts as the last keep() found them
  bool changed_ = false;
  std::vector<std::string> unused_;  // files that go once the index is written
};

}  // namespace inlay
