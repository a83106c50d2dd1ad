#include "attacks.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <new>

namespace inlay {
namespace {

constexpr int kChannel = 3;  // the only descriptor the attacker has
constexpr size_t kPage = 4096;
constexpr int kStranger = 7777;  // no thread of ours in a namespace of our own
constexpr int kNoSignal = 0;     // only asks whether it could be sent
const char* const kFile = "/etc/passwd";

template <typename... Arguments>
long call(long number, Arguments... arguments) {
  return ::syscall(number, arguments...);
}

sockaddr_in loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

template <typename Use>
long with_socket(int type, Use use) {
  int fd = ::socket(AF_INET, type, 0);
  if (fd < 0) return fd;
  sockaddr_in address = loopback();
  return use(fd, reinterpret_cast<const sockaddr*>(&address));
}

long connect_out() {
  return with_socket(SOCK_STREAM, [](int fd, const sockaddr* to) {
    return ::connect(fd, to, sizeof(sockaddr_in));
  });
}

long send_datagram() {
  return with_socket(SOCK_DGRAM, [](int fd, const sockaddr* to) {
    return ::sendto(fd, "x", 1, 0, to, sizeof(sockaddr_in));
  });
}

long bind_port() {
  return with_socket(
      SOCK_STREAM, [](int fd, const sockaddr* to) { return ::bind(fd, to, sizeof(sockaddr_in)); });
}

long bind_channel() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  return ::bind(kChannel, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

// To an address whose lower half is zero: a filter that looks at half a pointer lets it pass.
long send_elsewhere() {
  void* wanted = reinterpret_cast<void*>(uintptr_t{0x7000'0000'0000});
  void* area = ::mmap(wanted, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  auto* to = new (area) sockaddr_un{.sun_family = AF_UNIX, .sun_path = "/run/x"};
  return call(SYS_sendto, kChannel, "x", 1, MSG_DONTWAIT, to, sizeof *to);
}

// A child that got away ends at once, so that only its parent tells.
long tell(long child) {
  if (child == 0) ::_exit(0);
  return child;
}

long vfork_child() {
  pid_t child = ::vfork();
  if (child == 0) ::_exit(0);
  return child;
}

long clone3_child() {
  uint64_t arguments[8] = {};
  arguments[4] = SIGCHLD;
  return tell(call(SYS_clone3, arguments, sizeof arguments));
}

long execute() {
  char* const none[] = {nullptr};
  return ::execve("/proc/self/exe", none, none);
}

long execute_memory() {
  int fd = ::memfd_create("code", 0);
  if (fd < 0) return fd;
  char* const none[] = {nullptr};
  return call(SYS_execveat, fd, "", none, none, AT_EMPTY_PATH);
}

long map_executable() {
  void* area = ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return area == MAP_FAILED ? -1 : 0;
}

long make_executable() {
  void* area = ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return ::mprotect(area, kPage, PROT_READ | PROT_EXEC);
}

long make_executable_by_key() {
  void* area = ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return call(SYS_pkey_mprotect, area, kPage, PROT_READ | PROT_EXEC, -1);
}

long read_other() {
  char byte = 0;
  iovec here{&byte, 1};
  iovec there{reinterpret_cast<void*>(kPage), 1};
  return ::process_vm_readv(::getppid() == 0 ? 1 : ::getppid(), &here, 1, &there, 1, 0);
}

long lock_with_priority() {
  static uint32_t word = 0;
  return call(SYS_futex, &word, FUTEX_LOCK_PI, 0, nullptr, nullptr, 0);
}

long by_interrupt() {
  long result = 20;  // getpid of 32-bit programs
  asm volatile("int $0x80" : "+a"(result)::"memory", "rcx", "r11");
  return result < 0 ? (errno = static_cast<int>(-result), -1) : result;
}

long raise_limit() {
  rlimit more{1 << 20, 1 << 20};
  return ::setrlimit(RLIMIT_NOFILE, &more);
}

constexpr std::array kAttacks{
    // files
    Attack{"open", [] { return call(SYS_open, kFile, O_RDONLY); }, EPERM, ENOENT, "empty root"},
    Attack{"openat", [] { return call(SYS_openat, AT_FDCWD, kFile, O_RDONLY); }, EPERM, ENOENT,
           "empty root"},
    Attack{"openat of the root", [] { return call(SYS_openat, AT_FDCWD, "/", O_RDONLY); }, EPERM,
           EACCES, "landlock"},
    Attack{"openat2",
           [] {
             uint64_t how[3] = {};
             return call(SYS_openat2, AT_FDCWD, kFile, how, sizeof how);
           },
           kKilled, ENOENT, "empty root"},
    Attack{"creat", [] { return call(SYS_creat, "/new", 0600); }, kKilled, 0, "empty root"},
    Attack{"newfstatat",
           [] {
             char out[256];
             return call(SYS_newfstatat, AT_FDCWD, kFile, out, 0);
           },
           EPERM, ENOENT, "empty root"},
    Attack{"readlink",
           [] {
             char out[64];
             return call(SYS_readlink, "/proc/self/exe", out, sizeof out);
           },
           EPERM, ENOENT, "empty root"},
    Attack{"unlink", [] { return call(SYS_unlink, kFile); }, kKilled, ENOENT, "empty root"},
    Attack{"mkdir", [] { return call(SYS_mkdir, "/new", 0700); }, kKilled, 0, "empty root"},
    Attack{"rename", [] { return call(SYS_rename, kFile, "/gone"); }, kKilled, 0, "empty root"},
    Attack{"chmod", [] { return call(SYS_chmod, "/", 0777); }, kKilled, EROFS, "empty root"},
    Attack{"chroot", [] { return call(SYS_chroot, "/"); }, kKilled, EPERM, "no capabilities"},
    Attack{"mount", [] { return call(SYS_mount, "none", "/", "tmpfs", 0, nullptr); }, kKilled,
           EPERM, "no capabilities"},
    Attack{"umount2", [] { return call(SYS_umount2, "/", 0); }, kKilled, EPERM, "no capabilities"},
    Attack{"pivot_root", [] { return call(SYS_pivot_root, ".", "."); }, kKilled, EPERM,
           "no capabilities"},
    Attack{"open_by_handle_at",
           [] {
             uint64_t handle[4] = {};
             return call(SYS_open_by_handle_at, AT_FDCWD, handle, 0);
           },
           kKilled, 0, "no capabilities"},
    Attack{"inotify_init1", [] { return call(SYS_inotify_init1, 0); }},
    Attack{"fanotify_init", [] { return call(SYS_fanotify_init, 0, 0); }},

    // network
    Attack{"socket", [] { return long{::socket(AF_INET, SOCK_STREAM, 0)}; }},
    Attack{"socket of a local kind", [] { return long{::socket(AF_UNIX, SOCK_STREAM, 0)}; }},
    Attack{"socketpair",
           [] {
             int ends[2];
             return long{::socketpair(AF_UNIX, SOCK_STREAM, 0, ends)};
           }},
    Attack{"connect", connect_out, kKilled, 0, "network namespace"},
    Attack{"connect past landlock", send_datagram, kKilled, ENETUNREACH, "network namespace"},
    Attack{"bind", bind_port, kKilled, EACCES, "landlock"},
    Attack{"bind the channel", bind_channel},
    Attack{"sendto somewhere", send_elsewhere},
    Attack{"sethostname", [] { return call(SYS_sethostname, "x", 1); }, kKilled, EPERM,
           "no capabilities"},

    // processes and code
    Attack{"fork", [] { return tell(::fork()); }, kKilled, EAGAIN, "resource limits"},
    Attack{"vfork", vfork_child, kKilled, EAGAIN, "resource limits"},
    Attack{"clone", [] { return tell(call(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }, kKilled, EAGAIN,
           "resource limits"},
    Attack{"clone3", clone3_child, kKilled, EAGAIN, "resource limits"},
    Attack{"execve", execute, kKilled, 0, "empty root"},
    Attack{"memfd_create and execute", execute_memory},
    Attack{"mmap PROT_EXEC", map_executable, kKilled, EACCES, "mdwe"},
    Attack{"mprotect PROT_EXEC", make_executable, kKilled, EACCES, "mdwe"},
    Attack{"pkey_mprotect PROT_EXEC", make_executable_by_key, kKilled, 0, "mdwe"},
    Attack{"personality", [] { return long{::personality(READ_IMPLIES_EXEC)}; }},
    Attack{"modify_ldt", [] { return call(SYS_modify_ldt, 0, nullptr, 0); }},
    Attack{"arch_prctl", [] { return call(SYS_arch_prctl, 0x1001, 0); }},

    // other processes
    Attack{"ptrace", [] { return ::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr); }, kKilled,
           0, "landlock"},
    Attack{"process_vm_readv", read_other, kKilled, 0, "landlock"},
    Attack{"kill the parent", [] { return long{::kill(::getppid(), kNoSignal)}; }, kKilled,
           kNotHeld},
    Attack{"kill everybody", [] { return long{::kill(-1, kNoSignal)}; }, kKilled, 0,
           "pid namespace"},
    Attack{"tgkill another", [] { return call(SYS_tgkill, kStranger, kStranger, kNoSignal); },
           kKilled, 0, "pid namespace"},
    Attack{"tkill another", [] { return call(SYS_tkill, kStranger, kNoSignal); }, kKilled, 0,
           "pid namespace"},
    Attack{"pidfd_open", [] { return call(SYS_pidfd_open, kStranger, 0); }, kKilled, 0,
           "pid namespace"},
    Attack{"pidfd_getfd", [] { return call(SYS_pidfd_getfd, kChannel, 0, 0); }, kKilled, 0,
           "pid namespace"},
    Attack{"kcmp", [] { return call(SYS_kcmp, 1, kStranger, 0, 0, 0); }, kKilled, 0,
           "pid namespace"},
    Attack{"setpgid", [] { return call(SYS_setpgid, 0, 0); }},
    Attack{"setpriority", [] { return call(SYS_setpriority, 0, 0, -20); }, kKilled, EACCES,
           "no capabilities"},
    Attack{"raise a limit", raise_limit, kKilled, EPERM, "resource limits"},
    Attack{"sched_setaffinity",
           [] {
             uint64_t one = 1;
             return call(SYS_sched_setaffinity, 0, 8, &one);
           }},

    // privileges and the walls themselves
    Attack{"setuid", [] { return call(SYS_setuid, 0); }, kKilled, EPERM, "own user id"},
    Attack{"setgroups",
           [] {
             gid_t none = 0;
             return call(SYS_setgroups, 1, &none);
           },
           kKilled, EPERM, "no capabilities"},
    Attack{"capset", [] { return call(SYS_capset, nullptr, nullptr); }},
    Attack{"unshare", [] { return call(SYS_unshare, CLONE_NEWUSER); }},
    Attack{"setns", [] { return call(SYS_setns, kChannel, 0); }},
    Attack{"prctl PR_SET_DUMPABLE", [] { return long{::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)}; },
           EPERM},
    Attack{"prctl PR_SET_SECCOMP", [] { return long{::prctl(PR_SET_SECCOMP, 1, 0, 0, 0)}; }, EPERM},
    Attack{"seccomp", [] { return call(SYS_seccomp, 1, 0, nullptr); }},
    Attack{"landlock_create_ruleset",
           [] { return call(SYS_landlock_create_ruleset, nullptr, 0, 1); }},

    // parts of the kernel with a history
    Attack{"io_uring_setup",
           [] {
             char out[120] = {};
             return call(SYS_io_uring_setup, 1, out);
           }},
    Attack{"bpf", [] { return call(SYS_bpf, 0, nullptr, 0); }},
    Attack{"userfaultfd", [] { return call(SYS_userfaultfd, 0); }},
    Attack{"perf_event_open", [] { return call(SYS_perf_event_open, nullptr, 0, 0, 0, 0); }},
    Attack{"keyctl", [] { return call(SYS_keyctl, 0, -3, 0); }},
    Attack{"add_key", [] { return call(SYS_add_key, "user", "x", "x", 1, -3); }},
    Attack{"shmget", [] { return call(SYS_shmget, 1, kPage, 0600 | 01000); }},
    Attack{"mq_open", [] { return call(SYS_mq_open, "x", O_RDWR | O_CREAT, 0600, nullptr); }},
    Attack{"futex with priority inheritance", lock_with_priority},
    Attack{"splice", [] { return call(SYS_splice, kChannel, nullptr, kChannel, nullptr, 1, 0); }},
    Attack{"vmsplice", [] { return call(SYS_vmsplice, kChannel, nullptr, 0, 0); }},
    Attack{"madvise MADV_MERGEABLE", [] { return call(SYS_madvise, nullptr, 0, MADV_MERGEABLE); }},
    Attack{"epoll_create1", [] { return call(SYS_epoll_create1, 0); }},
    Attack{"memfd_secret", [] { return call(SYS_memfd_secret, 0); }},
    Attack{"ioctl",
           [] {
             int left = 0;
             return long{::ioctl(kChannel, FIONREAD, &left)};
           }},
    Attack{"setsockopt",
           [] {
             int on = 1;
             return long{::setsockopt(kChannel, SOL_SOCKET, SO_PASSCRED, &on, sizeof on)};
           }},
    Attack{"fcntl F_DUPFD", [] { return long{::fcntl(kChannel, F_DUPFD, 10)}; }},
    Attack{"fcntl F_SETFL", [] { return long{::fcntl(kChannel, F_SETFL, O_ASYNC)}; }},
    Attack{"eventfd2", [] { return long{::eventfd(0, 0)}; }},
    Attack{"pipe2",
           [] {
             int ends[2];
             return long{::pipe2(ends, 0)};
           }},
    Attack{"init_module", [] { return call(SYS_init_module, nullptr, 0, ""); }, kKilled, 0,
           "no capabilities"},
    Attack{"iopl", [] { return call(SYS_iopl, 3); }, kKilled, 0, "no capabilities"},

    // other doors into the kernel
    Attack{"a call of the x32 kind", [] { return call(0x40000000 | SYS_getpid); }},
    Attack{"a 32-bit call", by_interrupt},
    Attack{"a call that does not exist", [] { return call(9999); }},
};

}  // namespace

std::span<const Attack> attacks() { return kAttacks; }

}  // namespace inlay
