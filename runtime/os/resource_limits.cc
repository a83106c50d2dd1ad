#include "os/resource_limits.h"

#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

namespace inlay {
namespace {

int set_limit(__rlimit_resource_t resource, uint64_t value) noexcept {
  rlimit now{};
  if (::getrlimit(resource, &now) != 0) return errno;
  rlim_t most = std::min<rlim_t>(value, now.rlim_max);
  rlimit wanted{most, most};
  return ::setrlimit(resource, &wanted) == 0 ? 0 : errno;
}

int set_limit(__rlimit_resource_t resource, const std::optional<Bytes>& value) noexcept {
  return value ? set_limit(resource, value->count()) : 0;
}

int set_limit(__rlimit_resource_t resource, const std::optional<uint64_t>& value) noexcept {
  return value ? set_limit(resource, *value) : 0;
}

}  // namespace

int apply_resource_limits(const ResourceLimits& limits) noexcept {
  int errors[] = {
      set_limit(RLIMIT_AS, limits.address_space),
      set_limit(RLIMIT_DATA, limits.data),
      set_limit(RLIMIT_MEMLOCK, limits.locked_memory),
      set_limit(RLIMIT_FSIZE, limits.file_size),
      set_limit(RLIMIT_CORE, limits.core),
      set_limit(RLIMIT_NOFILE, limits.descriptors),
      set_limit(RLIMIT_NPROC, limits.processes),
  };
  for (int error : errors) {
    if (error != 0) return error;
  }
  return 0;
}

}  // namespace inlay
