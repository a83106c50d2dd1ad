#include "os/folder_view.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "os/fd.h"
#include "os/namespaces.h"

namespace inlay {
namespace {

constexpr int kCannotPlay = 77;  // the kernel does not let us prepare the row

// A folder of a test's own, beside a file that is not in it.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "inlay-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directories(root_ + "/app/sub");
    std::ofstream(root_ + "/app/sub/inside") << "in";
    std::ofstream(root_ + "/outside") << "out";
    std::filesystem::create_symlink(root_ + "/outside", root_ + "/app/leads-out");
    std::filesystem::create_symlink("sub/inside", root_ + "/app/leads-in");
  }
  ~Folder() { std::filesystem::remove_all(root_); }
  std::string app() const { return root_ + "/app"; }
  std::string outside() const { return root_ + "/outside"; }

 private:
  std::string root_;
};

bool can_read(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY));
  char byte;
  return fd && ::read(fd.get(), &byte, 1) == 1;
}

bool can_write(const std::string& path, int flags) {
  return static_cast<bool>(Fd(::open(path.c_str(), O_WRONLY | flags, 0600)));
}

// What it can do that it must not, or cannot do that it must, as an exit code; 0: all as wanted.
int look_around(const std::string& outside) {
  const std::array as_wanted{
      can_read("sub/inside"),       can_read("leads-in"),        !can_read("leads-out"),
      !can_read("../outside"),      !can_read(outside),          !can_read("/etc/passwd"),
      !can_read("/proc/self/maps"), !can_write("sub/inside", 0), !can_write("new", O_CREAT),
  };
  for (size_t i = 0; i < as_wanted.size(); ++i) {
    if (!as_wanted[i]) return static_cast<int>(i) + 1;
  }
  return 0;
}

// In a process of its own: it cannot be undone.
int in_child(const Folder& folder, const std::function<bool()>& prepare) {
  const std::string outside = folder.outside();
  Fd app(::open(folder.app().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  Fd program(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  const pid_t child = ::fork();
  if (child == 0) {
    if (!prepare()) ::_exit(kCannotPlay);
    if (!see_only_folder(app.get(), program.get())) ::_exit(100);
    ::_exit(look_around(outside));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

bool write_text(const char* path, std::string_view text) {
  Fd fd(::open(path, O_WRONLY));
  return fd && ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

TEST(FolderView, ShowsThatFolderAlone) {
  const struct {
    const char* name;
    std::function<bool()> prepare;
  } rows[] = {
      {"as whoever runs the test", [] { return true; }},
      {"as an ordinary user",
       [] {
         return ::geteuid() != 0 ||
                (::setresgid(65534, 65534, 65534) == 0 && ::setresuid(65534, 65534, 65534) == 0);
       }},
      {"where no mounts may be made",
       [] {
         const unsigned user = ::geteuid();
         const unsigned group = ::getegid();
         return ::unshare(CLONE_NEWUSER) == 0 && map_own_ids(0, user, 0, group) == 0 &&
                write_text("/proc/sys/user/max_mnt_namespaces", "0");
       }},
  };
  std::string not_played;
  const Folder folder;
  ASSERT_EQ(::chmod(std::filesystem::path(folder.app()).parent_path().c_str(), 0755), 0);
  for (const auto& row : rows) {
    const int code = in_child(folder, row.prepare);
    if (code == kCannotPlay) {
      not_played += std::string(not_played.empty() ? "" : ", ") + row.name;
    } else {
      EXPECT_EQ(code, 0) << row.name;
    }
  }
  if (!not_played.empty()) GTEST_SKIP() << "not to be prepared here: " << not_played;
}

}  // namespace
}  // namespace inlay
