// A process's name and limits, and where its own program lies.
#pragma once

#include <cstdint>

namespace inlay {

// What `ps` and /proc/PID/comm show: `inlay-super`, `inlay-edge`, … At most 15 bytes.
void set_process_name(const char* name);

// Lets this process and those it starts open as many descriptors as the system allows it (the soft
// limit, often 1024, becomes the hard one). Returns the limit that holds then.
uint64_t raise_descriptor_limit();

// What to execute for another role of the running program; the very same one, also when its file
// was replaced or removed since.
inline constexpr const char* kThisProgram = "/proc/self/exe";

}  // namespace inlay
