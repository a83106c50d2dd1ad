// Any bytes are either refused, or are exactly what is written of what was read; and then every
// bound holds and every name stays inside the folder.
#include <cstdint>
#include <string_view>

#include "apps/edge_package.h"
#include "apps/manifest.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::apps;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto package = read_edge_package(bytes);
  if (!package) return 0;
  CHECK(write_edge_package(*package) == bytes);
  CHECK(!package->entries.empty() && package->entries.size() <= kEdgeEntriesMax);
  CHECK(package->files.size() <= kEdgeFilesMax);
  CHECK(package->permissions.fetch.size() <= kFetchOriginsMax);
  for (const std::string_view entry : package->entries) CHECK(package->file(entry) != nullptr);
  for (const EdgeFile& file : package->files) {
    CHECK(inside_path(file.path) == file.path && package->file(file.path) == &file);
  }
  return 0;
}
