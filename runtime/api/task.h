// What one script does for one stream: its limits, its timers, how it fared.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/outcome.h"
#include "base/quantity.h"
#include "isolate/isolate_limits.h"
#include "isolate/script_error.h"
#include "isolate/turn.h"

namespace inlay {

// What a script may use; the documented defaults are those of the settings behind them.
struct AppLimits {
  std::chrono::milliseconds cpu_max{50};     // processor time of a stream
  std::chrono::milliseconds wall_max{2000};  // of a stream, while the script owes an answer
  Bytes heap_max = 64_MiB;
  Bytes external_max = 32_MiB;  // ArrayBuffers
  uint32_t timers_max = 1000;   // of a stream, at a time
};

// Who hears what a script says and does. Called from inside turns; calls nothing back.
class TaskListener {
 public:
  virtual ~TaskListener() = default;
  virtual void logged(std::string_view level, std::span<const std::string> texts) = 0;
  // `unhandled`: a rejection that nobody handled, which is no failure.
  virtual void failed(Outcome outcome, const ScriptError& error, bool unhandled) = 0;
};

// Owned by its stream; the listener outlives it.
class Task {
 public:
  Task(TaskListener& listener, const AppLimits& limits);
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  bool failed() const { return outcome_ != Outcome::ok; }
  Outcome outcome() const { return outcome_; }
  std::chrono::nanoseconds cpu() const { return cpu_; }

  // Wall time counts while the script owes an answer.
  void owes(Clock::Mono now);
  void rests(Clock::Mono now);
  // When it is over; Mono::max() while nothing is owed.
  Clock::Mono wall_until() const { return budget_.wall_until; }

  // For the turns of this task.
  Budget& budget() { return budget_; }
  // What a turn of it came to: tells failures. False: the task has failed, now or before.
  bool ended(const TurnEnd& turn);
  // What was spent on its behalf before it began.
  void spent(std::chrono::nanoseconds cpu) { cpu_ += cpu; }
  // A failure that is no turn's. The first one counts.
  void fail(Outcome outcome, const ScriptError& error);
  void over_wall();
  void tell_unhandled(const ScriptError& error) {
    listener_.failed(error.denied ? Outcome::denied : Outcome::threw, error, true);
  }

  void log(std::string_view level, std::span<const std::string> texts) {
    listener_.logged(level, texts);
  }
  // False: it has as many timers as it may.
  bool take_timer();
  void give_timer_back() { ++timers_left_; }

 private:
  TaskListener& listener_;
  Budget budget_;
  std::chrono::nanoseconds wall_left_;
  Clock::Mono owing_since_{};
  bool owing_ = false;
  std::chrono::nanoseconds cpu_{};
  Outcome outcome_ = Outcome::ok;
  uint32_t timers_left_;
};

// Why a turn did not end well, as text for the script's author: what was thrown, or what stopped
// it.
ScriptError error_of(const TurnEnd& turn);
ScriptError error_of(Outcome stopped);
// One of our own.
ScriptError error_of(std::string_view name, std::string message);

}  // namespace inlay
