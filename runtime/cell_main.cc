// The program that runs what apps bring. Nothing else.
#include <string>
#include <vector>

#include "cell/cell_process.h"

int main(int argc, char** argv) {
  return inlay::cell::run_cell_process(std::vector<std::string>(argv, argv + argc));
}
