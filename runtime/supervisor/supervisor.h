// Runs the processes of one Inlay until told to stop.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/edge_bundler.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "config/serve_config.h"

namespace inlay {

struct SupervisorHooks {
  // Reads the configuration again (SIGHUP): that, or lines that say everything wrong with it.
  // Called on a worker thread, by one at a time.
  std::function<tl::expected<ServeConfig, std::vector<std::string>>()> reload;
  // All listeners accept; `bound` are their addresses, "127.0.0.1:8080".
  std::function<void(const std::vector<std::string>& bound)> on_ready;
  // A line for whoever started us: warnings about apps, problems of a reload.
  std::function<void(const std::string&)> on_line;
  std::string_view program_version;
  // Of folders whose scripts were not built; null: they are refused. Called as `reload` is.
  apps::EdgeBundler* bundler = nullptr;
};

// Blocks until SIGTERM or SIGINT and everything has ended: 0. Errors before it is ready come back
// as such: Blame::app for an app that cannot run, Blame::config for what cannot be opened or bound.
Result<int> run_supervisor(ServeConfig config, const SupervisorHooks& hooks, Log& log,
                           const Clock& clock);

}  // namespace inlay
