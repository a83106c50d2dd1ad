#include "os/spawn.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "os/files.h"

namespace inlay {
namespace {

// Runs a line of shell with the descriptors and returns what it wrote.
std::string output_of(SpawnOptions options, const std::string& line) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return "no pipe";
  Fd reader(ends[0]);
  Fd writer(ends[1]);
  options.program = "/bin/sh";
  options.arguments = {"sh", "-c", line};
  options.output = writer.get();
  auto child = spawn(options);
  writer.reset();
  if (!child) return child.error().detail;
  auto bytes = read_all(reader.get(), 64_KiB, "output");
  child->wait();
  return bytes ? *bytes : bytes.error().detail;
}

TEST(Spawn, inherits_nothing_but_what_is_named) {
  ::setenv("INLAY_SECRET", "x", 1);
  std::signal(SIGPIPE, SIG_IGN);
  Fd open_one(::open("/dev/null", O_RDONLY));  // not closed on exec
  Fd given(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  struct Row {
    const char* name;
    const char* line;
    const char* output;
  };
  const Row rows[] = {
      {"environment", "env | grep -c SECRET", "0\n"},
      {"descriptors", "ls -x /proc/$$/fd; true", "0  1  2  3\n"},
      {"standard input", "readlink /proc/$$/fd/0", "/dev/null\n"},
      {"descriptor 3", "readlink /proc/$$/fd/3", "/dev/zero\n"},
      {"ignored signals", "grep SigIgn /proc/$$/status | tr -d '\\t'", "SigIgn:0000000000000000\n"},
      {"blocked signals", "grep SigBlk /proc/$$/status | tr -d '\\t'", "SigBlk:0000000000000000\n"},
      {"process group", "set -- $(cat /proc/$$/stat); [ $5 = $$ ] && echo own", "own\n"},
      {"nice", "nice", "5\n"},
      {"core", "ulimit -c", "0\n"},
      {"descriptors at most", "ulimit -n; ulimit -Hn", "40\n40\n"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(output_of({.descriptors = {given.get()},
                         .limits = {.core = Bytes(0), .descriptors = 40},
                         .nice = 5,
                         .pid_namespace = false},
                        row.line),
              row.output);
  }
  std::signal(SIGPIPE, SIG_DFL);
}

TEST(Spawn, puts_descriptors_into_place_whatever_their_numbers) {
  Fd zero(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  Fd full(::open("/dev/full", O_RDONLY | O_CLOEXEC));
  const char* line = "readlink /proc/$$/fd/3 /proc/$$/fd/4";
  EXPECT_EQ(output_of({.descriptors = {zero.get(), full.get()}, .pid_namespace = false}, line),
            "/dev/zero\n/dev/full\n");
  EXPECT_EQ(output_of({.descriptors = {full.get(), zero.get()}, .pid_namespace = false}, line),
            "/dev/full\n/dev/zero\n");
  EXPECT_EQ(output_of({.descriptors = {zero.get(), zero.get()}, .pid_namespace = false}, line),
            "/dev/zero\n/dev/zero\n");
}

TEST(Spawn, executes_an_open_file_whose_path_is_gone) {
  const std::string path = ::testing::TempDir() + "spawn_test_" + std::to_string(::getpid());
  ASSERT_TRUE(write_file_whole(path, *read_file("/bin/echo", 1_MiB, "")));
  ASSERT_EQ(::chmod(path.c_str(), 0700), 0);
  Fd file(::open(path.c_str(), O_PATH | O_CLOEXEC));
  ASSERT_EQ(::unlink(path.c_str()), 0);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  Fd reader(ends[0]);
  Fd writer(ends[1]);
  auto child = spawn({.program = path,
                      .program_file = file.get(),
                      .arguments = {"echo", "here"},
                      .output = writer.get()});
  ASSERT_TRUE(child) << child.error().detail;
  writer.reset();
  EXPECT_EQ(*read_all(reader.get(), 1_KiB, "output"), "here\n");
  child->wait();
}

TEST(Spawn, says_why_a_program_cannot_be_started) {
  struct Row {
    const char* program;
    Fault fault;
    const char* detail;
  };
  for (const Row& row : {Row{"/no/such/program", Fault::not_found,
                             "starting /no/such/program: exec: no such file or directory"},
                         Row{"/etc", Fault::refused, "starting /etc: exec: permission denied"}}) {
    auto child = spawn({.program = row.program, .arguments = {"x"}});
    ASSERT_FALSE(child) << row.program;
    EXPECT_EQ(child.error().fault, row.fault);
    EXPECT_EQ(child.error().detail, row.detail);
  }
}

TEST(Spawn, tells_of_the_end_once) {
  auto child = spawn({.program = "/bin/sh", .arguments = {"sh", "-c", "exit 3"}});
  ASSERT_TRUE(child);
  pollfd wait{child->pidfd(), POLLIN, 0};
  ASSERT_EQ(::poll(&wait, 1, 20'000), 1);
  auto ending = child->reap();
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->text(), "exit 3");
  EXPECT_FALSE(child->reap());
  child->kill(SIGKILL);  // nobody is hit
}

TEST(Spawn, kills_the_process_it_started) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  Fd reader(ends[0]);
  Fd writer(ends[1]);  // open, so that the reading below never ends
  auto child = spawn({.program = "/bin/sh",
                      .arguments = {"sh", "-c", "read never <&3"},
                      .descriptors = {reader.get()}});
  ASSERT_TRUE(child);
  child->kill(SIGKILL);
  auto ending = child->wait();
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->text(), "killed by SIGKILL");
}

TEST(Spawn, a_pid_namespace_is_made_where_it_may_be) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  Fd reader(ends[0]);
  Fd writer(ends[1]);
  auto child =
      spawn({.program = "/bin/sh", .arguments = {"sh", "-c", "echo $$"}, .output = writer.get()});
  ASSERT_TRUE(child);
  writer.reset();
  std::string seen = *read_all(reader.get(), 1_KiB, "output");
  EXPECT_EQ(seen, child->pid_namespace() ? "1\n" : std::to_string(child->pid()) + "\n");
  child->wait();
}

}  // namespace
}  // namespace inlay
