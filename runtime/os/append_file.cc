#include "os/append_file.h"

#include <fcntl.h>

#include <cerrno>

#include "os/files.h"

namespace inlay {

Result<Fd> open_append(const std::string& path) {
  constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Fd file(::open(path.c_str(), kFlags, 0640));
  if (!file) return fail(Fault::refused, Blame::config, path + ": " + errno_text(errno));
  return file;
}

}  // namespace inlay
