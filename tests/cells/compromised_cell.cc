// The cell's program, which native code of an attacker takes over when a request says so (README).
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "cell/cell_process.h"
#include "cells/diary.h"
#include "cells/plays.h"
#include "unit/os/attacks.h"

namespace {

void print(std::string_view kind, std::string_view name) {
  std::printf("%.*s%.*s\n", static_cast<int>(kind.size()), kind.data(),
              static_cast<int>(name.size()), name.data());
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv, argv + argc);
  if (argc == 2 && arguments[1] == "names") {
    for (const auto& play : inlay::compromised::plays()) print("", play.name);
    for (const auto& attack : inlay::attacks()) print("attack:", attack.name);
    return 0;
  }
  inlay::compromised::open_diary();
  return inlay::cell::run_cell_process(arguments);
}
