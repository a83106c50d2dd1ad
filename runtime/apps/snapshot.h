// What the supervisor hands to an edge: all sites with their installs, as one versioned run of
// bytes. The same content (a file, an options text) is in it once, however many installs use it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/install.h"
#include "base/result.h"

namespace inlay::apps {

inline constexpr uint32_t kSnapshotVersion = 4;
inline constexpr uint64_t kSnapshotBytesMax = 1ULL << 30;  // snapshot_bytes_max

struct Snapshot {
  std::vector<SiteInputs> sites;
};

// Deterministic. Fails with too_large beyond snapshot_bytes_max.
Result<std::string> encode_snapshot(const Snapshot& snapshot);

// Checks every length and number before use and allocates in proportion to the bytes at hand.
// Installs that share content in the bytes share it in memory.
Result<Snapshot> decode_snapshot(std::string_view bytes);

}  // namespace inlay::apps
