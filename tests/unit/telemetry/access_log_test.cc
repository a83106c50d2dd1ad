#include "telemetry/access_log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "os/append_file.h"
#include "os/files.h"
#include "telemetry/line_ring.h"

namespace inlay {
namespace {

TEST(LineRing, gives_back_what_it_took_at_every_place) {
  LineRing ring(37);
  std::string expected, got;
  for (int i = 0; i < 500; i++) {
    const std::string line(static_cast<size_t>(i % 11 + 1), static_cast<char>('a' + i % 26));
    ASSERT_TRUE(ring.push(line));
    expected += line;
    if (i % 3 == 0) {
      auto parts = ring.peek();
      got.append(parts[0]).append(parts[1]);
      ring.pop(parts[0].size() + parts[1].size());
    }
    if (ring.used() > 26) {
      const std::string_view first = ring.peek()[0];
      got += first;
      ring.pop(first.size());
    }
  }
  got.append(ring.peek()[0]).append(ring.peek()[1]);
  EXPECT_EQ(got, expected);
}

TEST(LineRing, takes_a_line_whole_or_not_at_all) {
  LineRing ring(10);
  EXPECT_TRUE(ring.push("123456"));
  EXPECT_FALSE(ring.push("12345"));
  EXPECT_TRUE(ring.push("1234"));
  EXPECT_FALSE(ring.push("1"));
  ring.pop(3);
  EXPECT_TRUE(ring.push("abc"));
  EXPECT_EQ(std::string(ring.peek()[0]) + std::string(ring.peek()[1]), "4561234abc");
}

struct Folder {
  std::string path;
  Folder() {
    char name[] = "/tmp/inlay-access-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() {
    for (const char* file : {"/a", "/b"}) ::unlink((path + file).c_str());
    ::rmdir(path.c_str());
  }
};

std::string content(const std::string& path) {
  return read_file(path, 1024_MiB, "test").value_or(std::string());
}

size_t lines(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

AccessEntry numbered(const std::string& id) {
  AccessEntry entry;
  entry.request_id = id;
  entry.status = 200;
  return entry;
}

std::function<void(const Error&)> no_problem() {
  return [](const Error& error) { ADD_FAILURE() << error.detail; };
}

// Two loops write while the file is exchanged again and again: each line is in one file, once, and
// whole; each loop's are in order.
TEST(AccessLog, no_line_is_lost_or_doubled_over_rotations) {
  constexpr int kLines = 20'000;
  Folder folder;
  auto region = CounterRegion::create(3).value();
  {
    AccessWriter writer(open_append(folder.path + "/a").value(),
                        {region.writer(0), region.writer(1)}, region.writer(2), no_problem());
    auto work = [&](size_t loop) {
      for (int i = 0; i < kLines; i++) {
        writer.loop(loop).write(numbered(std::to_string(loop) + "-" + std::to_string(i)));
        if (i % 100 == 0) std::this_thread::yield();
      }
    };
    std::thread first(work, 0), second(work, 1);
    for (int i = 0; i < 50; i++) {
      writer.reopen(open_append(folder.path + (i % 2 == 0 ? "/b" : "/a")).value());
      std::this_thread::yield();
    }
    first.join();
    second.join();
  }
  const std::string all = content(folder.path + "/a") + content(folder.path + "/b");
  const CounterValues values = region.read();
  EXPECT_EQ(values[Counter::access_lines] + values[Counter::access_dropped], 2u * kLines);
  EXPECT_EQ(lines(all), values[Counter::access_lines]);
  std::vector<std::string> ids;
  for (size_t at = 0; (at = all.find("\"request\":\"", at)) != std::string::npos;) {
    at += 11;
    ids.push_back(all.substr(at, all.find('"', at) - at));
  }
  EXPECT_EQ(ids.size(), values[Counter::access_lines]);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

TEST(AccessLog, a_stuck_reader_costs_lines_which_are_counted) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  Fd reading(ends[0]);
  auto region = CounterRegion::create(2).value();
  constexpr uint64_t kLines = 20'000;
  std::string read;
  {
    AccessWriter writer(Fd(ends[1]), {region.writer(0)}, region.writer(1), no_problem());
    for (uint64_t i = 0; i < kLines; i++) writer.loop(0).write(numbered(std::to_string(i)));
    EXPECT_GT(region.read()[Counter::access_dropped], 0u);
    EXPECT_EQ(region.read()[Counter::access_lines] + region.read()[Counter::access_dropped],
              kLines);
  }  // gives up after a second
  char room[65536];
  for (ssize_t got; (got = ::read(reading.get(), room, sizeof room)) > 0;) {
    read.append(room, static_cast<size_t>(got));
  }
  // Every line that left is there; the last may be cut.
  EXPECT_EQ(lines(read) + region.read()[Counter::access_dropped], kLines);
}

TEST(AccessLog, a_new_file_frees_it_from_a_stuck_one) {
  Folder folder;
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  Fd reading(ends[0]);
  auto region = CounterRegion::create(2).value();
  constexpr uint64_t kLines = 20'000;
  {
    AccessWriter writer(Fd(ends[1]), {region.writer(0)}, region.writer(1), no_problem());
    for (uint64_t i = 0; i < kLines; i++) writer.loop(0).write(numbered(std::to_string(i)));
    writer.reopen(open_append(folder.path + "/a").value());
  }
  std::string read;
  char room[65536];
  for (ssize_t got; (got = ::read(reading.get(), room, sizeof room)) > 0;) {
    read.append(room, static_cast<size_t>(got));
  }
  const std::string file = content(folder.path + "/a");
  ASSERT_FALSE(file.empty());
  EXPECT_EQ(file.substr(0, 8), "{\"time\":");
  EXPECT_EQ(file.back(), '\n');
  EXPECT_EQ(lines(read) + lines(file) + region.read()[Counter::access_dropped], kLines);
}

TEST(AccessLog, a_full_disk_is_told_once_and_counted) {
  Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  if (!full) GTEST_SKIP() << "no /dev/full here";
  auto region = CounterRegion::create(2).value();
  std::atomic<int> told = 0;
  {
    AccessWriter writer(std::move(full), {region.writer(0)}, region.writer(1),
                        [&](const Error&) { told++; });
    for (int i = 0; i < 3'000; i++) writer.loop(0).write(numbered(std::to_string(i)));
  }
  EXPECT_EQ(told, 1);
  EXPECT_EQ(region.read()[Counter::access_dropped], 3'000u);
}

}  // namespace
}  // namespace inlay
