#include "os/seccomp_rules.h"

#include <linux/fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <array>
#include <csignal>

namespace inlay {
namespace {

using enum CallVerdict;
using When = CallRule::When;

constexpr uint64_t kWord = 0xffff'ffff;
constexpr uint64_t kFutexCommand =
    kWord & ~static_cast<uint64_t>(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);

constexpr ArgumentRule anything() { return {}; }
constexpr ArgumentRule equals(unsigned index, uint64_t value) {
  return {.index = index, .mask = kWord, .value = value};
}
constexpr ArgumentRule null(unsigned index) {
  return {.index = index, .mask = ~uint64_t{0}, .value = 0};
}
constexpr ArgumentRule lacks(unsigned index, uint64_t bits) {
  return {.index = index, .mask = bits, .value = 0};
}
constexpr ArgumentRule futex(uint64_t command) {
  return {.index = 1, .mask = kFutexCommand, .value = command};
}
constexpr CallRule allowed(int call, std::string_view reason, ArgumentRule argument = anything(),
                           When when = When::always) {
  return {call, allow, argument, when, reason};
}
constexpr CallRule refused(int call, std::string_view reason) {
  return {call, refuse, anything(), When::always, reason};
}

constexpr auto kNoCode = When::machine_code_forbidden;
constexpr auto kCode = When::machine_code_allowed;

constexpr std::array kRules{
    // memory
    allowed(SYS_mmap, "heaps, stacks and channels, none executable", lacks(2, PROT_EXEC), kNoCode),
    allowed(SYS_mmap, "a compiler's code ranges", anything(), kCode),
    allowed(SYS_mprotect, "heaps; guard pages", lacks(2, PROT_EXEC), kNoCode),
    allowed(SYS_mprotect, "a compiler's code ranges", anything(), kCode),
    allowed(SYS_munmap, "heaps, stacks and channels end"),
    allowed(SYS_mremap, "realloc of large blocks; cannot add a right"),
    allowed(SYS_madvise, "unused memory goes back to the system", equals(2, MADV_DONTNEED)),
    allowed(SYS_madvise, "the same, when the system wants it", equals(2, MADV_FREE)),
    allowed(SYS_madvise, "the engine's heaps stay out of forks", equals(2, MADV_DONTFORK)),
    allowed(SYS_brk, "malloc"),

    // the two threads between themselves
    allowed(SYS_futex, "mutexes, condition variables", futex(FUTEX_WAIT)),
    allowed(SYS_futex, "mutexes, condition variables", futex(FUTEX_WAKE)),
    allowed(SYS_futex, "waits with a time limit", futex(FUTEX_WAIT_BITSET)),
    allowed(SYS_set_robust_list, "a thread made before the filter may only begin behind it"),
    allowed(SYS_rseq, "the same"),
    allowed(SYS_sched_yield, "spin locks of the engine"),
    allowed(SYS_sched_getaffinity, "malloc counts processors for a thread's first arena",
            equals(0, 0)),

    // descriptors it has or is handed over its message socket
    allowed(SYS_read, "descriptors it was handed"),
    allowed(SYS_write, "standard error; descriptors it was handed"),
    allowed(SYS_writev, "the C library's last words before an abort"),
    allowed(SYS_recvmsg, "channels are handed over"),
    allowed(SYS_sendmsg, "answers on the message socket; it is connected, and to our edge"),
    allowed(SYS_sendto, "doorbells, which are sockets; to no other address", null(4)),
    allowed(SYS_recvfrom, "the same", null(4)),
    allowed(SYS_close, "channels end"),
    allowed(SYS_lseek, "the size of a shared memory file"),
    allowed(SYS_fcntl, "whether shared memory is sealed", equals(1, F_GET_SEALS)),
    allowed(SYS_poll, "waiting for doorbells"),
    allowed(SYS_ppoll, "waiting for doorbells"),

    // time and chance
    allowed(SYS_clock_gettime, "processor time; wall time where the vdso has no clock source"),
    allowed(SYS_gettimeofday, "the same"),
    allowed(SYS_clock_nanosleep, "the watchdog's ticks"),
    allowed(SYS_getrandom, "hash seeds of isolates, random numbers"),

    // itself
    allowed(SYS_getpid, "abort() names itself"),
    allowed(SYS_gettid, "abort() names itself; locks that know their owner"),
    allowed(SYS_tgkill, "abort(), so that it reads as one", equals(0, kOwnPid)),
    allowed(SYS_rt_sigprocmask, "abort(); signal masks around waits"),
    allowed(SYS_rt_sigreturn, "the way out of a signal handler"),
    allowed(SYS_restart_syscall, "the kernel goes on with a wait that a stop signal broke"),
    allowed(SYS_exit, "a thread ends"),
    allowed(SYS_exit_group, "the process ends"),

    // tried by libraries, which do without
    refused(SYS_open, "seeds, time zones, processor lists"),
    refused(SYS_openat, "seeds, time zones, processor lists"),
    refused(SYS_stat, "time zones"),
    refused(SYS_lstat, "time zones"),
    refused(SYS_newfstatat, "time zones; what kind of file standard output is"),
    refused(SYS_statx, "time zones"),
    refused(SYS_access, "time zones"),
    refused(SYS_faccessat, "time zones"),
    refused(SYS_faccessat2, "time zones"),
    refused(SYS_readlink, "time zones"),
    refused(SYS_readlinkat, "time zones"),
    refused(SYS_prctl, "names for memory and threads"),
    refused(SYS_sysinfo, "the size of the machine's memory"),
    refused(SYS_uname, "the kernel's version"),
};

}  // namespace

std::span<const CallRule> call_rules() { return kRules; }

bool holds_for(CallRule::When when, MachineCode machine_code) {
  switch (when) {
    case When::always:
      return true;
    case When::machine_code_forbidden:
      return machine_code == MachineCode::forbidden;
    case When::machine_code_allowed:
      return machine_code == MachineCode::allowed;
  }
  return false;
}

}  // namespace inlay
