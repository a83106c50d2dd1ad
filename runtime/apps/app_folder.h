// An app folder, read: its manifest, and every file it can name for certain.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "apps/content.h"
#include "apps/diagnostic.h"
#include "apps/edge_bundler.h"
#include "apps/folder_reader.h"
#include "apps/manifest.h"
#include "base/result.h"

namespace inlay::apps {

// Immutable once loaded; any thread may read. Files whose name depends on options are read when an
// install is resolved, from the folder as it is then.
struct AppVersion {
  std::string
      id;  // 12 characters A-Z a-z 0-9 - _, from the folder's name: stays when the content changes
  Manifest manifest;
  FolderReader folder;
  std::map<std::string, ContentPtr> files;  // of resources; by inside_path()
  ContentPtr edge;  // write_edge_package(); null: the manifest has no edge script

  Result<ContentPtr> file(
      const std::string& inside_path) const;  // out of `files`, else from the disk
};

// How the manifest of a folder is called in diagnostics.
std::string manifest_path(const std::string& folder);

// Problems go to `diagnostics`, warnings also when it succeeds. `bundler`: for an edge
// script that needs one (collect_edge_package()). Blocks on the disk. Owners of the result: every
// install of this version.
Result<std::shared_ptr<const AppVersion>> load_app_folder(const std::string& path,
                                                          std::vector<Diagnostic>& diagnostics,
                                                          EdgeBundler* bundler = nullptr);

}  // namespace inlay::apps
