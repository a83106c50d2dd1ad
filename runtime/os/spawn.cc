#include "os/spawn.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "os/files.h"
#include "os/namespaces.h"

namespace inlay {
namespace {

constexpr size_t kChildStackBytes = 32 << 10;

enum class Step : uint8_t { clone, map_ids, descriptors, limits, execute };

const char* step_name(Step step) {
  switch (step) {
    case Step::clone:
      return "clone";
    case Step::map_ids:
      return "mapping of ids";
    case Step::descriptors:
      return "descriptors";
    case Step::limits:
      return "limits";
    case Step::execute:
      return "exec";
  }
  return "";
}

// What the child reads in its parent's memory, and where it leaves word of a failure.
struct Plan {
  const char* program;
  int program_file;
  std::vector<char*> arguments;  // ends with a null
  std::vector<int> descriptors;  // by their place in the program
  ResourceLimits limits;
  int nice;
  unsigned user;
  unsigned group;
  int namespaces = 0;  // CLONE_NEW…
  Step failed = Step::clone;
  int error = 0;
};

// glibc's own mask functions leave its internal signals open, whose handlers must not run in a
// process that shares its parent's memory.
uint64_t set_signal_mask(uint64_t mask) noexcept {
  uint64_t before = 0;
  ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &before, sizeof mask);
  return before;
}

// Exec resets handlers by itself, but what is ignored would stay ignored.
void reset_signals() noexcept {
  struct sigaction as_usual {};
  as_usual.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &as_usual, nullptr);
}

// First out of the way, then into place: sources and places may overlap. What else is open closes
// with the exec.
int arrange_descriptors(Plan& plan) noexcept {
  int end = static_cast<int>(plan.descriptors.size());
  auto move_away = [end](int& fd) {
    fd = ::fcntl(fd, F_DUPFD_CLOEXEC, end);
    return fd >= 0;
  };
  if (plan.program_file >= 0 && !move_away(plan.program_file)) return errno;
  for (int& fd : plan.descriptors) {
    if (!move_away(fd)) return errno;
  }
  for (int place = 0; place < end; ++place) {
    if (::dup2(plan.descriptors[static_cast<size_t>(place)], place) < 0) return errno;
  }
  return ::close_range(static_cast<unsigned>(end), ~0U, CLOSE_RANGE_CLOEXEC) == 0 ? 0 : errno;
}

// Root inside: any other id would lose, with the exec, the rights in the namespace that confine()
// needs. It gives them up.
int map_ids(const Plan& plan) noexcept {
  if ((plan.namespaces & CLONE_NEWUSER) == 0) return 0;
  return map_own_ids(0, plan.user, 0, plan.group);
}

int limit(const Plan& plan) noexcept {
  errno = 0;  // -1 is also a nice value
  if (plan.nice != 0 && ::nice(plan.nice) == -1 && errno != 0) return errno;
  return apply_resource_limits(plan.limits);
}

// Runs in the parent's memory while the parent's thread waits (clone(2), CLONE_VFORK): system calls
// only, no locks, no allocation.
int run_child(void* argument) noexcept {
  Plan& plan = *static_cast<Plan*>(argument);
  auto done = [&plan](Step step, int error) {
    plan.failed = step;
    plan.error = error;
    return error == 0;
  };
  reset_signals();
  set_signal_mask(0);
  ::setpgid(0, 0);
  if (!done(Step::map_ids, map_ids(plan))) ::_exit(1);
  if (!done(Step::descriptors, arrange_descriptors(plan))) ::_exit(1);
  if (!done(Step::limits, limit(plan))) ::_exit(1);
  char* const environment[] = {nullptr};
  if (plan.program_file >= 0) {
    ::execveat(plan.program_file, "", plan.arguments.data(), environment, AT_EMPTY_PATH);
  } else {
    ::execve(plan.program, plan.arguments.data(), environment);
  }
  done(Step::execute, errno);
  ::_exit(1);
}

