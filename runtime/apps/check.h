// `inlay check`: everything that can be said about an app folder without running it.
#pragma once

#include <string>
#include <vector>

#include "apps/diagnostic.h"

namespace inlay::apps {

// Ordered by file, line and column. A folder without errors loads and runs with its default
// options.
std::vector<Diagnostic> check_folder(const std::string& path);

}  // namespace inlay::apps
