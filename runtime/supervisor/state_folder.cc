#include "supervisor/state_folder.h"

#include "config/edge_wire.h"

namespace inlay {

Result<StateFolder> StateFolder::open(const std::string& path) {
  if (auto made = make_folders(path); !made) return fail(made.error());
  auto lock = FileLock::take(path + "/supervisor.lock");
  if (!lock) {
    if (lock.error().fault != Fault::busy) return fail(lock.error());
    return fail(Fault::refused, Blame::config,
                "state folder " + path + ": used by process " +
                    std::to_string(FileLock::holder(path + "/supervisor.lock")) +
                    "; give this one another with --state");
  }
  std::string schema_file = path + "/schema";
  std::string wanted = std::to_string(kStateSchema) + "\n";
  auto schema = read_file(schema_file, 1_KiB, "schema file");
  if (schema && *schema != wanted) {
    return fail(Fault::unsupported, Blame::config,
                "state folder " + path + ": schema " + schema->substr(0, schema->find('\n')) +
                    ", this program wants " + std::to_string(kStateSchema) +
                    "; use the program that wrote it, or another folder with --state");
  }
  if (!schema && schema.error().fault != Fault::not_found) return fail(schema.error());
  if (!schema) {
    if (auto written = write_file_whole(schema_file, wanted); !written)
      return fail(written.error());
  }
  return StateFolder(path, std::move(*lock), FileLock::members(path + kEdgeLockFile));
}

}  // namespace inlay
