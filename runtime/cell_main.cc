// The program that runs what apps bring. Nothing else.
#include "cell/cell_process.h"

int main() { return inlay::cell::run_cell_process(); }
