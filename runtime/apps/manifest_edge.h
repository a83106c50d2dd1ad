// The edge script that a manifest asks for: `inlay.edge` with `inlay.permissions` and
// `inlay.limits`, or the old `workers`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/edge_limits.h"
#include "apps/edge_package.h"
#include "apps/permissions.h"

namespace inlay::apps {

struct EdgeManifest {
  struct Entry {
    std::string path;  // inside_path()
    uint32_t at = 0;   // of its text in the manifest
  };
  EdgeStyle style = EdgeStyle::module;
  std::vector<Entry> entries;  // one, or all of `workers` in their order
  Permissions permissions;
  EdgeLimits limits;
};

// Nothing where the manifest asks for no edge script. Reports what is wrong with these keys.
std::optional<EdgeManifest> read_edge_manifest(const Json& manifest, Reporter& reporter);

}  // namespace inlay::apps
