// The whole of a program that makes a snapshot at build time: `int main` of one line calls this.
#pragma once

#include "isolate/platform.h"
#include "isolate/surface.h"

namespace inlay {

// Writes the snapshot to arguments[1]. Gives the exit code: 0, 1 (a reason is on standard error) or
// 2 for wrong arguments.
int make_snapshot_file(int count, char** arguments, const Surface& surface, EngineClass engine);

}  // namespace inlay
