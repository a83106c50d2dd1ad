#include "os/landlock.h"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "os/fd.h"
#include "os/files.h"

namespace inlay {
namespace {

// As in the kernel's own linux/landlock.h; Debian 12's is older than the later fields.
struct RulesetAttributes {
  uint64_t handled_access_fs;
  uint64_t handled_access_net;  // abi 4
  uint64_t scoped;              // abi 6
};

struct [[gnu::packed]] BeneathAttributes {
  uint64_t allowed_access;
  int32_t parent_fd;
};

constexpr unsigned kCreateRulesetVersion = 1;
constexpr unsigned kRulePathBeneath = 1;

constexpr uint64_t kExecute = 1 << 0;
constexpr uint64_t kReadFile = 1 << 2;
constexpr uint64_t kReadFolder = 1 << 3;

constexpr uint64_t low_bits(unsigned count) { return (uint64_t{1} << count) - 1; }

// The kernel refuses bits it does not know, so each abi gets its own: 2 brought refer, 3 truncate,
// 5 ioctl_dev, 4 TCP bind and connect, 6 abstract sockets and signals.
uint64_t file_rights(long abi) {
  return low_bits(abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13);
}
uint64_t network_rights(long abi) { return abi >= 4 ? low_bits(2) : 0; }
uint64_t scopes(long abi) { return abi >= 6 ? low_bits(2) : 0; }
size_t attributes_size(long abi) { return (abi >= 6 ? 3 : abi >= 4 ? 2 : 1) * sizeof(uint64_t); }

Wall missing() { return {"landlock", WallState::missing, errno_text(errno)}; }

bool allow_reading(int ruleset, int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return false;
  // A file cannot be given the rights of a folder.
  const uint64_t rights = kExecute | kReadFile | (S_ISDIR(info.st_mode) ? kReadFolder : 0);
  const BeneathAttributes beneath{rights, fd};
  return ::syscall(SYS_landlock_add_rule, ruleset, kRulePathBeneath, &beneath, 0) == 0;
}

}  // namespace

Wall apply_landlock(std::span<const int> readable) {
  long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kCreateRulesetVersion);
  if (abi < 1) return missing();
  RulesetAttributes attributes{file_rights(abi), network_rights(abi), scopes(abi)};
  Fd ruleset(static_cast<int>(
      ::syscall(SYS_landlock_create_ruleset, &attributes, attributes_size(abi), 0)));
  if (!ruleset) return missing();
  for (int fd : readable) {
    if (!allow_reading(ruleset.get(), fd)) return missing();
  }
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) return missing();
  return {"landlock", WallState::applied, "abi " + std::to_string(abi)};
}

}  // namespace inlay
