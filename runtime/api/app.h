// One install's script: its isolate, its modules, its timers. Used by streams, a turn at a time.
#pragma once

#include <v8-persistent-handle.h>
#include <v8-promise.h>

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "api/engine.h"
#include "api/host.h"
#include "api/realm.h"
#include "api/task.h"
#include "api/timers.h"
#include "base/clock.h"
#include "isolate/isolate.h"
#include "isolate/module_graph.h"

namespace inlay {

struct AppScript {
  std::string entry;  // the path of one of the files
  FilesByPath files;
  AppLimits limits;
};

// On the JavaScript thread. Tasks end before it does: forget() them.
class App final : private ScriptHost {
 public:
  enum class State : uint8_t { loading, ready, failed };

  App(const Engine& engine, const Clock& clock, AppScript script);
  ~App() override;

  const AppLimits& limits() const { return script_.limits; }
  State state() const { return state_; }
  // Why it could not be loaded, once it has failed.
  Outcome outcome() const { return outcome_; }
  const ScriptError& error() const { return error_; }

  // Runs the module's own code, which may take until a tick(). `listener` hears what it logs. Once.
  void load(TaskListener& listener);
  // Processor time that loading took; the first stream pays for it, as it waits for it.
  std::chrono::nanoseconds take_load_cpu() { return std::exchange(load_cpu_, {}); }

  // A turn of `task` that calls `run(turn)` inside the isolate. False: the task has failed.
  template <typename Run>
  bool enter(Task& task, Run&& run) {
    return task.ended(turn_of(task, std::forward<Run>(run)));
  }

  // The exports of the entry. Inside a turn, when ready.
  v8::Local<v8::Object> exports(Turn& turn) { return modules_->exports(turn, script_.entry); }
  Realm& realm() { return *realm_; }
  Isolate& isolate() { return *isolate_; }

  // Timers, and how long loading may take.
  Clock::Mono next_due() const;
  void tick(Clock::Mono now);
  // The task is over: nothing of it runs any more.
  void forget(Task& task) { timers_.drop(task); }

 private:
  template <typename Run>
  TurnEnd turn_of(Task& task, Run&& run) {
    Task* const before = std::exchange(current_, &task);
    Turn turn = isolate_->enter(task.budget());
    run(turn);
    TurnEnd end = turn.leave();
    current_ = before;
    return end;
  }

  void log(std::string_view level, std::span<const std::string> texts) override;
  double now_ms() override;
  Result<> start_timer(uint32_t id, uint32_t ms, bool repeat) override;
  void stop_timer(uint32_t id) override;
  void uncaught(ScriptError error) override;
  void wait_until(v8::Local<v8::Value> request, v8::Local<v8::Promise> promise) override;

  template <typename Run>
  void go_on_loading(Run&& run);
  void look_at_loading(Turn& turn);
  void settle(Outcome outcome, ScriptError error);

  const Clock& clock_;
  AppScript script_;
  std::unique_ptr<Isolate> isolate_;
  std::unique_ptr<Realm> realm_;
  std::unique_ptr<ModuleGraph> modules_;
  Timers timers_;
  Task* current_ = nullptr;
  std::optional<Task> loading_;
  v8::Global<v8::Promise> loaded_;  // of top-level await, while it is awaited
  State state_ = State::loading;
  Outcome outcome_ = Outcome::ok;
  ScriptError error_;
  std::chrono::nanoseconds load_cpu_{};
};

}  // namespace inlay
