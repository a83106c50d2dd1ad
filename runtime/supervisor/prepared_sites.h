// From a configuration to what an edge gets and what `status` tells: everything that blocks on the
// disk, so that it can be done on a worker thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "apps/edge_bundler.h"
#include "base/result.h"
#include "config/serve_config.h"
#include "os/fd.h"
#include "supervisor/kept_plans.h"

namespace inlay {

struct SiteSummary {
  struct Install {
    std::string id;
    std::string app_id;
  };
  std::string site_id;
  std::vector<std::string> hosts;  // empty: every host
  std::vector<std::string> origins;
  std::string plan;    // hash; empty: no app changes the site's pages
  uint64_t since = 0;  // unix seconds; 0: its pages were never changed
  std::vector<Install> installs;
};

struct PreparedSites {
  std::shared_ptr<const Fd> snapshot;  // sealed
  std::vector<SiteSummary> sites;
  std::vector<std::string> warnings;  // lines for people
  bool edge_scripts = false;          // some install has one, so cells are wanted
};

// Reads app folders, keeps the plans, encodes. The error's detail may have several lines.
// `bundler`: see load_app_folder().
Result<PreparedSites> prepare_sites(const ServeConfig& config, KeptPlans& kept, uint64_t now,
                                    apps::EdgeBundler* bundler = nullptr);

}  // namespace inlay
