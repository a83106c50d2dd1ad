#include "edge/cell_source.h"

#include <atomic>
#include <thread>

#include "cell_bench.h"

namespace inlay {
namespace {

TEST(CellSource, WithoutASupervisorThereAreNoFurtherCells) {
  CellBench bench;
  bench.spares().keep({.max = 10, .spares = 0}, true);
  auto& kept = bench.edge(1).taken();
  ASSERT_TRUE(*kept.cell);
  bench.edge(1).lose_supervisor();
  auto& refused = bench.edge(1).taken();
  ASSERT_FALSE(*refused.cell);
  EXPECT_EQ(refused.cell->error().fault, Fault::closed);
  EXPECT_FALSE(kept.ending);
  EXPECT_TRUE(is_living(kept.pid));
}

TEST(CellSource, AsksThatWaitFailWithTheSupervisor) {
  CellBench bench;
  bench.behaviour = "never ready";
  bench.spares().keep({.max = 10, .spares = 0}, true);
  auto& first = bench.edge(1).ask();
  auto& second = bench.edge(1).ask(CellClass::machine_code);
  ASSERT_TRUE(bench.until([&] { return bench.counts().starting == 1; }));
  bench.edge(1).lose_supervisor();
  ASSERT_TRUE(bench.until([&] { return first.cell && second.cell; }));
  EXPECT_EQ(first.cell->error().fault, Fault::closed);
  EXPECT_EQ(second.cell->error().fault, Fault::closed);
}

TEST(CellSource, AsksBeyondTheBoundAreRefusedWithoutTheSupervisor) {
  CellBench bench;
  bench.behaviour = "never ready";
  bench.spares().keep({.max = 1'000, .spares = 0}, true);
  for (uint64_t i = 0; i < kAsksMax; i++) bench.edge(1).ask();
  auto& beyond = bench.edge(1).taken();
  ASSERT_FALSE(*beyond.cell);
  EXPECT_EQ(beyond.cell->error().fault, Fault::refused);
  EXPECT_EQ(bench.counts().refused, 0u);
}

TEST(CellSource, WithoutASupervisorItEndsCellsByItselfAndSeesTheirEnds) {
  struct Row {
    const char* name;
    bool hangs;
    std::function<void(CellSource&, TakenCell&)> end;
  };
  const Row rows[] = {
      {"killed", true, [](CellSource& source, TakenCell& cell) { source.kill(cell.number); }},
      {"let go", true,
       [](CellSource& source, TakenCell& cell) {
         source.let_go(cell.number, std::move(cell.socket));
       }},
      {"socket closed", false, [](CellSource&, TakenCell& cell) { cell.socket.reset(); }},
      {"dead by itself", false,
       [](CellSource&, TakenCell& cell) { EXPECT_TRUE(send_message(cell.socket.get(), "crash")); }},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    CellBench bench;
    bench.spares().keep({.max = 10, .spares = 0}, true);
    auto& answer = bench.edge(1).taken();
    ASSERT_TRUE(*answer.cell);
    bench.edge(1).lose_supervisor();
    ASSERT_FALSE(*bench.edge(1).taken().cell);  // it has noticed
    if (row.hangs) {
      ASSERT_TRUE(send_message((*answer.cell)->socket.get(), "hang"));
    }
    row.end(bench.edge(1).source(), **answer.cell);
    ASSERT_TRUE(bench.until([&] { return answer.ending.has_value(); }));
    EXPECT_FALSE(answer.ending->known);
  }
}

TEST(CellSource, AWordThatWasNotHeardAnyMoreIsDoneByItself) {
  CellBench bench;
  bench.spares().keep({.max = 10, .spares = 0}, true);
  auto& answer = bench.edge(1).taken();
  ASSERT_TRUE(*answer.cell);
  ASSERT_TRUE(send_message((*answer.cell)->socket.get(), "hang"));
  bench.edge(1).deafen_supervisor();
  bench.edge(1).source().kill((*answer.cell)->number);
  bool sent = false;
  bench.loop().post([&sent] { sent = true; });
  ASSERT_TRUE(bench.until([&] { return sent; }));
  EXPECT_TRUE(is_living(answer.pid));
  bench.edge(1).lose_supervisor();
  EXPECT_TRUE(bench.until([&] { return answer.ending.has_value(); }));
}

// The answers come on the threads that asked; the edge's main thread is the test's.
TEST(CellSource, ServesLoopsOfOtherThreads) {
  constexpr int kThreads = 3;
  constexpr int kRounds = 20;
  CellBench bench;
  bench.spares().keep({.max = 10, .spares = 2}, true);
  CellSource& source = bench.edge(1).source();
  std::atomic<int> ended = 0;
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; i++) {
    Loop& loop = *loops.emplace_back(std::make_unique<Loop>());
    threads.emplace_back([&loop, &source, &ended] {
      Timer awake(loop, [] {});
      awake.start(60'000);
      const auto self = std::this_thread::get_id();
      int left = kRounds;
      std::function<void()> round = [&] {
        source.take(
            CellClass::jitless, loop,
            [&](Result<TakenCell> cell) {
              EXPECT_EQ(std::this_thread::get_id(), self);
              ASSERT_TRUE(cell) << cell.error().detail;
              source.let_go(cell->number, std::move(cell->socket));
            },
            [&](const CellEnding&) {
              EXPECT_EQ(std::this_thread::get_id(), self);
              ended++;
              if (--left == 0) return loop.stop();
              round();
            });
      };
      round();
      loop.run();
    });
  }
  EXPECT_TRUE(bench.until([&] { return ended == kThreads * kRounds; }));
  for (auto& loop : loops) loop->stop();
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(bench.until([&] { return bench.counts().taken + bench.counts().leaving == 0; }));
}

}  // namespace
}  // namespace inlay
