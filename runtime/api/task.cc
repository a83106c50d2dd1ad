#include "api/task.h"

#include <algorithm>
#include <utility>

namespace inlay {
namespace {

std::string_view what_stopped(Outcome outcome) {
  if (outcome == Outcome::over_cpu) return "stopped: more processor time than its limit (cpuMs)";
  if (outcome == Outcome::over_heap) return "stopped: more memory than its limit (memoryMb)";
  return "stopped: no answer within its limit (wallMs)";
}

}  // namespace

ScriptError error_of(const TurnEnd& turn) {
  return turn.error ? *turn.error : error_of(turn.outcome);
}

ScriptError error_of(Outcome stopped) {
  ScriptError error;
  error.name = "Error";
  error.message = what_stopped(stopped);
  return error;
}

ScriptError error_of(std::string_view name, std::string message) {
  ScriptError error;
  error.name = name;
  error.message = std::move(message);
  return error;
}

Task::Task(TaskListener& listener, const AppLimits& limits)
    : listener_(listener),
      budget_{.cpu_left = limits.cpu_max},
      wall_left_(limits.wall_max),
      timers_left_(limits.timers_max) {}

void Task::owes(Clock::Mono now) {
  if (owing_) return;
  owing_ = true;
  owing_since_ = now;
  budget_.wall_until = now + std::chrono::duration_cast<Clock::Mono::duration>(wall_left_);
}

void Task::rests(Clock::Mono now) {
  if (!owing_) return;
  owing_ = false;
  wall_left_ -= std::min(wall_left_, std::chrono::nanoseconds(now - owing_since_));
  budget_.wall_until = Clock::Mono::max();
}

bool Task::ended(const TurnEnd& turn) {
  cpu_ += turn.cpu;
  if (turn.outcome != Outcome::ok) {
    const bool denied = turn.outcome == Outcome::threw && turn.error && turn.error->denied;
    fail(denied ? Outcome::denied : turn.outcome, error_of(turn));
  }
  for (const ScriptError& error : turn.unhandled) tell_unhandled(error);
  return !failed();
}

void Task::fail(Outcome outcome, const ScriptError& error) {
  if (failed()) return;
  outcome_ = outcome;
  listener_.failed(outcome, error, false);
}

void Task::over_wall() { fail(Outcome::over_wall, error_of(Outcome::over_wall)); }

bool Task::take_timer() {
  if (timers_left_ == 0) return false;
  --timers_left_;
  return true;
}

}  // namespace inlay