// One attempt. On a failure in the child it has ended and is reaped.
std::optional<Spawned> attempt(Plan& plan) {
  alignas(16) std::array<std::byte, kChildStackBytes> stack;
  int pidfd = -1;
  plan.failed = Step::clone;
  uint64_t mask = set_signal_mask(~uint64_t{0});
  int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD | plan.namespaces;
  pid_t pid = ::clone(&run_child, stack.data() + stack.size(), flags, &plan, &pidfd);
  if (pid < 0) plan.error = errno;
  set_signal_mask(mask);
  if (pid < 0) return std::nullopt;
  Spawned child(pid, Fd(pidfd), (plan.namespaces & CLONE_NEWPID) != 0,
                (plan.namespaces & CLONE_NEWUSER) != 0);
  if (plan.error == 0) return child;
  child.wait();
  return std::nullopt;
}

Plan make_plan(const SpawnOptions& options, int null_fd) {
  int output = options.output < 0 ? null_fd : options.output;
  Plan plan{.program = options.program.c_str(),
            .program_file = options.program_file,
            .arguments = {},
            .descriptors = {null_fd, output, output},
            .limits = options.limits,
            .nice = options.nice,
            .user = ::geteuid(),
            .group = ::getegid()};
  plan.descriptors.insert(plan.descriptors.end(), options.descriptors.begin(),
                          options.descriptors.end());
  for (const std::string& argument : options.arguments) {
    plan.arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  plan.arguments.push_back(nullptr);
  return plan;
}

tl::unexpected<Error> spawn_error(const SpawnOptions& options, const char* step, int error) {
  Fault fault = error == ENOENT ? Fault::not_found : error == EAGAIN ? Fault::busy : Fault::refused;
  return fail(fault, Blame::self,
              "starting " + options.program + ": " + step + ": " + errno_text(error));
}

}  // namespace

Result<Spawned> spawn(const SpawnOptions& options) {
  Fd null_fd(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null_fd) return spawn_error(options, "/dev/null", errno);
  constexpr int kAttempts[] = {CLONE_NEWPID, CLONE_NEWPID | CLONE_NEWUSER, 0};
  Step failed = Step::clone;
  int error = 0;
  for (int namespaces : kAttempts) {
    if (namespaces != 0 && !options.pid_namespace) continue;
    // Root mapped to itself could not become another user any more.
    if ((namespaces & CLONE_NEWUSER) != 0 && ::geteuid() == 0) continue;
    Plan plan = make_plan(options, null_fd.get());
    plan.namespaces = namespaces;
    if (auto child = attempt(plan)) return std::move(*child);
    failed = plan.failed;
    error = plan.error;
    if (failed > Step::map_ids) break;  // nothing that other namespaces would mend
  }
  return spawn_error(options, step_name(failed), error);
}

void Spawned::kill(int signal) const {
  ::syscall(SYS_pidfd_send_signal, pidfd_.get(), signal, nullptr, 0);
}

std::optional<Ending> Spawned::collect(int options) {
  siginfo_t info{};
  int result = 0;
  do {
    result = ::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED | options);
  } while (result != 0 && errno == EINTR);
  if (result != 0 || info.si_pid == 0) return std::nullopt;
  if (info.si_code == CLD_EXITED) return Ending{.exit_code = info.si_status};
  return Ending{.signal = info.si_status};
}

std::optional<Ending> Spawned::reap() { return collect(WNOHANG); }

std::optional<Ending> Spawned::wait() { return collect(0); }

std::string Ending::text() const {
  if (signal == 0 && exit_code == kAbortedExit) return "aborted (exit 134)";
  if (signal == 0) return "exit " + std::to_string(exit_code);
  const char* name = ::sigabbrev_np(signal);
  std::string out = "killed by " + (name == nullptr ? "signal " + std::to_string(signal)
                                                    : "SIG" + std::string(name));
  return signal == SIGSYS ? out + ": a system call its filter does not allow" : out;
}

}  // namespace inlay
