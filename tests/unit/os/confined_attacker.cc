// The program that tests of confinement start: tells over descriptor 3 what became of it.
//   confined_attacker launch USER TASK FILTER    starts the next line, tells how it ended
//   confined_attacker TASK FILTER                confines itself, tells its walls, does TASK
// USER: a number, or "container": root without CAP_SYS_ADMIN.
// TASK: the name of an attack; "work": what an engine does; "abort", "exit", "wait".
// FILTER: on; off: the other walls only; jit: machine code allowed; none: as on a kernel without.
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <poll.h>
#include <pthread.h>
#include <seccomp.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "attacks.h"
#include "os/confinement.h"
#include "os/memfd.h"
#include "os/message_socket.h"
#include "os/spawn.h"

using namespace inlay;

namespace {

constexpr int kChannel = 3;
constexpr Identity kCellIdentity{61184, 61184};

void tell(const std::string& text) {
  if (!send_message(kChannel, text)) std::exit(9);
}

// The kernel of a machine whose seccomp was left out: both doors to it answer so.
void take_seccomp_away() {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  scmp_arg_cmp set_seccomp{0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0};
  ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SYS_seccomp, 0);
  ::seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EINVAL), SYS_prctl, 1, &set_seccomp);
  ::seccomp_load(filter);
  ::seccomp_release(filter);
}

// What an engine's watchdog does: processor time of the other thread, timed waits, allocations.
struct Watchdog {
  std::mutex mutex;
  std::condition_variable changed;
  bool wanted = false;
  bool done = false;
  std::atomic<bool> ended = false;

