// This node's name among proxies: made once, kept in the state folder.
#pragma once

#include <string>

#include "base/result.h"

namespace inlay {

// "inlay-3f9a2c71", from STATE/node_id; written there if it is not, or not of that form.
Result<std::string> node_id(const std::string& state);

}  // namespace inlay
