// Loads an app's edge script in a cell, for `check`: the code of an app runs nowhere else.
#pragma once

#include <vector>

#include "apps/app_folder.h"
#include "apps/diagnostic.h"

namespace inlay::cli {

// Adds what keeps it from being loaded and called. For an app with an edge script. Costs the start
// of a process, and what the script's own code takes within its limits.
void try_edge_script(const apps::AppVersion& app, std::vector<apps::Diagnostic>& diagnostics);

}  // namespace inlay::cli
