#include "telemetry/counters.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <thread>

namespace inlay {
namespace {

TEST(Counters, sum_over_writers) {
  auto region = CounterRegion::create(3).value();
  for (size_t i = 0; i < 3; i++) {
    LoopCounters counters = region.writer(i);
    counters.add(Counter::bytes_added, 10 * (i + 1));
    counters.count(Reason::origin_timeout);
    counters.change(Gauge::requests_running, 5);
    counters.change(Gauge::requests_running, -2);
    counters.record(Histogram::edge_time, 40);
  }
  region.writer(2).add_shared(Counter::access_dropped, 7);
  const CounterValues values = region.read();
  EXPECT_EQ(values[Counter::bytes_added], 60u);
  EXPECT_EQ(values[Counter::access_dropped], 7u);
  EXPECT_EQ(values[Counter::requests_page], 0u);
  EXPECT_EQ(values[Reason::origin_timeout], 3u);
  EXPECT_EQ(values[Gauge::requests_running], 9);
  EXPECT_EQ(values.histograms[static_cast<size_t>(Histogram::edge_time)].count(), 3u);
  EXPECT_EQ(values.histograms[static_cast<size_t>(Histogram::edge_time)].sum_us, 120u);

  CounterValues twice = values;
  twice.add(values);
  EXPECT_EQ(twice[Counter::bytes_added], 120u);
  EXPECT_EQ(twice[Reason::origin_timeout], 6u);
}

TEST(Counters, a_bucket_ends_with_its_limit) {
  struct Row {
    uint64_t us;
    uint64_t limit;
  };
  for (const Row& row : {Row{0, 32}, Row{1, 32}, Row{32, 32}, Row{33, 64}, Row{64, 64},
                         Row{65, 128}, Row{1'000'000, 1 << 20}, Row{16'777'216, 1 << 24},
                         Row{16'777'217, 1 << 25}, Row{UINT64_MAX, 1 << 25}}) {
    SCOPED_TRACE(row.us);
    auto region = CounterRegion::create(1).value();
    region.writer(0).record(Histogram::request_time, row.us);
    EXPECT_EQ(region.read().histograms[0].quantile_limit_us(0.5), row.limit);
  }
}

TEST(Counters, quantiles_are_limits_of_buckets) {
  auto region = CounterRegion::create(1).value();
  LoopCounters counters = region.writer(0);
  EXPECT_EQ(region.read().histograms[0].quantile_limit_us(0.99), 0u);
  for (int i = 0; i < 98; i++) counters.record(Histogram::request_time, 20);
  for (int i = 0; i < 2; i++) counters.record(Histogram::request_time, 5'000);
  EXPECT_EQ(region.read().histograms[0].quantile_limit_us(0.5), 32u);
  EXPECT_EQ(region.read().histograms[0].quantile_limit_us(0.98), 32u);
  EXPECT_EQ(region.read().histograms[0].quantile_limit_us(0.99), 8192u);
}

TEST(Counters, another_process_writes_and_its_death_loses_nothing) {
  auto region = CounterRegion::create(2).value();
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto theirs = CounterRegion::open(region.fd());
    if (!theirs || theirs->writers() != 2) ::_exit(1);
    theirs->writer(1).add(Counter::requests_relay, 42);
    theirs->writer(1).refused({.reason = Reason::no_site, .status = 421, .host = "nobody"});
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(region.read()[Counter::requests_relay], 42u);
  std::vector<KeptRefusal> refusals;
  region.read_refusals(refusals);
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].host, "nobody");
}

TEST(Counters, open_refuses_what_is_no_region) {
  struct Row {
    const char* name;
    size_t bytes;
    bool sealed;
  };
  for (const Row& row :
       {Row{"not sealed", 1 << 16, false}, Row{"empty", 0, true}, Row{"too small", 100, true},
        Row{"zeros", 1 << 16, true}, Row{"huge", size_t{1} << 40, true}}) {
    SCOPED_TRACE(row.name);
    Fd fd(::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    ASSERT_EQ(::ftruncate(fd.get(), static_cast<off_t>(row.bytes)), 0);
    if (row.sealed) {
      ASSERT_EQ(::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW), 0);
    }
    EXPECT_FALSE(CounterRegion::open(fd.get()));
  }
}

TEST(Refusals, the_last_ones_stay_and_long_texts_are_cut) {
  auto region = CounterRegion::create(1).value();
  const std::string long_text(1000, 'x');
  for (uint16_t i = 0; i < 100; i++) {
    region.writer(0).refused({.at = Clock::Wall(std::chrono::milliseconds(i)),
                              .reason = Reason::request_malformed,
                              .status = i,
                              .request_id = "0123456789abcdef",
                              .host = long_text,
                              .detail = long_text});
  }
  std::vector<KeptRefusal> kept;
  region.read_refusals(kept);
  ASSERT_EQ(kept.size(), kRefusalsKept);
  for (const KeptRefusal& refusal : kept) {
    EXPECT_GE(refusal.at_ms, 100 - static_cast<int64_t>(kRefusalsKept));
    EXPECT_EQ(refusal.status, refusal.at_ms);
    EXPECT_EQ(refusal.request_id, "0123456789abcdef");
    EXPECT_EQ(refusal.host, std::string(64, 'x'));
    EXPECT_EQ(refusal.detail, std::string(192, 'x'));
  }
  EXPECT_EQ(region.read()[Reason::request_malformed], 100u);
}

// What is read while the writer writes is whole: all parts of a refusal belong together.
TEST(Refusals, a_reader_never_sees_half_of_one) {
  auto region = CounterRegion::create(1).value();
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; i < 200'000; i++) {
      const std::string text(static_cast<size_t>(i % 60 + 1), static_cast<char>('a' + i % 26));
      region.writer(0).refused(
          {.status = static_cast<uint16_t>(i % 60 + 1), .host = text, .detail = text});
    }
    done = true;
  });
  size_t seen = 0;
  std::vector<KeptRefusal> kept;
  while (!done || seen == 0) {
    kept.clear();
    region.read_refusals(kept);
    for (const KeptRefusal& refusal : kept) {
      ASSERT_EQ(refusal.host.size(), refusal.status);
      ASSERT_EQ(refusal.host, refusal.detail);
      ASSERT_EQ(refusal.host, std::string(refusal.host.size(), refusal.host[0]));
      seen++;
    }
  }
  writer.join();
  EXPECT_GT(seen, 0u);
}

}  // namespace
}  // namespace inlay
