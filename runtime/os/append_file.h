// A file that lines are appended to by several processes.
#pragma once

#include <string>

#include "base/result.h"
#include "os/fd.h"

namespace inlay {

// Made with mode 0640 if it is not there. Writing never waits: a pipe whose reader is stuck says
// so. A named pipe that nobody reads is refused.
Result<Fd> open_append(const std::string& path);

}  // namespace inlay
