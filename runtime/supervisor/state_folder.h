// The folder that holds what lasts. One supervisor at a time owns it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"
#include "os/files.h"

namespace inlay {

inline constexpr int kStateSchema = 1;  // of the folder's content; written into STATE/schema

class StateFolder {
 public:
  // Makes the folder if needed and locks it. Refuses one that another supervisor owns, and one of
  // another schema, with the way out in the text.
  static Result<StateFolder> open(const std::string& path);

  const std::string& path() const { return path_; }
  // Edges that outlived their supervisor and still serve or finish.
  const std::vector<pid_t>& orphaned_edges() const { return orphaned_edges_; }

 private:
  StateFolder(std::string path, FileLock lock, std::vector<pid_t> orphans)
      : path_(std::move(path)), lock_(std::move(lock)), orphaned_edges_(std::move(orphans)) {}
  std::string path_;
  FileLock lock_;
  std::vector<pid_t> orphaned_edges_;
};

}  // namespace inlay
