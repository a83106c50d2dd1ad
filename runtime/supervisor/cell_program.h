// The program that cells run: the file beside our own. It is held open, so that a supervisor starts
// cells of its own build also when the files were replaced since.
#pragma once

#include <string>

#include "base/result.h"
#include "config/cell_wire.h"
#include "os/fd.h"
#include "os/spawn.h"

namespace inlay {

class CellProgram {
 public:
  // Where it lies; nothing is opened before open(). Empty: beside the running program.
  explicit CellProgram(std::string path = {});

  // Done by start() where it has not been done: a program that is put there later will do.
  Result<> open();

  // A new cell whose control socket is `control`, borrowed for the call. Takes as long as an exec.
  Result<Spawned> start(CellClass cell_class, int control);

 private:
  std::string path_;
  Fd file_;
};

}  // namespace inlay
