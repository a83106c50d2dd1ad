// Files read with a bound, written whole or not at all, and locks that tell who holds them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "base/result.h"
#include "os/fd.h"

namespace inlay {

// The text of errno for messages: "no such file or directory".
std::string errno_text(int error);

// Reads a regular file of at most `limit`; `setting` names that limit in the error. Blocks on the
// disk.
Result<std::string> read_file(const std::string& path, Bytes limit, std::string_view setting);

// Reads standard input, or any descriptor, to its end; at most `limit`.
Result<std::string> read_all(int fd, Bytes limit, std::string_view what);

// Whether bytes must be on the disk before the call returns. Without, a machine that stops soon may
// leave a file that is cut or empty; a process that is killed never does.
enum class Durable : uint8_t { yes, no };

// Writes beside the target, syncs, renames over it: readers see the old or the new bytes, never a
// part.
Result<> write_file_whole(const std::string& path, std::string_view bytes,
                          Durable durable = Durable::yes);

// Creates the folder and its parents, mode 0700 for those it makes.
Result<> make_folders(const std::string& path);

// Writes all of it to a blocking descriptor; refuses when the reader is gone.
Result<> write_fd(int fd, std::string_view bytes);

// An advisory lock on a file (fcntl): dies with the process, and the kernel knows the holder's pid.
// One process has one FileLock per file: letting go of one lets go of all.
class FileLock {
 public:
  // Error `busy` where somebody else holds it; its detail names the holder's pid.
  static Result<FileLock> take(const std::string& path);
  // The pid of the process that holds the lock, 0 for none.
  static pid_t holder(const std::string& path);

  // A place of this process's own in a file that many share, so that others can find it.
  static Result<FileLock> join(const std::string& path);
  // The processes that have joined, without this one; in no order.
  static std::vector<pid_t> members(const std::string& path);

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace inlay
