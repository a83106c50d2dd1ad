// The cell as a process: started by a supervisor (or a verb) with one descriptor, confined before
// it reads a byte that others have made.
#pragma once

namespace inlay::cell {

// Descriptor 3 is the control socket. The exit code of the process.
int run_cell_process();

}  // namespace inlay::cell
