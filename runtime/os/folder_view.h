// For programs that work on a folder of somebody else: they see that folder, read-only, and nothing
// else of the machine.
#pragma once

#include "base/result.h"

namespace inlay {

// Takes files, network and privileges from the calling process; what it executes inherits that. The
// folder becomes "/" where mounts may be made; with either that or Landlock it can open no other
// file, with neither this fails. (Landlock alone leaves names and modes of other files in reach.)
// It is the current folder then. `program` can still be executed, by its descriptor.
// Single-threaded processes only; needs /proc; on an error the process must end.
Result<> see_only_folder(int folder, int program);

}  // namespace inlay
