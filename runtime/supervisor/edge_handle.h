// One edge process as its supervisor sees it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/cell_messages.h"
#include "config/edge_start.h"
#include "net/child_process.h"
#include "net/loop.h"
#include "net/message_outbox.h"
#include "net/poll.h"
#include "os/fd.h"
#include "supervisor/listeners.h"
#include "telemetry/counters.h"

namespace inlay {

// What an edge is started with. Copied between the configuration that holds and the one that a
// reload prepares; its memory and sockets are shared by both.
struct EdgeInputs {
  EdgeStart start;
  std::shared_ptr<const Fd> start_memory;
  std::shared_ptr<const Fd> snapshot;
  std::shared_ptr<const Fd> access_log;  // null: none
  Listeners listeners;
};

class EdgeHandle {
 public:
  enum class State : uint8_t { starting, serving, draining };

  // Called on the loop; none may destroy the handle inside the call, but for on_exit, the last one.
  struct Events {
    std::function<void()> on_ready;
    std::function<void(bool taken)> on_sites;  // the answer to the last send_sites()
    std::function<void(const CellMessage&)> on_cell_message;
    std::function<void(ChildProcess::Exit)> on_exit;
  };

  // `generation` counts edges for people to tell them apart.
  static Result<std::unique_ptr<EdgeHandle>> start(Loop& loop, const EdgeInputs& inputs,
                                                   uint64_t generation, Events events);
  EdgeHandle(const EdgeHandle&) = delete;
  EdgeHandle& operator=(const EdgeHandle&) = delete;

  // Each may fail silently where the process is dying: its exit follows.
  void send_sites(int snapshot);
  void send_access_log(int file);
  void send_cell_message(std::string_view text, int fd);
  void drain();
  void kill();

  State state() const { return state_; }
  int pid() const { return process_->pid(); }
  uint64_t generation() const { return generation_; }
  size_t loops() const { return loops_; }
  uint64_t age_ms() const { return loop_.now_ms() - started_ms_; }
  uint64_t drained_for_ms() const { return loop_.now_ms() - draining_since_ms_; }
  const CounterRegion& counters() const { return counters_; }

 private:
  EdgeHandle(Loop& loop, Fd control, CounterRegion counters, size_t loops, uint64_t generation,
             Events events);
  void on_message();

  Loop& loop_;
  Fd control_;
  MessageOutbox outbox_;
  CounterRegion counters_;
  size_t loops_;
  uint64_t generation_;
  Events events_;
  State state_ = State::starting;
  uint64_t started_ms_;
  uint64_t draining_since_ms_ = 0;
  uint64_t sites_unanswered_ = 0;
  std::unique_ptr<ChildProcess> process_;
  std::optional<ReadPoll> control_poll_;
};

}  // namespace inlay
