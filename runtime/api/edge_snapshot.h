// The start-up snapshot of edge_surface(), made by the build and embedded.
#pragma once

#include <string_view>

namespace inlay {

// For Snapshot::read(). Static storage, any thread.
std::string_view edge_snapshot();

}  // namespace inlay
