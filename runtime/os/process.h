// A process's name, and where its own program lies.
#pragma once

#include <string>

namespace inlay {

// What `ps` and /proc/PID/comm show: `inlay-super`, `inlay-edge`, … At most 15 bytes.
void set_process_name(const char* name);

// The path of the running program, for starting another role of it.
std::string program_path();

}  // namespace inlay
