// Starts a program of ours as a process of its own role: nothing is inherited but what is named.
// For processes that need more than net/child_process.h gives: a pid namespace and a pidfd.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/fd.h"
#include "os/resource_limits.h"

namespace inlay {

struct SpawnOptions {
  std::string program = {};  // path; no search in PATH
  // An open file to execute instead, so that it is that one also when another took its path since;
  // borrowed, and not open in the program. -1: none.
  int program_file = -1;
  std::vector<std::string> arguments = {};  // argv[0] included
  // Become descriptors 3, 4, … there; borrowed until spawn() returns. Everything else is closed.
  std::vector<int> descriptors = {};
  int output = -1;  // becomes descriptors 1 and 2; -1: /dev/null, which descriptor 0 always is
  // From before the program starts; it has to load first, so the tight ones come with confine().
  ResourceLimits limits = {};
  // Added to the caller's own, 0…19: how much processor time it gets beside others. The process
  // stays in the caller's session, because nice values of other sessions are not compared
  // (autogroups, sched(7)).
  int nice = 0;
  // A pid namespace, in which the program is number 1 and sees nobody. An ordinary
  // user's comes with a user namespace. Where the kernel forbids it, it is left out.
  bool pid_namespace = true;
};

// The exit code of a confined process that aborted (confinement.h).
inline constexpr int kAbortedExit = 134;

// How a process ended: an exit code, or the signal that killed it.
struct Ending {
  int exit_code = 0;
  int signal = 0;
  // "exit 3", "killed by SIGSYS: a system call its filter does not allow"
  std::string text() const;
};

// A started process. Destroying this neither ends nor reaps it. `pid` is the number here: the
// program itself may see another one (getpid() is 1 in a pid namespace).
class Spawned {
 public:
  Spawned(pid_t pid, Fd pidfd, bool pid_namespace, bool user_namespace)
      : pid_(pid),
        pidfd_(std::move(pidfd)),
        pid_namespace_(pid_namespace),
        user_namespace_(user_namespace) {}

  pid_t pid() const { return pid_; }
  // Readable (poll(2)) once the process has ended. Closed on exec.
  int pidfd() const { return pidfd_.get(); }
  bool pid_namespace() const { return pid_namespace_; }
  bool user_namespace() const { return user_namespace_; }

  // Sends a signal to exactly this process, also when its number was given to another since. In a
  // pid namespace of its own, a signal that it does not handle is lost, but for SIGKILL.
  void kill(int signal) const;
  // Its ending, once; empty as long as it runs, and after somebody has asked. Never waits.
  std::optional<Ending> reap();
  // Waits for the end, so not for loops; empty after somebody has asked.
  std::optional<Ending> wait();

 private:
  std::optional<Ending> collect(int options);

  pid_t pid_;
  Fd pidfd_;
  bool pid_namespace_;
  bool user_namespace_;
};

// Fails when the program cannot be executed; the error names the step and the reason. The
// environment is empty, signals are as a fresh process expects them, the process group is its own;
// it outlives its parent, and should end when its channel closes. Nothing of the caller's memory is
// copied (vfork), so it costs the same for a large process; the calling thread waits for the exec.
// The user id stays: the program's file and libraries may be readable to the caller alone, so the
// id is given up by confine(), after they are loaded.
Result<Spawned> spawn(const SpawnOptions& options);

}  // namespace inlay
