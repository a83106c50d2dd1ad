// `inlay check`: everything that can be said about an app folder without running it.
#pragma once

#include <string>
#include <vector>

#include "apps/diagnostic.h"
#include "apps/edge_bundler.h"

namespace inlay::apps {

// Ordered by file, line and column. A folder without errors loads and runs with its default
// options. `bundler`: see load_app_folder().
std::vector<Diagnostic> check_folder(const std::string& path, EdgeBundler* bundler = nullptr);

}  // namespace inlay::apps
