// The functions that the prelude gets as `host` (sdk/edge/README.md is the contract).
#pragma once

#include <span>

#include "isolate/js_class.h"

namespace inlay {

extern const std::span<const MethodRow> kNatives;

}  // namespace inlay