  void run(clockid_t watched) {
    std::unique_lock lock(mutex);
    while (!wanted) changed.wait_for(lock, std::chrono::milliseconds(1));
    timespec used{};
    ::clock_gettime(watched, &used);
    timespec tick{0, 1'000'000};
    ::clock_nanosleep(CLOCK_MONOTONIC, 0, &tick, nullptr);
    std::vector<char> own(300'000, 'x');  // the thread's first allocation: an arena of its own
    done = own.back() == 'x' && (used.tv_sec > 0 || used.tv_nsec > 0);
    changed.notify_all();
    lock.unlock();
    ended = true;
  }
};

std::string allocate_and_free() {
  for (size_t bytes : {size_t{100}, size_t{100'000}, size_t{64} << 20}) {
    auto* block = static_cast<char*>(std::malloc(bytes));
    if (block == nullptr) return "malloc";
    std::fill(block, block + bytes, 'a');
    block = static_cast<char*>(std::realloc(block, bytes * 2));
    if (block == nullptr || block[bytes - 1] != 'a') return "realloc";
    std::free(block);
  }
  void* heap = ::mmap(nullptr, 1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (heap == MAP_FAILED || ::mprotect(heap, 1 << 20, PROT_READ | PROT_WRITE) != 0 ||
      ::madvise(heap, 1 << 20, MADV_DONTNEED) != 0 || ::munmap(heap, 1 << 20) != 0) {
    return "a heap's calls";
  }
  return "";
}

Result<Message> next_message() {
  pollfd wait{kChannel, POLLIN, 0};
  ::poll(&wait, 1, 10'000);
  return receive_message(kChannel);
}

// The test sends a sealed memory file, then a doorbell to ring.
std::string use_channel() {
  auto memory = next_message();
  if (!memory || !memory->fd) return "receiving memory";
  auto view = SealedView::map(memory->fd.get(), 1_MiB);
  if (!view || view->bytes() != "from the test") return "mapping memory";
  auto bell = next_message();
  if (!bell || !bell->fd) return "receiving a doorbell";
  uint64_t one = 1;
  pollfd wait{bell->fd.get(), POLLIN, 0};
  timespec limit{10, 0};
  if (::write(bell->fd.get(), &one, sizeof one) != sizeof one ||
      ::ppoll(&wait, 1, &limit, nullptr) != 1 ||
      ::read(bell->fd.get(), &one, sizeof one) != sizeof one) {
    return "ringing";
  }
  return "";
}

std::string work(Watchdog& watchdog) {
  std::string trouble = allocate_and_free();
  if (trouble.empty()) trouble = use_channel();
  std::unique_lock lock(watchdog.mutex);
  watchdog.wanted = true;
  watchdog.changed.notify_all();
  if (!watchdog.changed.wait_for(lock, std::chrono::seconds(10), [&] { return watchdog.done; })) {
    return "the watchdog";
  }
  char seed[16];
  if (::getrandom(seed, sizeof seed, 0) != sizeof seed) return "getrandom";
  return trouble;
}

int be_confined(const std::string& task, const std::string& filter) {
  if (filter == "none" || filter == "none, and optional") take_seccomp_away();
  static Watchdog watchdog;
  ConfineOptions options{
      .keep = {kChannel},
      .machine_code = filter == "jit" ? MachineCode::allowed : MachineCode::forbidden,
      .filter = filter == "off" ? FilterNeed::off : FilterNeed::mandatory,
      .identity = kCellIdentity,
      .limits = {.file_size = Bytes(0), .descriptors = 64, .processes = 0},
      .start_threads = [] {
        clockid_t clock{};
        ::pthread_getcpuclockid(::pthread_self(), &clock);
        std::thread([clock] { watchdog.run(clock); }).detach();
        return Result<>();
      }};
  if (filter == "none, and optional") options.filter = FilterNeed::optional;
  auto confined = confine(options);
  if (!confined) {
    tell("refused: " + confined.error().detail);
    return 3;
  }
  tell("walls: " + confined->text());
  if (task == "exit") return 0;
  if (task == "abort") std::abort();
  if (task == "wait") {
    tell("waiting");
    next_message();
    return 0;
  }
  if (task == "work") {
    std::string trouble = work(watchdog);
    tell("answer: " + (trouble.empty() ? "fine" : trouble));
    return 0;
  }
  for (const Attack& attack : attacks()) {
    if (attack.name != task) continue;
    const Wall* wall = confined->find(attack.wall);
    if (filter == "off" && (wall == nullptr || wall->state != WallState::applied)) return 0;
    errno = 0;
    long result = attack.run();
    tell(result == -1 ? "answer: " + std::to_string(errno) : "answer: success");
    return 0;
  }
  tell("answer: no such task");
  return 2;
}

// Root as containers have it.
bool drop_administration() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct held[_LINUX_CAPABILITY_U32S_3] = {};
  if (::prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN, 0, 0, 0) != 0) return false;
  if (::syscall(SYS_capget, &header, held) != 0) return false;
  held[0].effective &= ~(1U << CAP_SYS_ADMIN);
  held[0].permitted &= ~(1U << CAP_SYS_ADMIN);
  return ::syscall(SYS_capset, &header, held) == 0;
}

int launch(const char* self, const std::string& starter, const std::string& task,
           const std::string& filter) {
  if (starter == "container" && !drop_administration()) return 3;
  auto user = starter == "container" ? 0 : static_cast<uid_t>(std::stoul(starter));
  if (user != ::geteuid() && (::setgroups(0, nullptr) != 0 || ::setresgid(user, user, user) != 0 ||
                              ::setresuid(user, user, user) != 0)) {
    return 3;
  }
  ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);  // as a process is that was started by that user
  auto child = spawn({.program = self,
                      .arguments = {self, task, filter},
                      .descriptors = {kChannel},
                      .output = 2,
                      .limits = {.core = Bytes(0)}});
  if (!child) {
    tell("ended: " + child.error().detail);
    return 3;
  }
  tell("ended: " + child->wait()->text());
  return 0;
}

}  // namespace

int main(int count, char** words) {
  std::vector<std::string> arguments(words, words + count);
  if (count == 5 && arguments[1] == "launch") {
    return launch(words[0], arguments[2], arguments[3], arguments[4]);
  }
  if (count != 3) return 2;
  int code = be_confined(arguments[1], arguments[2]);
  ::_exit(code);
}
