// Takes from the calling process everything that it does not need to compute: files, network,
// processes, privileges, executable memory. docs/decisions/0018 says why in this order, and
// docs/security.md what each wall is for.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/resource_limits.h"
#include "os/seccomp_filter.h"
#include "os/wall.h"

namespace inlay {

// The seccomp filter is the one wall without which confine() fails. `optional`: tell, and go on
// where the kernel has none; `off`: only for tests of the other walls.
enum class FilterNeed : uint8_t { mandatory, optional, off };

struct Identity {
  uid_t user;
  gid_t group;
};

struct ConfineOptions {
  std::vector<int> keep =
      {};  // descriptors that stay, beside 0, 1 and 2, which are the caller's matter
  MachineCode machine_code = MachineCode::forbidden;
  FilterNeed filter = FilterNeed::mandatory;
  // Needed when the process runs as root outside of a user namespace of its own; else unused.
  std::optional<Identity> identity = {};
  ResourceLimits limits = {};  // `processes` is set after start_threads
  // Runs when all walls but the last are up: makes the threads that live on inside them. They
  // inherit what stands, and the filter reaches them, too. Threads made earlier would be outside of
  // Landlock, so there must be none.
  std::function<Result<>()> start_threads = {};
};

// What stands. `walls` has every wall once, in the order in which they were built.
struct Confinement {
  std::vector<Wall> walls;

  const Wall* find(std::string_view name) const;
  // One line: "seccomp (59 rules), landlock (abi 7), …; missing: mdwe (invalid argument)".
  std::string text() const;
};

// Called once, by the process itself, when its engine is initialised and before it reads a byte
// that others may have made. Afterwards a forbidden system call kills the process (SIGSYS); a few
// that libraries try without need answer EPERM (seccomp_rules.h), and abort() exits with
// kAbortedExit (spawn.h): its signal does not kill the first process of a pid namespace. On an
// error the process is half confined and must end.
Result<Confinement> confine(const ConfineOptions& options);

}  // namespace inlay
