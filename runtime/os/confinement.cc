#include "os/confinement.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

#include "os/files.h"
#include "os/landlock.h"
#include "os/namespaces.h"
#include "os/spawn.h"

namespace inlay {
namespace {

constexpr int kFirstKept = 3;  // below: standard input, output and error

// linux/prctl.h of 6.3 and later.
constexpr int kSetMemoryDenyWriteExecute = 65;
constexpr unsigned long kRefuseExecGain = 1;

tl::unexpected<Error> confinement_error(const std::string& step, int error) {
  return fail(Fault::internal, Blame::self, "confinement: " + step + ": " + errno_text(error));
}

// Threads that run already would stay outside of Landlock and could not enter a user namespace.
Result<> check_single_threaded() {
  struct stat tasks {};
  if (::stat("/proc/self/task", &tasks) != 0 || tasks.st_nlink == 3) return {};
  return fail(Fault::internal, Blame::self,
              "confinement: " + std::to_string(tasks.st_nlink - 2) +
                  " threads run already, must be 1 (start_threads makes the others)");
}

Result<> close_others(std::vector<int> keep) {
  std::sort(keep.begin(), keep.end());
  unsigned from = kFirstKept;
  for (int fd : keep) {
    auto number = static_cast<unsigned>(fd);
    if (fd < kFirstKept || number < from) continue;
    if (number > from && ::close_range(from, number - 1, 0) != 0) {
      return confinement_error("close_range", errno);
    }
    from = number + 1;
  }
  if (::close_range(from, ~0U, 0) != 0) return confinement_error("close_range", errno);
  return {};
}

Result<Wall> change_identity(const std::optional<Identity>& identity, bool own_user_namespace) {
  if (::geteuid() != 0 || own_user_namespace) {
    return Wall{"own user id", WallState::unused, "runs as " + std::to_string(::geteuid())};
  }
  if (!identity || identity->user == 0 || identity->group == 0) {
    return fail(Fault::refused, Blame::config,
                "confinement: runs as root, and no user and group other than root are given");
  }
  auto [user, group] = *identity;
  if (::setgroups(0, nullptr) != 0) return confinement_error("setgroups", errno);
  if (::setresgid(group, group, group) != 0) return confinement_error("setresgid", errno);
  if (::setresuid(user, user, user) != 0) return confinement_error("setresuid", errno);
  return Wall{"own user id", WallState::applied, std::to_string(user)};
}

// Also those that a user namespace gave.
Result<Wall> drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capset, &header, none) != 0) return confinement_error("capset", errno);
  return Wall{"no capabilities", WallState::applied, ""};
}

Result<Wall> required_prctl(std::string_view name, int option, unsigned long value) {
  if (::prctl(option, value, 0, 0, 0) != 0) return confinement_error(std::string(name), errno);
  return Wall{name, WallState::applied, ""};
}

Wall deny_write_execute(MachineCode machine_code) {
  if (machine_code == MachineCode::allowed) return {"mdwe", WallState::unused, ""};
  if (::prctl(kSetMemoryDenyWriteExecute, kRefuseExecGain, 0, 0, 0) == 0) {
    return {"mdwe", WallState::applied, ""};
  }
  return {"mdwe", WallState::missing, errno_text(errno)};
}

Result<Wall> limit_resources(const ResourceLimits& limits) {
  if (int error = apply_resource_limits(limits); error != 0) {
    return confinement_error("setrlimit", error);
  }
  return Wall{"resource limits", WallState::applied, ""};
}

void exit_on_abort() {
  struct sigaction action {};
  action.sa_handler = [](int) { ::_exit(kAbortedExit); };
  ::sigaction(SIGABRT, &action, nullptr);
}

Result<> start_threads(const ConfineOptions& options) {
  if (options.start_threads) {
    if (auto started = options.start_threads(); !started) return started;
  }
  ResourceLimits threads{.processes = options.limits.processes};
  if (int error = apply_resource_limits(threads); error != 0) {
    return confinement_error("setrlimit", error);
  }
  return {};
}

Result<Wall> filter_calls(const ConfineOptions& options) {
  if (options.filter == FilterNeed::off) return Wall{"seccomp", WallState::unused, ""};
  auto applied = apply_seccomp_filter(options.machine_code);
  if (applied) return Wall{"seccomp", WallState::applied, *applied};
  if (options.filter == FilterNeed::mandatory) return fail(applied.error());
  return Wall{"seccomp", WallState::missing, applied.error().detail};
}

}  // namespace

Result<Confinement> confine(const ConfineOptions& options) {
  if (auto alone = check_single_threaded(); !alone) return fail(alone.error());
  if (auto closed = close_others(options.keep); !closed) return fail(closed.error());
  Confinement out;
  out.walls.push_back(
      {"pid namespace", ::getpid() == 1 ? WallState::applied : WallState::missing, ""});
  for (Wall& wall : enter_namespaces()) out.walls.push_back(std::move(wall));

  bool own_users = out.find("user namespace")->state == WallState::applied;
  exit_on_abort();
  ResourceLimits limits = options.limits;
  limits.processes.reset();
  const std::function<Result<Wall>()> steps[] = {
      [&] { return change_identity(options.identity, own_users); },
      [] { return drop_capabilities(); },
      [&] { return limit_resources(limits); },
      [] { return required_prctl("no new privileges", PR_SET_NO_NEW_PRIVS, 1); },
      [] { return required_prctl("not dumpable", PR_SET_DUMPABLE, 0); },
      [] { return Result<Wall>(apply_landlock()); },
      [&] { return Result<Wall>(deny_write_execute(options.machine_code)); },
  };
  for (const auto& step : steps) {
    auto wall = step();
    if (!wall) return fail(wall.error());
    out.walls.push_back(std::move(*wall));
  }
  if (auto started = start_threads(options); !started) return fail(started.error());
  auto filter = filter_calls(options);
  if (!filter) return fail(filter.error());
  out.walls.push_back(std::move(*filter));
  return out;
}

const Wall* Confinement::find(std::string_view name) const {
  auto found =
      std::find_if(walls.begin(), walls.end(), [&](const Wall& wall) { return wall.name == name; });
  return found == walls.end() ? nullptr : &*found;
}

std::string Confinement::text() const {
  auto list = [this](WallState state) {
    std::string out;
    for (const Wall& wall : walls) {
      if (wall.state != state) continue;
      out += out.empty() ? "" : ", ";
      out += wall.name;
      if (!wall.detail.empty()) out += " (" + wall.detail + ")";
    }
    return out;
  };
  std::string missing = list(WallState::missing);
  return list(WallState::applied) + (missing.empty() ? "" : "; missing: " + missing);
}

}  // namespace inlay
