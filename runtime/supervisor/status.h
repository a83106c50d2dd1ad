// What `status` tells: the whole of one Inlay at one moment, as JSON and as metrics.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "supervisor/cell_spares.h"
#include "supervisor/prepared_sites.h"
#include "telemetry/counters.h"

namespace inlay {

inline constexpr int kStatusVersion = 1;  // of the JSON; members may come, none goes or changes

// So much of the sites stands in one answer, whatever a request asks for.
inline constexpr size_t kStatusSitesMax = 1000;
inline constexpr size_t kStatusSiteBytesMax = 1 << 20;  // of their names
inline constexpr size_t kStatusRefusalsMax = 64;
inline constexpr size_t kReloadProblemsMax = 20;  // a reload's; more are only counted

struct LastReload {
  Clock::Wall at{};
  bool done = false;                  // else refused
  std::vector<std::string> problems;  // the first few
  size_t problems_count = 0;
};

// Borrows from the supervisor for the call.
struct Status {
  std::string_view program;  // version
  int pid = 0;
  Clock::Wall now{};
  Clock::Wall started{};

  int edge_pid = 0;  // 0: none
  std::string_view edge_state;
  uint64_t edge_generation = 0;
  size_t edge_loops = 0;
  uint64_t edge_starts = 0;
  uint64_t edge_deaths = 0;

  CellCounts cells;

  struct ListenerStatus {
    std::string_view address;
    std::string_view bound;
  };
  std::vector<ListenerStatus> listeners;
  std::string_view state_folder;
  const std::vector<SiteSummary>* sites = nullptr;

  CounterValues counters;
  std::vector<KeptRefusal> refusals;

  const LastReload* last_reload = nullptr;  // nullptr: there was none
  uint64_t reloads_done = 0;
  uint64_t reloads_refused = 0;
  bool reloading = false;

  size_t kept_plans = 0;
  uint64_t kept_bytes = 0;
  std::string_view access_log;  // empty: none
};

// `sites` of them from number `from` on, in the configuration's order.
struct SitePage {
  size_t from = 0;
  size_t sites = kStatusSitesMax;
};
// Of a query "?sites=10&from=20"; what is no number is left as it is.
SitePage site_page(std::string_view query);

std::string status_json(const Status& status, const SitePage& page);
std::string status_metrics(const Status& status);

}  // namespace inlay
