// Plays a process that somebody took over: every row is tried from inside, by root's cells and by
// those of an ordinary user.
#include "os/confinement.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "attacks.h"
#include "os/memfd.h"
#include "os/message_socket.h"
#include "os/namespaces.h"
#include "os/spawn.h"

namespace inlay {
namespace {

constexpr uid_t kNobody = 65534;
constexpr int kWaitMs = 20'000;
constexpr int kCallsEnd = 480;  // beyond the last number that kernels of today know
// Newer kernels let no filter see these two (uretprobe and uprobe), and let nobody call them but
// code that the kernel itself has put in place.
constexpr std::array kUnfilteredCalls{335, 336};

bool is_root() { return ::geteuid() == 0 && !in_own_user_namespace(); }

// Who starts the process: see the attacker.
std::vector<std::string> users() {
  if (is_root()) return {"0", "container", std::to_string(kNobody)};
  return {std::to_string(::geteuid())};
}

// A copy of the attacker where every user may run it.
class Program {
 public:
  Program() : path_(testing::TempDir() + "inlay-attacker-" + std::to_string(::getpid())) {
    std::filesystem::copy_file(INLAY_ATTACKER, path_);
    ::chmod(path_.c_str(), 0755);
  }
  ~Program() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

const std::string& program() {
  static Program copy;
  return copy.path();
}

// What the attacker told: "walls: …", "answer: …" and, last, "ended: …".
struct Story {
  std::string walls;
  std::string answer;
  std::string refused;
  std::string ended;

  bool has(std::string_view wall) const {
    size_t end = walls.find("; missing");
    size_t at = walls.find(wall);
    return at != std::string::npos && at < end;
  }
};

class Launched {
 public:
  Launched(const std::string& user, const std::string& task, const std::string& filter) {
    auto pair = message_pair();
    socket_ = std::move(pair->first);
    auto child = spawn({.program = program(),
                        .arguments = {program(), "launch", user, task, filter},
                        .descriptors = {pair->second.get()},
                        .output = 2,
                        .pid_namespace = false});
    EXPECT_TRUE(child) << child.error().detail;
    if (child) launcher_.emplace(std::move(*child));
  }
  ~Launched() {
    if (!launcher_) return;
    launcher_->kill(SIGKILL);
    launcher_->wait();
  }

  void send(std::string_view text, int fd) { EXPECT_TRUE(send_message(socket_.get(), text, fd)); }

  std::string next() {
    pollfd wait{socket_.get(), POLLIN, 0};
    ::poll(&wait, 1, kWaitMs);
    auto message = receive_message(socket_.get());
    return message ? message->text : "nothing: " + message.error().detail;
  }

  Story story() {
    Story out;
    while (out.ended.empty()) {
      std::string text = next();
      size_t colon = text.find(": ");
      std::string kind = text.substr(0, colon);
      std::string rest = colon == std::string::npos ? "" : text.substr(colon + 2);
      if (kind == "walls") out.walls = rest;
      if (kind == "answer") out.answer = rest;
      if (kind == "refused") out.refused = rest;
      if (kind == "ended" || kind == "nothing") out.ended = rest;
    }
    return out;
  }

