// The last wall: the kernel looks at every system call and ends the process for one that is not in
// the table (seccomp(2), by libseccomp).
#pragma once

#include <string>

#include "base/result.h"
#include "os/seccomp_rules.h"

namespace inlay {

// For all threads of the process, for ever. Calls of other architectures (int 0x80, x32) kill, too.
// The result tells how many rules hold, for people. Fault::unsupported: the kernel has no seccomp.
Result<std::string> apply_seccomp_filter(MachineCode machine_code);

}  // namespace inlay
