// What the kernel lets a process of ours use at most (setrlimit(2)).
#pragma once

#include <cstdint>
#include <optional>

#include "base/quantity.h"

namespace inlay {

// Soft and hard limit alike, so that the process cannot raise it again. Empty: as inherited.
struct ResourceLimits {
  std::optional<Bytes> address_space = {};  // RLIMIT_AS; counts what is only reserved, too
  std::optional<Bytes> data = {};           // RLIMIT_DATA: private writable memory
  std::optional<Bytes> locked_memory = {};  // RLIMIT_MEMLOCK
  std::optional<Bytes> file_size = {};  // RLIMIT_FSIZE; also of memory files the process writes to
  std::optional<Bytes> core = {};       // RLIMIT_CORE
  std::optional<uint64_t> descriptors = {};
  // RLIMIT_NPROC counts all threads of the user id; 0: no further process or thread. Root is
  // exempt.
  std::optional<uint64_t> processes = {};
};

// For the calling process. 0, or the errno of the first that could not be set; a hard limit that is
// lower already is left as it is. Only system calls: may run between vfork and exec.
int apply_resource_limits(const ResourceLimits& limits) noexcept;

}  // namespace inlay
