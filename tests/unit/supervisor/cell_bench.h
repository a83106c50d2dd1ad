// Spares and edges in one process and on one loop, with real sockets and stand-ins for cells
// between them.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "edge/cell_source.h"
#include "net/loop.h"
#include "net/message_outbox.h"
#include "net/poll.h"
#include "net/timer.h"
#include "os/message_socket.h"
#include "os/spawn.h"
#include "supervisor/cell_spares.h"

namespace inlay {

// The events of a log with their last field that is a text, "cell.start_failed: why".
class EventLog final : public Log {
 public:
  void write(Level, std::string_view event, std::initializer_list<LogField> fields) override {
    std::string line(event);
    for (const LogField& field : fields) {
      if (const auto* text = std::get_if<std::string_view>(&field.value)) {
        line += ": " + std::string(*text);
      }
    }
    std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  size_t count(std::string_view event) const {
    std::lock_guard lock(mutex_);
    size_t found = 0;
    for (const std::string& line : lines_) found += line.starts_with(event) ? 1 : 0;
    return found;
  }
  bool has(std::string_view part) const {
    std::lock_guard lock(mutex_);
    for (const std::string& line : lines_) {
      if (line.find(part) != line.npos) return true;
    }
    return false;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

// Runs the loop until the condition holds; false after ten seconds.
inline bool run_until(Loop& loop, const std::function<bool()>& holds) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    Timer turn(loop, [&loop] { loop.stop(); });
    turn.start(1);
    loop.run();
  }
  return true;
}

inline size_t own_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<size_t>(std::distance(begin(all), end(all)));
}

inline bool has_zombies() {
  siginfo_t info{};
  return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}

inline bool is_living(int pid) { return ::kill(pid, 0) == 0; }

inline constexpr uint64_t kAsksMax = 20;

// The two ends of one edge's control socket, on one loop.
class BenchEdge {
 public:
  BenchEdge(Loop& loop, CellSpares*& spares, uint64_t generation, std::pair<Fd, Fd> pair)
      : loop_(loop),
        ours_(std::move(pair.first)),
        theirs_(std::move(pair.second)),
        to_edge_(loop, ours_.get()),
        to_supervisor_(loop, theirs_.get()),
        source_(std::make_unique<CellSource>(loop, to_supervisor_, kAsksMax)) {
    from_edge_.emplace(loop, ours_.get(), [this, &spares, generation] {
      auto message = receive_message(ours_.get());
      auto about_cell = message ? parse_cell_message(message->text) : std::nullopt;
      if (about_cell && spares != nullptr) spares->on_message(generation, *about_cell);
    });
    from_supervisor_.emplace(loop, theirs_.get(), [this] { heard(); });
  }

  CellSource& source() { return *source_; }
  MessageOutbox& to_edge() { return to_edge_; }

  struct Answer {
    std::optional<Result<TakenCell>> cell;
    std::optional<CellEnding> ending;
    int pid = 0;
  };
  // The answer comes later. Lives as long as this.
  Answer& ask(CellClass cell_class = CellClass::jitless) {
    auto& answer = *answers_.emplace_back(std::make_unique<Answer>());
    source_->take(
        cell_class, loop_,
        [&answer](Result<TakenCell> cell) {
          if (cell) answer.pid = cell->pid;
          answer.cell.emplace(std::move(cell));
        },
        [&answer](const CellEnding& ending) { answer.ending = ending; });
    return answer;
  }
  // With its end.
  Answer& taken(CellClass cell_class = CellClass::jitless) {
    Answer& answer = ask(cell_class);
    EXPECT_TRUE(run_until(loop_, [&] { return answer.cell.has_value(); }));
    return answer;
  }
  void deafen_supervisor() { from_edge_.reset(); }
  void lose_supervisor() {
    deafen_supervisor();
    ours_.reset();
  }

 private:
  void heard() {
    auto message = receive_message(theirs_.get());
    if (!message && message.error().fault == Fault::timed_out) return;
    if (!message) {
      from_supervisor_.reset();
      return source_->on_supervisor_gone();
    }
    if (auto about_cell = parse_cell_message(message->text)) {
      source_->on_message(*about_cell, std::move(message->fd));
    }
  }

  Loop& loop_;
  Fd ours_;
  Fd theirs_;
  MessageOutbox to_edge_;
  MessageOutbox to_supervisor_;
  std::vector<std::unique_ptr<Answer>> answers_;
  std::unique_ptr<CellSource> source_;
  std::optional<ReadPoll> from_edge_;
  std::optional<ReadPoll> from_supervisor_;
};

class CellBench {
 public:
  explicit CellBench(const CellTimes& times = {}) {
    spares_ = std::make_unique<CellSpares>(
        loop_, log_,
        [this](CellClass cell_class, int control) { return start(cell_class, control); },
        [this](uint64_t edge, std::string_view text, int fd) {
          if (auto at = edges_.find(edge); at != edges_.end()) {
            (void)at->second->to_edge().send(text, fd);
          }
        },
        times);
    spares_now_ = spares_.get();
  }
  ~CellBench() {
    edges_.clear();
    lose_supervisor();
    while (::waitpid(-1, nullptr, 0) > 0) {  // killed: none waits long
    }
  }

  Loop& loop() { return loop_; }
  EventLog& log() { return log_; }
  CellSpares& spares() { return *spares_; }
  CellCounts counts() const { return spares_->counts(); }
  bool until(const std::function<bool()>& holds) { return run_until(loop_, holds); }
  bool until_spares(uint64_t spares) {
    return until([=, this] { return counts().spares == spares && counts().starting == 0; });
  }

  BenchEdge& edge(uint64_t generation) {
    auto& edge = edges_[generation];
    if (edge == nullptr) {
      edge = std::make_unique<BenchEdge>(loop_, spares_now_, generation, *message_pair());
    }
    return *edge;
  }
  void lose_edge(uint64_t generation) {
    edges_.erase(generation);
    spares_->on_edge_gone(generation);
  }
  void lose_supervisor() {
    spares_now_ = nullptr;
    spares_.reset();
    for (auto& [generation, edge] : edges_) edge->lose_supervisor();
  }

  // How the next ones behave (cell_stand_in.cc).
  std::string behaviour;
  std::vector<int> pids;          // of all that were started
  uint64_t starting_at_most = 0;  // at one time, before another was started

 private:
  Result<Spawned> start(CellClass cell_class, int control) {
    if (spares_ != nullptr) {
      starting_at_most = std::max(starting_at_most, spares_->counts().starting);
    }
    if (behaviour == "no program") {
      return fail(Fault::not_found, Blame::self, "there is no such program");
    }
    auto process = spawn(
        {.program = INLAY_CELL_STAND_IN,
         .arguments = {kCellName, kCellWire, std::string(cell_class_name(cell_class)), behaviour},
         .descriptors = {control}});
    if (process) pids.push_back(process->pid());
    return process;
  }

  Loop loop_;
  EventLog log_;
  std::unique_ptr<CellSpares> spares_;
  CellSpares* spares_now_ = nullptr;
  std::map<uint64_t, std::unique_ptr<BenchEdge>> edges_;
};

}  // namespace inlay
