// An edge script with everything that goes with it, as one run of bytes: what a snapshot hands to
// an edge, and an edge to a cell. The same for every install of an app version, so it is held once;
// its digest (Content::digest) is the version of the script.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/edge_limits.h"
#include "apps/permissions.h"

namespace inlay::apps {

inline constexpr size_t kEdgeFilesMax = 256;                 // edge_files_max
inline constexpr uint64_t kEdgeFileBytesMax = 2 << 20;       // edge_file_bytes_max
inline constexpr uint64_t kEdgePackageBytesMax = 4 << 20;    // edge_package_bytes_max: its files
inline constexpr uint32_t kEdgeSourceMapBytesMax = 4 << 20;  // edge_source_map_bytes_max: all
inline constexpr size_t kEdgeEntriesMax = 8;                 // edge_entries_max: of `workers`

enum class EdgeStyle : uint8_t {
  module,   // `inlay.edge`: one ES module
  classic,  // `workers`: scripts that call addEventListener("fetch", …), run in their order
};

struct EdgeFile {
  std::string_view path;   // inside_path() from the app's folder: what imports are resolved against
  std::string_view bytes;  // as in the folder, or as a bundler made them
  std::string_view source_map = {};  // of a bundled file, as JSON (source_map.h); empty: none
};

// What `specifier`, which begins with ./ or ../, names when the file at `importer` imports it.
// Nothing where it leads out of the folder, or holds what no path inside has (inside_path()).
std::optional<std::string> resolve_import(std::string_view importer, std::string_view specifier);

// Views borrow from the bytes that were read, or from whoever collected the files.
struct EdgePackage {
  EdgeStyle style = EdgeStyle::module;
  std::vector<std::string_view> entries;  // paths of files; of a module one
  std::vector<EdgeFile> files;            // ascending by path
  Permissions permissions;
  EdgeLimits limits;  // as asked for: see limits_within()

  // Null when there is none.
  const EdgeFile* file(std::string_view path) const;
};

std::string write_edge_package(const EdgePackage& package);

// Nothing where the bytes are not what write_edge_package() makes within the bounds above.
// Allocates in proportion to the number of files, copies no file.
std::optional<EdgePackage> read_edge_package(std::string_view bytes);

}  // namespace inlay::apps
