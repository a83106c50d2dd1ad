#pragma once

#include <string_view>

namespace inlay {

// The prelude of isolates (README.md in this folder), bundled and minified: a classic script whose
// completion value is the function prelude(host) → api. Static storage, any thread; ASCII.
std::string_view edge_prelude();

}  // namespace inlay
