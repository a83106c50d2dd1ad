// The cell as a process: started by a supervisor (or a verb) with one descriptor, confined before
// it reads a byte that others have made.
#pragma once

#include <string>
#include <vector>

namespace inlay::cell {

// Arguments, descriptor and first words: config/cell_wire.h. The exit code of the process.
int run_cell_process(const std::vector<std::string>& arguments);

}  // namespace inlay::cell
