// What an import means: pure text, no V8.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace inlay {

// Paths are relative to the app's folder, `/`-separated, without "." and "..". `importer` is such a
// path. Only "./x" and "../x" name a module, and never one outside of the folder; the error says
// which rule the specifier breaks and names both.
Result<std::string> resolve_module(std::string_view importer, std::string_view specifier);

}  // namespace inlay
