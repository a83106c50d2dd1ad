#include "apps/folder_reader.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "apps/beneath.h"
#include "temp_folder.h"

namespace inlay::apps {
namespace {

class FolderReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("app/a.js", "code");
    folder_.write("app/in/b.js", "inner");
    folder_.write("secret.txt", "secret");
    link("b.js", "app/in/same.js");
    link("in/b.js", "app/down.js");
    link("../a.js", "app/in/up.js");
    link("../secret.txt", "app/out.js");
    link(folder_.path("secret.txt"), "app/absolute.js");
    link("..", "app/parent");
    link("loop2", "app/loop1");
    link("loop1", "app/loop2");
    link("/proc/self/root", "app/magic");
    ASSERT_EQ(mkfifo(folder_.path("app/fifo").c_str(), 0600), 0);
  }

  void link(const std::string& to, const std::string& at) {
    ASSERT_EQ(symlink(to.c_str(), folder_.path(at).c_str()), 0);
  }

  TempFolder folder_;
};

struct Row {
  const char* path;
  const char* bytes;  // null: refused
  bool only_by_kernel;
};
constexpr Row kRows[] = {
    {"a.js", "code", false},           {"in/b.js", "inner", false},
    {"./in/./b.js", "inner", false},   {"in//b.js", "inner", false},
    {"in/same.js", "inner", true},     {"down.js", "inner", true},
    {"in/up.js", "code", true},        {"out.js", nullptr, false},
    {"absolute.js", nullptr, false},   {"parent/secret.txt", nullptr, false},
    {"../secret.txt", nullptr, false}, {"in/../../secret.txt", nullptr, false},
    {"loop1", nullptr, false},         {"magic/etc/passwd", nullptr, false},
    {"missing.js", nullptr, false},    {"a.js/b", nullptr, false},
};

TEST_F(FolderReaderTest, BothWaysStayInside) {
  const int root = open(folder_.path("app").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_GE(root, 0);
  for (const Row& row : kRows) {
    for (const bool by_kernel : {true, false}) {
      const int fd =
          by_kernel ? open_beneath_by_kernel(root, row.path) : open_beneath_by_walk(root, row.path);
      if (fd < 0 && by_kernel && (errno == ENOSYS || errno == EPERM)) continue;
      const bool opens = row.bytes != nullptr && (by_kernel || !row.only_by_kernel);
      EXPECT_EQ(fd >= 0, opens) << row.path << (by_kernel ? " by kernel" : " by walk");
      if (fd < 0) continue;
      char bytes[16] = {};
      EXPECT_GT(read(fd, bytes, sizeof bytes - 1), 0) << row.path;
      EXPECT_STREQ(bytes, row.bytes) << row.path;
      close(fd);
    }
  }
  close(root);
}

TEST_F(FolderReaderTest, ReadsAndNamesFaults) {
  const auto reader = FolderReader::open(folder_.path("app/"));
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->name(), "app");
  EXPECT_EQ(reader->path(), folder_.path("app/"));
  EXPECT_EQ(reader->read("a.js", 4), "code");
  EXPECT_TRUE(reader->probe("a.js", 4));
  const struct {
    const char* name;
    std::string path;
    Fault fault;
  } rows[] = {
      {"too large", "a.js", Fault::too_large},
      {"missing", "missing.js", Fault::not_found},
      {"folder", "in", Fault::refused},
      {"FIFO", "fifo", Fault::refused},
      {"leads out", "out.js", Fault::refused},
      {"dots", "../secret.txt", Fault::refused},
      {"absolute", "/etc/passwd", Fault::refused},
      {"empty", "", Fault::refused},
      {"NUL", std::string("a.js\0x", 6), Fault::refused},
  };
  for (const auto& row : rows) {
    const auto read = reader->read(row.path, 3);
    ASSERT_FALSE(read) << row.name;
    EXPECT_EQ(read.error().fault, row.fault) << row.name << ": " << read.error().detail;
    const auto probe = reader->probe(row.path, 3);
    ASSERT_FALSE(probe) << row.name;
    EXPECT_EQ(probe.error().fault, row.fault) << row.name;
  }
}

TEST_F(FolderReaderTest, OpensOnlyFolders) {
  EXPECT_FALSE(FolderReader::open(folder_.path("app/a.js")));
  EXPECT_FALSE(FolderReader::open(folder_.path("nowhere")));
}

}  // namespace
}  // namespace inlay::apps
