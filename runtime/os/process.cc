#include "os/process.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace inlay {

void set_process_name(const char* name) { ::prctl(PR_SET_NAME, name, 0, 0, 0); }

uint64_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  rlimit raised{limit.rlim_max, limit.rlim_max};
  return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

}  // namespace inlay
