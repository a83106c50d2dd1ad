#include "os/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

namespace inlay {
namespace {

class Files : public testing::Test {
 protected:
  Files() {
    std::string pattern = testing::TempDir() + "inlay-files-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~Files() override { std::filesystem::remove_all(folder_); }
  std::string folder_;
};

TEST_F(Files, what_is_written_is_read) {
  std::string path = folder_ + "/a";
  ASSERT_TRUE(write_file_whole(path, "first"));
  ASSERT_TRUE(write_file_whole(path, "second"));
  EXPECT_EQ(read_file(path, 1_KiB, "limit").value(), "second");
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST_F(Files, bounds_and_kinds) {
  std::string path = folder_ + "/a";
  ASSERT_TRUE(write_file_whole(path, std::string(1025, 'x')));
  auto large = read_file(path, 1_KiB, "some_bytes_max");
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().fault, Fault::too_large);
  EXPECT_EQ(large.error().detail, path + ": more than 1024 bytes (some_bytes_max)");
  auto missing = read_file(folder_ + "/b", 1_KiB, "limit");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::not_found);
  EXPECT_FALSE(read_file(folder_, 1_KiB, "limit"));
  ASSERT_EQ(::mkfifo((folder_ + "/pipe").c_str(), 0600), 0);
  EXPECT_FALSE(read_file(folder_ + "/pipe", 1_KiB, "limit")) << "must not block either";
}

TEST_F(Files, folders) {
  EXPECT_TRUE(make_folders(folder_ + "/x/y/z"));
  EXPECT_TRUE(make_folders(folder_ + "/x/y/z"));
  ASSERT_TRUE(write_file_whole(folder_ + "/file", ""));
  EXPECT_FALSE(make_folders(folder_ + "/file"));
  EXPECT_FALSE(make_folders(folder_ + "/file/below"));
}

TEST_F(Files, a_lock_names_its_holder_and_dies_with_it) {
  std::string path = folder_ + "/lock";
  EXPECT_EQ(FileLock::holder(path), 0);
  int go[2], done[2];
  ASSERT_EQ(::pipe(go) | ::pipe(done), 0);
  pid_t child = ::fork();
  if (child == 0) {
    char byte = FileLock::take(path) ? 'y' : 'n';  // taken and, the Result being gone, let go
    auto lock = FileLock::take(path);
    if (!lock) byte = 'n';
    (void)!::write(done[1], &byte, 1);
    (void)!::read(go[0], &byte, 1);
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(done[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  EXPECT_EQ(FileLock::holder(path), child);
  auto second = FileLock::take(path);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().detail.find("held by process " + std::to_string(child)),
            std::string::npos);
  ASSERT_EQ(::write(go[1], "x", 1), 1);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(FileLock::holder(path), 0);
  EXPECT_TRUE(FileLock::take(path));
}

// Starts processes that join and stay; they end with the object.
class Members {
 public:
  Members(const std::string& path, size_t count) {
    for (size_t i = 0; i < count; i++) {
      int ready[2];
      EXPECT_EQ(::pipe(ready), 0);
      pid_t child = ::fork();
      if (child == 0) {
        auto lock = FileLock::join(path);
        char byte = lock ? 'y' : 'n';
        (void)!::write(ready[1], &byte, 1);
        for (;;) ::pause();
      }
      char byte = 0;
      EXPECT_EQ(::read(ready[0], &byte, 1), 1);
      EXPECT_EQ(byte, 'y');
      pids_.push_back(child);
    }
  }
  ~Members() {
    while (!pids_.empty()) end(0);
  }
  void end(size_t which) {
    ::kill(pids_[which], SIGKILL);
    ::waitpid(pids_[which], nullptr, 0);
    pids_.erase(pids_.begin() + static_cast<std::ptrdiff_t>(which));
  }
  const std::vector<pid_t>& pids() const { return pids_; }

 private:
  std::vector<pid_t> pids_;
};

TEST_F(Files, a_shared_lock_file_lists_who_lives) {
  std::string path = folder_ + "/shared";
  EXPECT_EQ(FileLock::members(path).size(), 0u);
  Members members(path, 5);
  for (size_t dies : {2u, 0u, 2u, 1u, 0u}) {
    EXPECT_THAT(FileLock::members(path), testing::UnorderedElementsAreArray(members.pids()));
    members.end(dies);
  }
  EXPECT_EQ(FileLock::members(path).size(), 0u);
}

}  // namespace
}  // namespace inlay
