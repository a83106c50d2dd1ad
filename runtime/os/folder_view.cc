#include "os/folder_view.h"

#include <limits.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "os/files.h"
#include "os/landlock.h"
#include "os/namespaces.h"

namespace inlay {
namespace {

tl::unexpected<Error> refused(const std::string& step, const std::string& why) {
  return fail(Fault::refused, Blame::self, step + ": " + why);
}

Result<std::string> path_of(int folder) {
  std::array<char, PATH_MAX> path;
  const std::string link = "/proc/self/fd/" + std::to_string(folder);
  const ssize_t size = ::readlink(link.c_str(), path.data(), path.size());
  if (size <= 0) return refused(link, errno_text(errno));
  return std::string(path.data(), static_cast<size_t>(size));
}

// Root keeps what lets it read files of other users: a folder need not be its own.
Result<> drop_privileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return refused("no new privileges", errno_text(errno));
  }
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct have[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capget, &header, have) != 0) return refused("capget", errno_text(errno));
  const uint32_t reading = have[0].permitted & 1U << CAP_DAC_READ_SEARCH;
  __user_cap_data_struct keep[_LINUX_CAPABILITY_U32S_3] = {};
  keep[0].effective = keep[0].permitted = reading;
  if (::syscall(SYS_capset, &header, keep) != 0) return refused("capset", errno_text(errno));
  return {};
}

}  // namespace

Result<> see_only_folder(int folder, int program) {
  auto path = path_of(folder);
  if (!path) return fail(path.error());
  const std::vector<Wall> walls = enter_namespaces(*path);
  const bool is_root = walls.back().state == WallState::applied;
  if (auto dropped = drop_privileges(); !dropped) return dropped;
  const std::array readable{folder, program};
  const Wall landlock = apply_landlock(readable);
  if (!is_root && landlock.state != WallState::applied) {
    return refused("neither a folder as root nor landlock is to be had",
                   walls.back().detail + ", " + landlock.detail);
  }
  if (::chdir(is_root ? "/" : path->c_str()) != 0) return refused("chdir", errno_text(errno));
  return {};
}

}  // namespace inlay
