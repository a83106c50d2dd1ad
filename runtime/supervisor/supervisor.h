// Runs the processes of one Inlay until told to stop.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "config/serve_config.h"

namespace inlay {

struct SupervisorHooks {
  // Reads the configuration again (SIGHUP). Problems were already told when it fails.
  std::function<Result<ServeConfig>()> reload;
  // All listeners accept; `bound` are their addresses, "127.0.0.1:8080".
  std::function<void(const std::vector<std::string>& bound)> on_ready;
  // A line for whoever started us: warnings about apps and the like.
  std::function<void(const std::string&)> on_warning;
};

// Blocks until SIGTERM or SIGINT and everything has ended: 0. Errors before it is ready come back
// as such: Blame::app for an app that cannot run, Blame::config for what cannot be opened or bound.
Result<int> run_supervisor(const ServeConfig& config, const SupervisorHooks& hooks, Log& log);

}  // namespace inlay
