#include "supervisor/cell_spares.h"

#include "cell_bench.h"
#include "supervisor/cell_program.h"

namespace inlay {
namespace {

const CellTimes kQuick{.ready_ms = 200,
                       .leave_ms = 30,
                       .young_ms = 5'000,
                       .pauses_ms = {0, 10, 20, 40, 40, 40},
                       .tell_again_ms = 60'000};

std::string asked(CellBench& bench, TakenCell& cell, std::string_view word) {
  EXPECT_TRUE(send_message(cell.socket.get(), word));
  std::string text;
  EXPECT_TRUE(bench.until([&] {
    auto message = receive_message(cell.socket.get());
    if (message) text = message->text;
    return message.has_value();
  }));
  return text;
}

TEST(CellSpares, AreNotKeptWhereNoSiteHasAScript) {
  CellBench bench;
  bench.spares().keep({.max = 10, .spares = 2}, false);
  EXPECT_TRUE(bench.pids.empty());
  bench.spares().keep({.max = 10, .spares = 2}, true);
  EXPECT_TRUE(bench.until_spares(2));
  bench.spares().keep({.max = 10, .spares = 2}, false);
  EXPECT_TRUE(bench.until([&] { return bench.counts().living() == 0; }));
  EXPECT_EQ(bench.pids.size(), 2u);
  EXPECT_EQ(bench.counts().deaths, 0u);
}

TEST(CellSpares, AreStartedOneAtATimeAndNeverBeyondMax) {
  CellBench bench;
  bench.spares().keep({.max = 3, .spares = 5}, true);
  EXPECT_TRUE(bench.until_spares(3));
  EXPECT_EQ(bench.counts().living(), 3u);
  EXPECT_EQ(bench.starting_at_most, 0u);
  EXPECT_EQ(bench.counts().starts, 3u);
  EXPECT_TRUE(bench.log().has("cell.confined: stand-in walls"));
  EXPECT_EQ(bench.log().count("cell.confined"), 1u);
}

TEST(CellSpares, AreHandedOutAndReplaced) {
  CellBench bench;
  bench.spares().keep({.max = 10, .spares = 2}, true);
  ASSERT_TRUE(bench.until_spares(2));
  auto& answer = bench.edge(1).taken();
  ASSERT_TRUE(*answer.cell);
  TakenCell& cell = **answer.cell;
  EXPECT_EQ(cell.pid, bench.pids[0]);
  EXPECT_EQ(bench.counts().taken, 1u);
  EXPECT_TRUE(bench.until_spares(2));
  EXPECT_EQ(asked(bench, cell, "class"), "jitless");
  EXPECT_EQ(asked(bench, cell, "environment"), "empty");
  const std::string open = asked(bench, cell, "descriptors");
  EXPECT_EQ(std::count(open.begin(), open.end(), ' '), 4) << open;
  EXPECT_TRUE(is_living(cell.pid));
}

TEST(CellSpares, AreStartedWhenAskedForWhereNoneAreKept) {
  CellBench bench;
  bench.spares().keep({.max = 10, .spares = 0}, true);
  EXPECT_TRUE(bench.pids.empty());
  for (CellClass cell_class : {CellClass::jitless, CellClass::machine_code}) {
    auto& answer = bench.edge(1).taken(cell_class);
    ASSERT_TRUE(*answer.cell);
    EXPECT_EQ(asked(bench, **answer.cell, "class"), cell_class_name(cell_class));
  }
  EXPECT_EQ(bench.counts().starts, 2u);
  EXPECT_EQ(bench.counts().spares, 0u);
}

TEST(CellSpares, OneThatIsKilledIsReplacedAndTold) {
  CellBench bench(kQuick);
  bench.spares().keep({.max = 10, .spares = 2}, true);
  ASSERT_TRUE(bench.until_spares(2));
  ::kill(bench.pids[0], SIGKILL);
  EXPECT_TRUE(bench.until([&] { return bench.pids.size() == 3; }));
  EXPECT_TRUE(bench.until_spares(2));
  EXPECT_EQ(bench.counts().deaths, 1u);
  EXPECT_EQ(bench.log().count("cell.died"), 1u);
  EXPECT_EQ(bench.counts().start_failures, 0u);
}

struct Death {
  const char* name;
  const char* word;  // to the cell; empty: SIGKILL from outside
  int exit_code;
  int signal;
};

TEST(CellSpares, TheEdgeHearsHowItsCellEnded) {
  for (const Death& row : {Death{"exit", "die", 7, 0}, Death{"trap", "crash", 0, SIGILL},
                           Death{"killed by somebody", "", 0, SIGKILL}}) {
    SCOPED_TRACE(row.name);
    CellBench bench;
    bench.spares().keep({.max = 10, .spares = 0}, true);
    auto& answer = bench.edge(1).taken();
    ASSERT_TRUE(*answer.cell);
    if (*row.word != 0) {
      ASSERT_TRUE(send_message((*answer.cell)->socket.get(), row.word));
    } else {
      ::kill(answer.pid, SIGKILL);
    }
    ASSERT_TRUE(bench.until([&] { return answer.ending.has_value(); }));
    EXPECT_EQ(answer.ending->cell, (*answer.cell)->number);
    EXPECT_TRUE(answer.ending->known);
    EXPECT_EQ(answer.ending->exit_code, row.exit_code);
    EXPECT_EQ(answer.ending->signal, row.signal);
    EXPECT_EQ(bench.counts().deaths, 1u);
    EXPECT_EQ(bench.log().count("cell.died"), 1u);
    EXPECT_EQ(bench.counts().living(), 0u);
  }
}

TEST(CellSpares, AreKilledOnTheWordOfTheirEdgeAlone) {
  CellBench bench;
  bench.spares().keep({.max = 10, .spares = 0}, true);
  auto& answer = bench.edge(1).taken();
  ASSERT_TRUE(*answer.cell);
  const uint64_t number = (*answer.cell)->number;
  ASSERT_TRUE(send_message((*answer.cell)->socket.get(), "hang"));
  bench.spares().on_message(2, CellKill{number});
  bench.spares().on_message(2, CellRelease{number});
  bench.spares().on_message(1, CellKill{number + 1});
  EXPECT_EQ(bench.counts().kills, 0u);
  EXPECT_EQ(bench.counts().taken, 1u);
  bench.edge(1).source().kill(number);
  bench.edge(1).source().kill(number);
  ASSERT_TRUE(bench.until([&] { return answer.ending.has_value(); }));
  EXPECT_EQ(answer.ending->signal, SIGKILL);
  bench.edge(1).source().kill(number);
  auto& next = bench.edge(1).taken();  // behind the last word
  ASSERT_TRUE(*next.cell);
  EXPECT_EQ(bench.counts().kills, 1u);
  EXPECT_EQ(bench.counts().deaths, 0u);
  EXPECT_EQ(bench.log().count("cell.killed"), 1u);
}

TEST(CellSpares, EndByThemselvesWhenLetGo) {
  CellBench bench;
  bench.spares().keep({.max = 10, .spares = 0}, true);
  auto& answer = bench.edge(1).taken();
  ASSERT_TRUE(*answer.cell);
  bench.edge(1).source().let_go((*answer.cell)->number, std::move((*answer.cell)->socket));
  ASSERT_TRUE(bench.until([&] { return answer.ending.has_value(); }));
  EXPECT_EQ(answer.ending->exit_code, 0);
  EXPECT_EQ(answer.ending->signal, 0);
  EXPECT_EQ(bench.counts().deaths, 0u);
  EXPECT_EQ(bench.counts().kills, 0u);
}

TEST(CellSpares, AreKilledIfTheyDoNot) {
  CellBench bench(kQuick);
  bench.spares().keep({.max = 10, .spares = 0}, true);
  auto& answer = bench.edge(1).taken();
  ASSERT_TRUE(*answer.cell);
  ASSERT_TRUE(send_message((*answer.cell)->socket.get(), "hang"));
  bench.edge(1).source().let_go((*answer.cell)->number, std::move((*answer.cell)->socket));
  ASSERT_TRUE(bench.until([&] { return answer.ending.has_value(); }));
  EXPECT_EQ(answer.ending->signal, SIGKILL);
  EXPECT_EQ(bench.counts().deaths, 0u);
}

TEST(CellSpares, EndWithTheirEdge) {
  CellBench bench(kQuick);
  bench.spares().keep({.max = 10, .spares = 0}, true);
  auto& hanging = bench.edge(1).taken();
  auto& ending = bench.edge(1).taken();
  auto& others = bench.edge(2).taken();
  ASSERT_TRUE(*hanging.cell && *ending.cell && *others.cell);
  ASSERT_TRUE(send_message((*hanging.cell)->socket.get(), "hang"));
  bench.lose_edge(1);
  EXPECT_TRUE(bench.until([&] { return bench.counts().living() == 1; }));
  EXPECT_TRUE(is_living(others.pid));
  EXPECT_EQ(bench.counts().deaths, 0u);
  EXPECT_EQ(bench.counts().taken, 1u);
}

TEST(CellSpares, WaitingAsksGoWithTheirEdge) {
  CellBench bench({.ready_ms = 1'000});
  bench.behaviour = "never ready";
  bench.spares().keep({.max = 10, .spares = 0}, true);
  bench.edge(1).ask();
  bench.edge(1).ask();
  ASSERT_TRUE(bench.until([&] { return bench.counts().starting == 1; }));
  bench.lose_edge(1);
  EXPECT_TRUE(bench.until([&] { return bench.counts().living() == 0; }));
  EXPECT_EQ(bench.counts().starts, 1u);
  EXPECT_EQ(bench.counts().refused, 0u);
}

TEST(CellSpares, BeyondMaxAnEdgeIsRefusedUntilOneGoes) {
  CellBench bench;
  bench.spares().keep({.max = 2, .spares = 1}, true);
  auto& first = bench.edge(1).taken();
  auto& second = bench.edge(1).taken();
  auto& third = bench.edge(1).taken();
  ASSERT_TRUE(*first.cell && *second.cell);
  ASSERT_FALSE(*third.cell);
  EXPECT_EQ(third.cell->error().fault, Fault::busy);
  EXPECT_EQ(bench.counts().refused, 1u);
  EXPECT_FALSE(*bench.edge(2).taken().cell);
  EXPECT_EQ(bench.log().count("cells.max_reached"), 1u);
  EXPECT_EQ(bench.counts().living(), 2u);
  // The place of one that goes is given to who asks behind it, without a second try.
  bench.edge(1).source().let_go((*first.cell)->number, std::move((*first.cell)->socket));
  auto& fourth = bench.edge(1).taken();
  EXPECT_TRUE(*fourth.cell);
  EXPECT_EQ(bench.counts().living(), 2u);
  EXPECT_EQ(bench.counts().starts, 3u);
}

TEST(CellSpares, ASpareOfTheOtherClassMakesRoom) {
  CellBench bench;
  bench.spares().keep({.max = 2, .spares = 2}, true);
  ASSERT_TRUE(bench.until_spares(2));
  auto& answer = bench.edge(1).taken(CellClass::machine_code);
  ASSERT_TRUE(*answer.cell);
  EXPECT_EQ(asked(bench, **answer.cell, "class"), "machine-code");
  EXPECT_TRUE(bench.until([&] { return bench.counts().living() == 2; }));
  EXPECT_EQ(bench.counts().deaths, 0u);
}

TEST(CellSpares, OneEdgeMayNotAskForMoreThanThereCanBe) {
  CellBench bench;
  bench.spares().keep({.max = 3, .spares = 0}, true);
  std::vector<BenchEdge::Answer*> answers;
  for (int i = 0; i < 10; i++) answers.push_back(&bench.edge(1).ask());
  size_t given = 0;
  for (auto* answer : answers) {
    ASSERT_TRUE(bench.until([&] { return answer->cell.has_value(); }));
    given += answer->cell->has_value() ? 1 : 0;
  }
  EXPECT_EQ(given, 3u);
  EXPECT_EQ(bench.counts().refused, 7u);
}

struct BadStart {
  const char* behaviour;
  const char* logged;
};

TEST(CellSpares, StartsThatFailArePausedToldOnceAndHeal) {
  for (const BadStart& row :
       {BadStart{"no program", "cell.start_failed: jitless: there is no such program"},
        BadStart{"ends at once", "it ended before it was ready: exit 9"},
        BadStart{"fails", "cell.start_failed: jitless: no seccomp here"},
        BadStart{"talks nonsense", "it said what is not understood"},
        BadStart{"never ready", "not ready within 200 ms"}}) {
    SCOPED_TRACE(row.behaviour);
    CellBench bench(kQuick);
    bench.behaviour = row.behaviour;
    bench.spares().keep({.max = 10, .spares = 2}, true);
    ASSERT_TRUE(bench.until([&] { return bench.counts().start_failures >= 3; }));
    EXPECT_EQ(bench.log().count("cell.start_failed"), 1u);
    EXPECT_TRUE(bench.log().has(row.logged));
    EXPECT_EQ(bench.starting_at_most, 0u);
    EXPECT_EQ(bench.counts().deaths, 0u);
    auto& refused = bench.edge(1).taken();
    ASSERT_FALSE(*refused.cell);
    EXPECT_EQ(refused.cell->error().fault, Fault::refused);
    bench.behaviour = "";
    EXPECT_TRUE(bench.until_spares(2));
    bench.behaviour = row.behaviour;
    EXPECT_TRUE(*bench.edge(1).taken().cell);
    EXPECT_TRUE(bench.until([&] { return bench.log().count("cell.start_failed") == 2; }));
  }
}

TEST(CellSpares, ThoseThatDieYoungArePausedToo) {
  CellBench bench(
      {.leave_ms = 30, .pauses_ms = {0, 20, 60'000, 60'000, 60'000, 60'000}, .tell_again_ms = 1});
  bench.behaviour = "dies young";
  bench.spares().keep({.max = 10, .spares = 1}, true);
  ASSERT_TRUE(bench.until([&] { return bench.counts().deaths == 3; }));
  auto& refused = bench.edge(1).taken();
  EXPECT_FALSE(*refused.cell);
  EXPECT_EQ(bench.counts().starts, 3u);
}

TEST(CellSpares, AfterStopNothingIsStartedOrHandedOut) {
  CellBench bench;
  bench.spares().keep({.max = 10, .spares = 2}, true);
  auto& kept = bench.edge(1).taken();
  ASSERT_TRUE(*kept.cell);
  ASSERT_TRUE(bench.until_spares(2));
  bench.spares().stop();
  EXPECT_TRUE(bench.until([&] { return bench.counts().living() == 1; }));
  EXPECT_TRUE(is_living(kept.pid));
  auto& refused = bench.edge(1).taken();
  ASSERT_FALSE(*refused.cell);
  EXPECT_EQ(refused.cell->error().fault, Fault::closed);
  EXPECT_EQ(bench.counts().starts, 3u);
}

TEST(CellSpares, NothingIsLeftOverAfterManyRounds) {
  CellBench bench;
  bench.spares().keep({.max = 8, .spares = 2}, true);
  ASSERT_TRUE(bench.until_spares(2));
  bench.edge(1);
  const size_t before = own_descriptors();
  for (int round = 0; round < 200; round++) {
    auto& answer = bench.edge(1).taken();
    ASSERT_TRUE(*answer.cell) << round;
    TakenCell cell = std::move(**answer.cell);
    if (round % 3 == 0) {
      bench.edge(1).source().kill(cell.number);
      cell.socket.reset();
    } else if (round % 3 == 1) {
      bench.edge(1).source().let_go(cell.number, std::move(cell.socket));
    } else {
      ASSERT_TRUE(send_message(cell.socket.get(), "die"));
      cell.socket.reset();
    }
    ASSERT_TRUE(bench.until([&] { return answer.ending.has_value(); })) << round;
  }
  ASSERT_TRUE(bench.until_spares(2));
  EXPECT_EQ(own_descriptors(), before);
  EXPECT_FALSE(has_zombies());
  auto& last = bench.edge(1).taken();
  ASSERT_TRUE(*last.cell);
  const std::string open = asked(bench, **last.cell, "descriptors");
  EXPECT_EQ(std::count(open.begin(), open.end(), ' '), 4) << open;
}

TEST(CellProgram, IsTheOneThatWasOpenedAlsoWhenAnotherTookItsPlace) {
  const std::string path = ::testing::TempDir() + "inlay_cell_" + std::to_string(::getpid());
  std::filesystem::copy_file(INLAY_CELL_STAND_IN, path);
  CellProgram program(path);
  ASSERT_TRUE(program.open());
  std::filesystem::copy_file("/bin/false", path + ".new");
  std::filesystem::rename(path + ".new", path);
  auto pair = message_pair();
  auto process = program.start(CellClass::machine_code, pair->second.get());
  pair->second.reset();
  ASSERT_TRUE(process) << process.error().detail;
  Loop loop;
  std::string said;
  EXPECT_TRUE(run_until(loop, [&] {
    auto message = receive_message(pair->first.get());
    if (message) said = message->text;
    return message.has_value();
  }));
  EXPECT_EQ(said, "ready stand-in walls");
  pair->first.reset();
  EXPECT_EQ(process->wait()->exit_code, 0);
  std::filesystem::remove(path);
}

TEST(CellProgram, ThatIsMissingSaysWhereItShouldBe) {
  auto process = CellProgram("/nowhere/inlay-cell").start(CellClass::jitless, 0);
  ASSERT_FALSE(process);
  EXPECT_EQ(process.error().detail,
            "the program of cells, /nowhere/inlay-cell: no such file or directory");
}

}  // namespace
}  // namespace inlay
