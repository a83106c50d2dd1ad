// A loop's cells: brings pages into them, lets go of what went wrong, and tells how scripts fared.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/plan.h"
#include "base/clock.h"
#include "base/log.h"
#include "channel/credits.h"
#include "edge/breaker.h"
#include "edge/cell_channel.h"
#include "edge/edge_script.h"
#include "edge/page_run.h"
#include "edge/site_cells.h"
#include "net/before_sleep.h"
#include "net/loop.h"
#include "net/timer.h"
#include "telemetry/counters.h"

namespace inlay {

// What the loops of a process share about scripts. Outlives them.
struct ScriptsShared {
  SiteCells* cells = nullptr;
  Breakers* breakers = nullptr;
  channel::AllowanceTotal* allowances = nullptr;
  ScriptNumbers* numbers = nullptr;
  apps::EdgeLimits most;                      // the operator's limits for one script
  Bytes retain{512 << 10};                    // cells.retain_bytes
  std::chrono::milliseconds start_most{500};  // cells.start_ms
};

class LoopCells final : private CellChannelEvents {
 public:
  // Lines of scripts' consoles that a loop logs in a second.
  static constexpr uint32_t kConsoleLinesMax = 100;

  LoopCells(Loop& loop, const ScriptsShared& shared, const Clock& clock, Log& log,
            LoopCounters counters);
  ~LoopCells();
  LoopCells(const LoopCells&) = delete;
  LoopCells& operator=(const LoopCells&) = delete;

  // The scripts of those installs of the plan, without any that are kept away for now (told at
  // once, as breaker_open) or cannot be read.
  std::vector<EdgeScriptPtr> admit(const std::shared_ptr<const apps::Plan>& plan,
                                   const std::vector<const apps::ResolvedInstall*>& installs,
                                   const PageOf& whose);

  // A page that may go through these scripts, once it is known to be one: then start(). Null: too
  // much is kept for other pages (cells.retain_total_bytes), it goes without.
  PageRun* open(PageOf whose, std::vector<EdgeScriptPtr> chain, PageVisit visit,
                PageListener& listener);
  void start(PageRun& run);
  // Something was brought to it, or taken from it.
  void touch(PageRun& run);
  // Its listener has gone, or has all that it wants.
  void close(PageRun& run);
  // Other plans are in force.
  void forget_plans() { plans_.clear(); }

 private:
  struct KnownPlan {
    std::shared_ptr<const apps::Plan> plan;  // so that its address stays its own
    std::vector<EdgeScriptPtr> scripts;      // by install; null: none
  };

  void on_cell_log(const PageRun* run, const EdgeScript* script,
                   const channel::LogCall& call) override;
  void on_work(CellChannel& channel) override;

  const KnownPlan& known(const std::shared_ptr<const apps::Plan>& plan);
  CellChannel& channel_of(const std::string& site);
  void want(CellChannel& channel);
  void end_turn();
  void drop(CellChannel& channel, Outcome why);
  void look();
  void conclude();
  void tell(const PageRun& run, const ScriptReport& report);
  void tell_outcome(const PageOf& whose, std::string_view install, Outcome outcome,
                    bool to_breaker);

  Loop& loop_;
  const ScriptsShared& shared_;
  const Clock& clock_;
  Log& log_;
  LoopCounters counters_;
  std::unique_ptr<channel::Workspace> workspace_;  // once there is a channel
  std::map<std::string, std::unique_ptr<CellChannel>, std::less<>> channels_;  // by site
  std::map<const apps::Plan*, KnownPlan> plans_;
  std::vector<std::unique_ptr<PageRun>> runs_;
  std::vector<CellChannel*> due_;  // at the end of this turn
  BeforeSleep before_sleep_;
  Timer look_;
  bool look_running_ = false;  // as long as there are runs
  uint64_t console_second_ = 0;
  uint32_t console_lines_ = 0;
};

}  // namespace inlay
