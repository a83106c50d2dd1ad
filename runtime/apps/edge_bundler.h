// What makes one script out of TypeScript, packages and files that only a bundler understands.
// Author's verbs pass one in; everybody else takes built scripts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/diagnostic.h"
#include "apps/edge_package.h"
#include "apps/folder_reader.h"
#include "apps/reporter.h"

namespace inlay::apps {

struct BundledScript {
  std::string bytes;
  std::string source_map;  // JSON; its sources are paths inside the folder
};

class EdgeBundler {
 public:
  virtual ~EdgeBundler() = default;
  // One script of everything that `entry`, a path in the folder, imports. Nothing after an error,
  // which is in `diagnostics`: with its place, or at `at` in the manifest. Blocks.
  virtual std::optional<BundledScript> bundle(const FolderReader& folder, const std::string& entry,
                                              EdgeStyle style, Reporter& manifest, size_t at,
                                              std::vector<Diagnostic>& diagnostics) = 0;
};

// How the bundle of an entry is called in its package: never like a file that an author wrote and
// looks for.
inline std::string bundle_name(std::string_view entry) { return std::string(entry) + ".bundle.js"; }

}  // namespace inlay::apps
