#include "os/process.h"

#include <sys/prctl.h>
#include <unistd.h>

namespace inlay {

void set_process_name(const char* name) { ::prctl(PR_SET_NAME, name, 0, 0, 0); }

std::string program_path() {
  char buffer[4096];
  ssize_t size = ::readlink("/proc/self/exe", buffer, sizeof buffer);
  return size <= 0 ? std::string() : std::string(buffer, static_cast<size_t>(size));
}

}  // namespace inlay
