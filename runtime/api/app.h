// One install's script: its isolate, its modules, its timers. Used by streams, a turn at a time.
#pragma once

#include <v8-persistent-handle.h>
#include <v8-promise.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/engine.h"
#include "api/host.h"
#include "api/html_rewriter_state.h"
#include "api/realm.h"
#include "api/streamed_content.h"
#include "api/task.h"
#include "api/timers.h"
#include "api/transform.h"
#include "base/clock.h"
#include "isolate/isolate.h"
#include "isolate/module_graph.h"

namespace inlay {

// What a script may see beyond the page itself (docs/app-format.md).
struct AppRights {
  bool html_modify = true;
  bool cookies = false;       // Cookie, Authorization, Set-Cookie
  bool request_body = false;  // of visitors
};

struct AppScript {
  bool classic = false;              // scripts that call addEventListener(), in their order
  std::vector<std::string> entries;  // paths of the files; a module has one
  FilesByPath files;
  AppLimits limits;
  AppRights rights;
  std::string install;  // JSON, as the prelude's setInstall() wants it; empty: none is told
};

// A request that scripts may hold open.
class AppRequest {
 public:
  virtual ~AppRequest() = default;
  // Inside a turn. It is not over before the promise is settled.
  virtual void wait_until(v8::Local<v8::Promise> promise) = 0;
  // The Response that fetch() of the own page gives; empty: it was given before.
  virtual v8::Local<v8::Value> page_response(v8::Isolate* isolate) = 0;
  virtual RequestedPage page() const = 0;
  virtual const Task& request_task() const = 0;
};

// On the JavaScript thread. Tasks end before it does: forget() them.
class App final : private ScriptHost {
 public:
  enum class State : uint8_t { loading, ready, failed };

  App(const Engine& engine, const Clock& clock, std::shared_ptr<const AppScript> script);
  ~App() override;

  const AppLimits& limits() const { return script_->limits; }
  const AppRights& rights() const { return script_->rights; }
  const std::shared_ptr<const AppScript>& script() const { return script_; }
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
    ++activity_;
    return look(task, std::forward<Run>(run));
  }
  // The same where nothing of the script is called: to see what became of a promise.
  template <typename Run>
  bool look(Task& task, Run&& run) {
    return task.ended(turn_of(task, std::forward<Run>(run)));
  }
  // Grows with each turn in which something may have happened: who waits need not look before.
  uint64_t activity() const { return activity_; }
  // What it was when the last turn was looked into: at its end more may happen.
  uint64_t seen_activity() const { return seen_activity_; }
  // Grows with each turn that was stopped from outside: V8 has then dropped whatever waited in the
  // isolate, for whichever request. Whoever has other requests does well to make another App.
  uint64_t terminations() const { return terminations_; }
  Outcome last_termination() const { return last_termination_; }

  // The exports of a module. Inside a turn, when ready.
  v8::Local<v8::Object> exports(Turn& turn) {
    return modules_->exports(turn, script_->entries.front());
  }
  // What the prelude knows a request by (makeContext(), dispatchFetch()) until it ends().
  v8::Local<v8::Value> begins(AppRequest& request);
  void ends(AppRequest& request);
  Realm& realm() { return *realm_; }
  TransformedBodies& bodies() { return *bodies_; }
  Isolate& isolate() { return *isolate_; }

  // Timers, and how long loading may take.
  Clock::Mono next_due() const;
  void tick(Clock::Mono now);
  // The task is over: nothing of it runs any more. Inside of the isolate.
  void forget(Task& task) {
    timers_.drop(task);
    bodies_->forget(task);
  }

 private:
  template <typename Run>
  TurnEnd turn_of(Task& task, Run&& run) {
    Task* const before = std::exchange(current_, &task);
    Turn turn = isolate_->enter(task.budget());
    run(turn);
    carry_on(turn);
    TurnEnd end = turn.leave();
    if (end.terminated()) {
      ++terminations_;
      last_termination_ = end.outcome;
    }
    current_ = before;
    return end;
  }

  void log(std::string_view level, std::span<const std::string> texts) override;
  double now_ms() override;
  Result<> start_timer(uint32_t id, uint32_t ms, bool repeat) override;
  void stop_timer(uint32_t id) override;
  void uncaught(ScriptError error) override;
  std::optional<RequestedPage> page() override;
  v8::Local<v8::Value> page_response(v8::Isolate* isolate) override;
  AppRequest* current_request() const;
  void wait_until(v8::Local<v8::Value> request, v8::Local<v8::Promise> promise) override;

  template <typename Run>
  void go_on_loading(Run&& run);
  void begin_loading(Turn& turn);
  void run_classic(Turn& turn);
  void look_at_loading(Turn& turn);
  void carry_on(Turn& turn);
  void settle(Outcome outcome, ScriptError error);

  const Clock& clock_;
  std::shared_ptr<const AppScript> script_;
  std::unique_ptr<Isolate> isolate_;
  std::unique_ptr<Realm> realm_;
  StreamedContents contents_;
  std::unique_ptr<TransformedBodies> bodies_;
  std::unique_ptr<HtmlRewriterState> rewriters_;
  std::unique_ptr<ModuleGraph> modules_;
  Timers timers_;
  Task* current_ = nullptr;
  std::optional<Task> loading_;
  v8::Global<v8::Promise> loaded_;  // of top-level await, while it is awaited
  State state_ = State::loading;
  Outcome outcome_ = Outcome::ok;
  ScriptError error_;
  std::chrono::nanoseconds load_cpu_{};
  std::map<uint32_t, AppRequest*> requests_;
  uint32_t last_request_ = 0;
  uint64_t activity_ = 0;
  uint64_t seen_activity_ = 0;
  uint64_t terminations_ = 0;
  Outcome last_termination_ = Outcome::ok;
};

}  // namespace inlay
