// What a new context loses before anybody's code runs in it.
#pragma once

#include <string_view>

namespace inlay {

// Script source; run once when a snapshot is made. V8's console goes, which writes to nowhere;
// stacks are formatted by V8 alone, as what formats them would see the runtime's own frames.
inline constexpr std::string_view kLockdown = R"js('use strict';
delete globalThis.console;
Object.defineProperty(Error, 'prepareStackTrace', {
  get() { return undefined; },
  set() {},
  enumerable: false,
  configurable: false,
});
)js";

// What eval, new Function and their kin throw as an EvalError.
inline constexpr std::string_view kNoCodeFromStrings =
    "code from strings (eval, new Function) is not allowed in an app: put it into a file of the "
    "app";

}  // namespace inlay
