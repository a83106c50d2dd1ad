// No file, no network, no signal to outside (landlock(7)), by the process's own wish.
#pragma once

#include <span>

#include "os/wall.h"

namespace inlay {

// Every right that this kernel can take is taken, for the calling thread and what it starts from
// now on. Needs no_new_privs. `readable`: descriptors of files, and of folders with all beneath
// them, that may still be opened for reading, or executed.
Wall apply_landlock(std::span<const int> readable = {});

}  // namespace inlay
