// The edge as a process: started by the supervisor with its sockets, settings and sites, told to
// drain, told of new sites; goes on alone when the supervisor is gone.
#pragma once

#include <string>
#include <vector>

namespace inlay {

// Arguments, descriptors and messages: config/edge_wire.h, config/edge_start.h.
// Runs until drained; the exit code of the process.
int run_edge(const std::vector<std::string>& arguments);

}  // namespace inlay
