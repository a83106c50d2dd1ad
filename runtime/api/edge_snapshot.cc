#include "api/edge_snapshot.h"

extern "C" {
extern const char inlay_edge_snapshot_begin[];
extern const char inlay_edge_snapshot_end[];
}

namespace inlay {

std::string_view edge_snapshot() {
  return {inlay_edge_snapshot_begin,
          static_cast<size_t>(inlay_edge_snapshot_end - inlay_edge_snapshot_begin)};
}

}  // namespace inlay
