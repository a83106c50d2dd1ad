// What a loop of the edge tells about its work.
#pragma once

#include "telemetry/access_log.h"
#include "telemetry/counters.h"

namespace inlay {

// One per loop; lives as long as the loop.
struct EdgeTelemetry {
  LoopCounters counters;
  AccessLog* access = nullptr;  // nullptr: no access log is wanted
};

}  // namespace inlay
