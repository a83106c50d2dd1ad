#include "isolate/snapshot_program.h"
#include "test_surface.h"

int main(int count, char** arguments) {
  return inlay::make_snapshot_file(count, arguments, inlay::test_surface(),
                                   inlay::EngineClass::interpreted);
}
