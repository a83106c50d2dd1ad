// Run by the build: writes the snapshot that isolates of edge scripts start from.
#include "api/surface.h"
#include "isolate/snapshot_program.h"

int main(int count, char** arguments) {
  return inlay::make_snapshot_file(count, arguments, inlay::edge_surface(),
                                   inlay::EngineClass::interpreted);
}
