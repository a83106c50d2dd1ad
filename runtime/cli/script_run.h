// One run of one module in a cell, for `run-script`: its function is called, or its app object is
// driven like a request.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "apps/edge_package.h"
#include "base/clock.h"
#include "base/outcome.h"
#include "channel/records.h"
#include "cli/cell_session.h"
#include "cli/script_report.h"
#include "edge/edge_script.h"

namespace inlay::cli {

struct ScriptInput {
  std::string url;
  std::optional<std::string> page;  // what a function gets as a Response; none: null
  uint64_t chunk = 0;               // the page comes so many bytes at a time; 0: as it fits
};

class ScriptRun {
 public:
  ScriptRun(ScriptInput input, std::shared_ptr<const EdgeScript> script,
            std::unique_ptr<CellSession> session, bool json);

  // Tells everything on the way, the outcome too. Once; blocks.
  Outcome run();

  static constexpr const char* kSite = "run-script";  // what the session is started with

 private:
  void call();
  bool begin();
  void feed();
  bool step(const channel::CellRecord& record);
  Outcome killed();
  void drive_page();

  ScriptInput input_;
  std::shared_ptr<const EdgeScript> script_;
  std::unique_ptr<CellSession> session_;
  const apps::EdgePackage package_;  // borrows from script_
  ScriptReportLines report_;
  SystemClock clock_;
  Clock::Mono wall_until_;

  channel::StreamId stream_ = 0;
  size_t fed_ = 0;
  bool input_ended_ = true;
  std::string result_;  // JSON
  bool whole_ = false;
  std::optional<Outcome> outcome_;
  uint64_t cpu_us_ = 0;
  uint64_t heap_bytes_ = 0;
};

}  // namespace inlay::cli
