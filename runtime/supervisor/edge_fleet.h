// Keeps one edge serving: starts it, puts another in the place of one that died, exchanges it for
// one with other inputs without a gap, and counts what all of them have counted.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "net/loop.h"
#include "net/timer.h"
#include "supervisor/edge_handle.h"
#include "telemetry/counters.h"

namespace inlay {

inline constexpr uint64_t kEdgeReadyMs = 10'000;  // a second edge that takes longer is refused
// The edge itself cuts what is left after 10 s; one that does not is killed.
inline constexpr uint64_t kEdgeLeaveMs = 11'000;
// Edges that finish what they have begun, at one time; a further exchange waits for one to end.
inline constexpr size_t kEdgesLeavingMax = 4;

class EdgeFleet {
 public:
  struct Events {
    std::function<void()> on_serving;             // the first edge is ready; once
    std::function<void(const Error&)> on_failed;  // none can be started
    std::function<void()> on_gone;                // after stop(): all have ended
    // Of an edge, by its generation.
    std::function<void(uint64_t edge, const CellMessage&)> on_cell_message;
    std::function<void(uint64_t edge)> on_edge_ended;
  };
  using Done = std::function<void(Result<>)>;

  EdgeFleet(Loop& loop, Log& log, Events events);

  void start(EdgeInputs inputs);

  // Both take one change at a time, call `done` once, later, and leave everything as it was where
  // it fails. The inputs then hold for every edge that is started. In the running edge; a second
  // death of an edge that should take it is a failure.
  void change_sites(std::shared_ptr<const Fd> snapshot, Done done);
  // By a second edge, which serves when it is ready; then the first one finishes and ends.
  void replace(EdgeInputs inputs, Done done);

  void reopen_access_log(std::shared_ptr<const Fd> file);
  // To the edge of that generation, if it lives.
  void send_cell_message(uint64_t edge, std::string_view text, int fd);

  // Lets go of the sockets; every edge finishes what it has begun. No change is answered any more.
  void stop();
  void kill();

  const EdgeInputs& inputs() const { return inputs_; }
  const EdgeHandle* serving() const { return serving_.get(); }
  bool serves() const;
  uint64_t started() const { return started_; }
  uint64_t deaths() const { return deaths_; }

  // All edges', those that have ended included; gauges of living ones only.
  CounterValues counters() const;
  // The newest first, `max` at most.
  std::vector<KeptRefusal> refusals(size_t max) const;

 private:
  Result<std::unique_ptr<EdgeHandle>> launch(const EdgeInputs& inputs);
  void start_serving();
  void on_ready(EdgeHandle& edge);
  void on_sites(const EdgeHandle& edge, bool taken);
  void on_exit(EdgeHandle& edge, ChildProcess::Exit exit);
  void serving_died(ChildProcess::Exit exit);
  void promote();
  void start_second();
  void change_late();
  void kill_late();
  void finish_change(Result<> result);
  void keep_counts(const EdgeHandle& edge);
  void stop_if_gone();
  template <typename Fn>
  void each_edge(Fn&& fn) const {
    for (EdgeHandle* edge : {serving_.get(), second_.get()}) {
      if (edge != nullptr) fn(*edge);
    }
    for (const auto& edge : leaving_) fn(*edge);
  }

  // A change under way.
  struct Change {
    Done done;
    std::shared_ptr<const Fd> snapshot;  // of change_sites()
    std::optional<EdgeInputs> inputs;    // of replace()
    size_t deaths = 0;
  };

  Loop& loop_;
  Log& log_;
  Events events_;
  EdgeInputs inputs_;
  std::unique_ptr<EdgeHandle> serving_;  // or starting, if there is none to replace
  std::unique_ptr<EdgeHandle> second_;   // of replace()
  std::vector<std::unique_ptr<EdgeHandle>> leaving_;
  std::optional<Change> change_;
  Timer change_limit_;
  Timer restart_;
  Timer leave_limit_;
  CounterValues ended_;  // counters of edges that have ended
  std::vector<KeptRefusal> ended_refusals_;
  size_t young_deaths_ = 0;
  uint64_t started_ = 0;
  uint64_t deaths_ = 0;
  bool served_ = false;
  bool stopping_ = false;
};

}  // namespace inlay
