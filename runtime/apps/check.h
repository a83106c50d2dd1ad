// `inlay check`: everything that can be said about an app folder without running it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "apps/app_folder.h"
#include "apps/diagnostic.h"
#include "apps/edge_bundler.h"

namespace inlay::apps {

struct CheckedFolder {
  std::vector<Diagnostic> diagnostics;
  std::shared_ptr<const AppVersion> app;  // null after an error that keeps it from being loaded
};

// A folder without errors loads and runs with its default options. `bundler`: see
// load_app_folder().
CheckedFolder check_folder(const std::string& path, EdgeBundler* bundler = nullptr);

// By file, line and column.
void sort_by_place(std::vector<Diagnostic>& diagnostics);

}  // namespace inlay::apps
