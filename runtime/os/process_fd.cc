#include "os/process_fd.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "os/files.h"

namespace inlay {

Result<ProcessFd> ProcessFd::open(int pid) {
  Fd fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!fd) {
    return fail(Fault::not_found, Blame::self,
                "process " + std::to_string(pid) + ": " + errno_text(errno));
  }
  return ProcessFd(std::move(fd));
}

bool ProcessFd::signal(int number) const {
  return ::syscall(SYS_pidfd_send_signal, fd_.get(), number, nullptr, 0) == 0;
}

}  // namespace inlay
