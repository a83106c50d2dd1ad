// No file, no network, no signal to outside (landlock(7)), by the process's own wish.
#pragma once

#include "os/wall.h"

namespace inlay {

// Every right that this kernel can take is taken, for the calling thread and what it starts from
// now on. Needs no_new_privs.
Wall apply_landlock();

}  // namespace inlay
