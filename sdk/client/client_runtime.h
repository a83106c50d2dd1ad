#pragma once

#include <string_view>

namespace inlay {

// The browser-side runtime (runtime.js in this folder), minified: the script that every head bundle
// starts with. Static storage, any thread; ES5, ASCII, without a newline at its end.
std::string_view client_runtime();

}  // namespace inlay
