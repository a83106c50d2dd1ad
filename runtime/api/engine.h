// What all isolates of the process share: V8, the snapshot they start from, the watch over their
// thread.
#pragma once

#include "isolate/cpu_watch.h"
#include "isolate/platform.h"
#include "isolate/snapshot.h"
#include "os/fiber_stacks.h"

namespace inlay {

struct Engine {
  Platform& platform;
  const Snapshot& snapshot;
  CpuWatch& watch;
  FiberStacks& stacks;
};

}  // namespace inlay
