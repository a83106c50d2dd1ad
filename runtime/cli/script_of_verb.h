// Edge scripts as verbs send them to a cell: with the limits and allowance that `serve` has without
// settings.
#pragma once

#include <memory>

#include "apps/edge_limits.h"
#include "apps/install.h"
#include "base/quantity.h"
#include "edge/edge_script.h"

namespace inlay::cli {

apps::EdgeLimits usual_limits();
Bytes allowance();  // cells.retain_bytes

// Of an install that has one; its package was made by this process.
std::shared_ptr<const EdgeScript> script_of(const apps::ResolvedInstall& install,
                                            ScriptNumbers& numbers,
                                            const apps::EdgeLimits& most = usual_limits());

}  // namespace inlay::cli