 private:
  Fd socket_;
  std::optional<Spawned> launcher_;
};

Story tell_of(const std::string& user, const std::string& task, const std::string& filter) {
  return Launched(user, task, filter).story();
}

constexpr std::string_view kBadCall = "killed by SIGSYS: a system call its filter does not allow";

TEST(Confinement, refuses_or_kills_what_the_table_says) {
  for (const std::string& user : users()) {
    for (const Attack& attack : attacks()) {
      SCOPED_TRACE(std::string(attack.name) + " as user " + user);
      Story story = tell_of(user, std::string(attack.name), "on");
      ASSERT_FALSE(story.walls.empty()) << story.refused << story.ended;
      if (attack.filtered == kKilled) {
        EXPECT_EQ(story.answer, "");
        EXPECT_EQ(story.ended, kBadCall);
      } else {
        EXPECT_EQ(story.answer, std::to_string(attack.filtered));
        EXPECT_EQ(story.ended, "exit 0");
      }
    }
  }
}

TEST(Confinement, root_becomes_another_user_and_an_ordinary_user_stays) {
  for (const std::string& user : users()) {
    SCOPED_TRACE("user " + user);
    Story story = tell_of(user, "exit", "on");
    EXPECT_EQ(story.has("own user id (61184)"), is_root() && user != std::to_string(kNobody));
    EXPECT_FALSE(story.has("own user id") && story.has("user namespace")) << story.walls;
  }
}

// Each wall on its own: were the filter to fall, these would still hold.
TEST(Confinement, what_the_other_walls_hold_without_the_filter) {
  int checked = 0;
  for (const std::string& user : users()) {
    for (const Attack& attack : attacks()) {
      if (attack.unfiltered == kNotHeld) continue;
      SCOPED_TRACE(std::string(attack.name) + " as user " + user);
      Story story = tell_of(user, std::string(attack.name), "off");
      ASSERT_FALSE(story.walls.empty()) << story.refused << story.ended;
      if (!story.has(attack.wall)) continue;
      ++checked;
      EXPECT_NE(story.answer, "success");
      EXPECT_NE(story.answer, "") << story.ended;
      if (attack.unfiltered == 0) continue;
      EXPECT_EQ(story.answer, std::to_string(attack.unfiltered));
    }
  }
  EXPECT_GT(checked, 0);
}

TEST(Confinement, lets_an_engine_work_on) {
  for (const std::string& user : users()) {
    for (const char* filter : {"on", "off", "jit"}) {
      SCOPED_TRACE(std::string(filter) + " as user " + user);
      Launched run(user, "work", filter);
      auto memory = sealed_memory("test", "from the test");
      Fd bell(::eventfd(0, EFD_CLOEXEC));
      run.send("memory", memory->get());
      run.send("bell", bell.get());
      Story story = run.story();
      EXPECT_EQ(story.answer, "fine");
      EXPECT_EQ(story.ended, "exit 0");
    }
  }
}

TEST(Confinement, an_engine_that_compiles_may_make_code_and_nothing_else) {
  const std::string user = users().front();
  EXPECT_EQ(tell_of(user, "mmap PROT_EXEC", "jit").answer, "success");
  EXPECT_EQ(tell_of(user, "mprotect PROT_EXEC", "jit").answer, "success");
  EXPECT_EQ(tell_of(user, "pkey_mprotect PROT_EXEC", "jit").ended, kBadCall);
  EXPECT_EQ(tell_of(user, "execve", "jit").ended, kBadCall);
}

TEST(Confinement, an_abort_reads_as_one) {
  for (const std::string& user : users())
    EXPECT_EQ(tell_of(user, "abort", "on").ended, "aborted (exit 134)");
}

TEST(Confinement, a_kernel_without_seccomp_is_an_error_unless_wanted_otherwise) {
  for (const std::string& user : users()) {
    Story refused = tell_of(user, "exit", "none");
    EXPECT_EQ(refused.walls, "");
    EXPECT_NE(refused.refused.find("seccomp"), std::string::npos) << refused.refused;
    EXPECT_EQ(refused.ended, "exit 3");
    Story gone_on = tell_of(user, "exit", "none, and optional");
    EXPECT_NE(gone_on.walls.find("missing: "), std::string::npos) << gone_on.walls;
    EXPECT_FALSE(gone_on.has("seccomp"));
    EXPECT_EQ(gone_on.ended, "exit 0");
  }
}

TEST(Confinement, says_which_walls_stand) {
  for (const std::string& user : users()) {
    Story story = tell_of(user, "exit", "on");
    for (const char* wall : {"seccomp (", "no new privileges", "no capabilities", "not dumpable"}) {
      EXPECT_TRUE(story.has(wall)) << wall << " in " << story.walls;
    }
    RecordProperty("walls_of_user_" + user, story.walls);
  }
}

TEST(Confinement, root_is_refused_without_a_user_to_become) {
  pid_t child = ::fork();
  if (child == 0) {
    auto confined = confine({});
    ::_exit(confined ? 0 : confined.error().fault == Fault::refused ? 7 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), is_root() ? 7 : 0);
}

// Stays honest when the table changes: whatever has no rule kills, by its number.
TEST(SeccompFilter, every_call_without_a_rule_kills) {
  std::set<int> named(kUnfilteredCalls.begin(), kUnfilteredCalls.end());
  for (const CallRule& rule : call_rules()) {
    named.insert(rule.call);
    EXPECT_FALSE(rule.reason.empty()) << rule.call;
  }
  for (int number = 0; number < kCallsEnd; ++number) {
    if (named.contains(number)) continue;
    pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      if (!apply_seccomp_filter(MachineCode::forbidden)) ::_exit(9);
      ::syscall(number, 0, 0, 0, 0, 0, 0);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) << "call " << number;
  }
}

}  // namespace
}  // namespace inlay
