// All that an edge script is offered, in one table of tables.
#pragma once

#include "isolate/surface.h"

namespace inlay {

const Surface& edge_surface();

}  // namespace inlay
