// What an edge script asks to be limited to: `inlay.limits` of a manifest. An operator's settings
// are default and maximum at once (`cells.cpu_ms` and so on): a script may ask for less, never for
// more.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "apps/json.h"
#include "apps/reporter.h"

namespace inlay::apps {

struct EdgeLimits {
  uint32_t cpu_ms = 0;     // CPU time of the script per request; 0: not asked for, here and below
  uint32_t wall_ms = 0;    // time in which the script owes an answer, per request
  uint32_t memory_mb = 0;  // MiB of heap and buffers of the script's isolate

  bool operator==(const EdgeLimits&) const = default;
};

struct EdgeLimitRow {
  std::string_view name;  // as in a manifest and for `run-script --limits`
  uint32_t EdgeLimits::*value;
  uint32_t min;
  uint32_t max;              // of what can be asked for at all
  std::string_view setting;  // the operator's maximum
  uint32_t usual;            // its default
};

inline constexpr std::array kEdgeLimits{
    EdgeLimitRow{"cpuMs", &EdgeLimits::cpu_ms, 1, 600'000, "cells.cpu_ms", 50},
    EdgeLimitRow{"wallMs", &EdgeLimits::wall_ms, 1, 600'000, "cells.wall_ms", 2'000},
    EdgeLimitRow{"memoryMb", &EdgeLimits::memory_mb, 8, 2'048, "cells.memory_mb", 64},
};

// Reports what is wrong, and warns of what is more than operators usually give.
EdgeLimits read_edge_limits(const Json& value, Reporter& reporter);

// What holds: the smaller of the two, and `operators` where nothing was asked for.
EdgeLimits limits_within(const EdgeLimits& asked, const EdgeLimits& operators);

}  // namespace inlay::apps
