// Asks a running Inlay over its admin socket.
#pragma once

#include <string>

#include "base/result.h"

namespace inlay::cli {

// GET of `target` from the Unix socket at `path`: the body of a 200. Blocks, for 5 s at most.
// Fault::unreachable: nothing answers there.
Result<std::string> ask_admin(const std::string& path, const std::string& target);

}  // namespace inlay::cli
