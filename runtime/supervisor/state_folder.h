// The folder that holds what lasts. One supervisor at a time owns it.
#pragma once

#include <sys/types.h>

#include <string>

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
  // An edge that outlived its supervisor and still serves; 0: none.
  pid_t orphaned_edge() const { return orphaned_edge_; }

 private:
  StateFolder(std::string path, FileLock lock, pid_t orphan)
      : path_(std::move(path)), lock_(std::move(lock)), orphaned_edge_(orphan) {}
  std::string path_;
  FileLock lock_;
  pid_t orphaned_edge_;
};

}  // namespace inlay
