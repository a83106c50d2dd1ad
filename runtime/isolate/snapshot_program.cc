#include "isolate/snapshot_program.h"

#include <cstdio>
#include <memory>

#include "isolate/snapshot.h"

namespace inlay {
namespace {

int fail_with(const char* what) {
  std::fprintf(stderr, "snapshot: %s\n", what);
  return 1;
}

}  // namespace

int make_snapshot_file(int count, char** arguments, const Surface& surface, EngineClass engine) {
  if (count != 2) return 2;
  const Platform platform(engine);
  const Result<std::string> bytes = Snapshot::make(surface, engine);
  if (!bytes) return fail_with(bytes.error().detail.c_str());
  std::FILE* file = std::fopen(arguments[1], "wb");
  if (file == nullptr) return fail_with("cannot open the file");
  const bool written = std::fwrite(bytes->data(), 1, bytes->size(), file) == bytes->size();
  if (std::fclose(file) != 0 || !written) return fail_with("cannot write the file");
  return 0;
}

}  // namespace inlay
