// What an author is shown of an error in a bundled script: places in the files they wrote.
#pragma once

#include <string>
#include <string_view>

#include "apps/edge_package.h"

namespace inlay::apps {

inline constexpr size_t kMappedPlacesMax = 64;  // of one text; further ones stay as they are

// `text`, a stack as V8 writes it, with each FILE:LINE:COLUMN of a bundle replaced by the author's,
// where the bundle's source map knows it. Costs a walk over the map for each.
std::string author_stack(const EdgePackage& package, std::string_view text);

}  // namespace inlay::apps
