// Every class of script that V8 does not stop when told to, or aborts on: each ends in an outcome,
// in the watch giving up on it, or in the fatal hook; never in silence and never in a crash.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <vector>

namespace inlay {
namespace {

// Long enough for a busy machine; what it bounds takes about a second of processor time.
constexpr auto kPatience = std::chrono::seconds(60);
constexpr rlim_t kMemoryMax = rlim_t{3} << 30;

struct Ended {
  std::string said;  // its first line
  bool crashed = false;
};

Ended run_hostile(const char* cpu_ms, const std::string& script) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return {"no pipe"};
  const pid_t child = fork();
  if (child == 0) {
    const rlimit memory{kMemoryMax, kMemoryMax};
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_AS, &memory);
    setrlimit(RLIMIT_CORE, &no_core);
    dup2(ends[1], STDOUT_FILENO);
    execl(INLAY_HOSTILE_SCRIPT, "hostile_script", cpu_ms, script.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  Ended ended;
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (ended.said.find('\n') == std::string::npos) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    pollfd wanted{ends[0], POLLIN, 0};
    if (left.count() <= 0 || poll(&wanted, 1, static_cast<int>(left.count())) <= 0) break;
    char buffer[256];
    const ssize_t got = read(ends[0], buffer, sizeof(buffer));
    if (got <= 0) break;
    ended.said.append(buffer, static_cast<size_t>(got));
  }
  close(ends[0]);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  ended.crashed = WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL;
  ended.said = ended.said.substr(0, ended.said.find('\n'));
  return ended;
}

struct Row {
  const char* name;
  const char* script;
};

constexpr char kHuge[] = "const huge = { length: 2 ** 53 - 1 }; const A = Array.prototype; ";

class HostileScript : public testing::TestWithParam<Row> {
 protected:
  static std::string run() {
    const Ended ended = run_hostile("50", std::string(kHuge) + GetParam().script);
    EXPECT_FALSE(ended.crashed) << ended.said;
    return ended.said;
  }
};

std::string name_of(const testing::TestParamInfo<Row>& info) { return info.param.name; }

// These do not look at terminations before they are done, which would take minutes or years.
class GivenUp : public HostileScript {};
TEST_P(GivenUp, by_the_watch) { EXPECT_EQ(run(), "ignored"); }

constexpr Row kUninterruptible[] = {
    {"indexOf", "A.indexOf.call(huge, 1)"},
    {"includes", "A.includes.call(huge, 1)"},
    {"lastIndexOf", "A.lastIndexOf.call(huge, 1)"},
    {"reverse", "A.reverse.call(huge)"},
    {"fill", "A.fill.call(new Array(2 ** 32 - 1), 0)"},
    {"unshift", "A.unshift.call({ length: 2 ** 53 - 3 }, 1)"},
    {"shift", "A.shift.call(huge)"},
    {"splice", "A.splice.call(huge, 0, 1)"},
    {"slice", "A.slice.call(new Array(2 ** 32 - 1), 1)"},
    {"copyWithin", "A.copyWithin.call(huge, 1, 0)"},
    {"join", "A.join.call({ length: 2 ** 32 - 1 }, '')"},
    {"forEach", "A.forEach.call(huge, () => 0)"},
    {"concat", "[].concat({ length: 2 ** 32 - 1, [Symbol.isConcatSpreadable]: true })"},
    {"String_raw", "String.raw({ raw: { length: 2 ** 53 - 1 } })"},
    {"normalize", "('a' + '\\u0301\\u0323'.repeat(5e5)).normalize('NFC')"},
};
INSTANTIATE_TEST_SUITE_P(uninterruptible, GivenUp, testing::ValuesIn(kUninterruptible), name_of);

// These do not look either, but come to an end: sooner or later than the watch loses patience.
class LongAtWorst : public HostileScript {};
TEST_P(LongAtWorst, stopped_parked_or_given_up) {
  EXPECT_THAT(run(), testing::AnyOf("ignored", "over_cpu", "over_heap", "fatal: out of memory"));
}

constexpr Row kLong[] = {
    {"Segmenter", "[...new Intl.Segmenter('en').segment('a b '.repeat(8e5))]"},
    {"replace", "'x'.repeat(32e6).replace(/x/g, 'yy')"},
    {"prototypes",
     "let o = {}; for (let i = 0; i < 1e5; i++) o = Object.create(o); for (;;) o.missing"},
    {"JSON_parse", "JSON.parse('[' + '1,'.repeat(22e6) + '1]')"},
    {"failing_buffers", "for (;;) try { new ArrayBuffer(2 ** 40) } catch { }"},
    {"split", "'x'.repeat(1e8).split('')"},
    {"stringify", "JSON.stringify('\\u0001'.repeat(8e7))"},
};
INSTANTIATE_TEST_SUITE_P(uninterruptible, LongAtWorst, testing::ValuesIn(kLong), name_of);

// These make V8 abort a process that does not look after it.
class Aborting : public HostileScript {};
TEST_P(Aborting, parked_or_given_up) {
  EXPECT_THAT(run(), testing::AnyOf("ignored", testing::StartsWith("fatal: ")));
}

constexpr Row kAborting[] = {
    {"Array_from", "Array.from({ length: 1e9 })"},
    {"match", "'x'.repeat(2 ** 26).match(/x/g)"},
    {"sort", "A.sort.call({ length: 2 ** 32 - 1 })"},
};
INSTANTIATE_TEST_SUITE_P(aborting, Aborting, testing::ValuesIn(kAborting), name_of);

}  // namespace
}  // namespace inlay
