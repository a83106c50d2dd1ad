#include "os/namespaces.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>

#include "os/fd.h"
#include "os/files.h"

namespace inlay {
namespace {

constexpr Bytes kMapBytesMax = 4_KiB;

// snprintf may take locks of a process that is only borrowed (vfork).
size_t put_map(char (&line)[32], unsigned inside, unsigned outside) noexcept {
  char* const end = line + sizeof line;
  char* at = std::to_chars(line, end, inside).ptr;
  *at++ = ' ';
  at = std::to_chars(at, end, outside).ptr;
  std::memcpy(at, " 1\n", 3);
  return static_cast<size_t>(at + 3 - line);
}

int write_at_once(const char* path, const char* bytes, size_t size) noexcept {
  int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  int error = ::write(fd, bytes, size) == static_cast<ssize_t>(size) ? 0 : errno;
  ::close(fd);
  return error;
}

Wall wall(std::string_view name, int error) {
  if (error == 0) return {name, WallState::applied, ""};
  return {name, WallState::missing, errno_text(error)};
}

int unshare_one(int flag) { return ::unshare(flag) == 0 ? 0 : errno; }

Wall user_namespace() {
  unsigned user = ::geteuid();
  unsigned group = ::getegid();
  int error = unshare_one(CLONE_NEWUSER);
  if (error == 0) error = map_own_ids(user, user, group, group);
  return wall("user namespace", error);
}

// tmpfs over a folder that is there anyway.
int mount_empty(const char* path) {
  constexpr unsigned long kFlags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
  const char* const options = "size=4k,nr_inodes=1,mode=555";
  return ::mount("none", path, "tmpfs", kFlags, options) == 0 ? 0 : errno;
}

int mount_itself(const char* path) {
  if (::mount(path, path, nullptr, MS_BIND, nullptr) != 0) return errno;
  // Not mount(MS_REMOUNT): it would have to name every flag that the folder's own mount has.
  mount_attr read_only{};
  read_only.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
  return ::mount_setattr(AT_FDCWD, path, 0, &read_only, sizeof read_only) == 0 ? 0 : errno;
}

// A mount there, then stacked pivot_root (pivot_root(2), "pivot_root(., .)"): the old root lies
// over the new one and is let go with all mounts in it.
int change_root(const std::string& root) {
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return errno;
  const char* const path = root.empty() ? "/proc" : root.c_str();
  if (int error = root.empty() ? mount_empty(path) : mount_itself(path); error != 0) return error;
  if (::chdir(path) != 0) return errno;
  if (::syscall(SYS_pivot_root, ".", ".") != 0) return errno;
  if (::umount2(".", MNT_DETACH) != 0) return errno;
  return ::chdir("/") == 0 ? 0 : errno;
}

}  // namespace

int map_own_ids(unsigned inside_user, unsigned outside_user, unsigned inside_group,
                unsigned outside_group) noexcept {
  char line[32];
  size_t size = put_map(line, inside_user, outside_user);
  if (int error = write_at_once("/proc/self/uid_map", line, size); error != 0) return error;
  // Without privileges a group can only be mapped after this (user_namespaces(7)).
  if (int error = write_at_once("/proc/self/setgroups", "deny", 4); error != 0) return error;
  size = put_map(line, inside_group, outside_group);
  return write_at_once("/proc/self/gid_map", line, size);
}

bool in_own_user_namespace() {
  // "inside outside count": a single line with count 1 is what map_own_ids() writes. Files of /proc
  // have no size, so read_file() would not do.
  Fd fd(::open("/proc/self/uid_map", O_RDONLY | O_CLOEXEC));
  if (!fd) return false;
  auto map = read_all(fd.get(), kMapBytesMax, "/proc/self/uid_map");
  unsigned inside = 0;
  unsigned outside = 0;
  unsigned count = 0;
  return map && map->find('\n') == map->size() - 1 &&
         std::sscanf(map->c_str(), "%u %u %u", &inside, &outside, &count) == 3 && outside != 0 &&
         count == 1;
}

std::vector<Wall> enter_namespaces(const std::string& root) {
  std::vector<Wall> walls;
  int mount_error = unshare_one(CLONE_NEWNS);
  if (mount_error == EPERM && ::geteuid() != 0) {
    walls.push_back(user_namespace());
    mount_error = unshare_one(CLONE_NEWNS);
  } else {
    walls.push_back(
        {"user namespace", in_own_user_namespace() ? WallState::applied : WallState::unused, ""});
  }
  walls.push_back(wall("mount namespace", mount_error));
  walls.push_back(wall("network namespace", unshare_one(CLONE_NEWNET)));
  walls.push_back(wall("ipc namespace", unshare_one(CLONE_NEWIPC)));
  walls.push_back(wall("uts namespace", unshare_one(CLONE_NEWUTS)));
  // Never without a mount namespace: it would take the machine's own mounts away.
  walls.push_back(wall(root.empty() ? "empty root" : "folder as root",
                       mount_error != 0 ? mount_error : change_root(root)));
  return walls;
}

}  // namespace inlay
