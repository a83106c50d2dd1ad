#include "isolate/turn.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "isolate/cpu_watch.h"
#include "isolate/isolate.h"
#include "isolate/rejections.h"

namespace inlay {
namespace {

constexpr auto kNever = CpuWatch::Nanoseconds::max();

CpuWatch::Nanoseconds since_epoch(Clock::Mono time) {
  return time == Clock::Mono::max() ? kNever : CpuWatch::Nanoseconds(time.time_since_epoch());
}

Outcome outcome_of_stop(CpuWatch::Stop stop) {
  switch (stop) {
    case CpuWatch::Stop::none:
      return Outcome::ok;
    case CpuWatch::Stop::over_cpu:
      return Outcome::over_cpu;
    case CpuWatch::Stop::over_wall:
      return Outcome::over_wall;
  }
  return Outcome::ok;
}

}  // namespace

Turn::Turn(Isolate& owner, Budget& budget)
    : owner_(owner),
      budget_(budget),
      isolate_(owner.v8()),
      in_isolate_(isolate_),
      handles_(isolate_),
      context_(owner.context()),
      in_context_(context_),
      caught_(isolate_),
      cpu_began_(CpuWatch::cpu_now()) {
  const auto left = std::max(budget.cpu_left, std::chrono::nanoseconds(0));
  const auto cpu_until = left > kNever - cpu_began_ ? kNever : cpu_began_ + left;
  owner_.watch_.arm(isolate_, cpu_until, since_epoch(budget.wall_until));
}

Turn::~Turn() {
  if (!left_) leave();
}

v8::MaybeLocal<v8::Value> Turn::call(v8::Local<v8::Function> function,
                                     v8::Local<v8::Value> receiver,
                                     std::span<v8::Local<v8::Value>> arguments) {
  v8::MaybeLocal<v8::Value> result =
      function->Call(context_, receiver, static_cast<int>(arguments.size()), arguments.data());
  if (result.IsEmpty()) keep_exception();
  return result;
}

void Turn::run_microtasks() { isolate_->PerformMicrotaskCheckpoint(); }

bool Turn::keep_exception() {
  if (!caught_.HasCaught()) return false;
  // A termination is no exception: it stays, so that nothing goes on.
  if (caught_.HasTerminated() || !caught_.CanContinue()) return true;
  v8::Local<v8::Value> thrown = caught_.Exception();
  v8::Local<v8::Message> message = caught_.Message();
  caught_.Reset();
  if (!error_) {
    error_ = describe_thrown(isolate_, thrown, message);
    thrown_.Reset(isolate_, thrown);
  }
  return true;
}

void Turn::keep(v8::Local<v8::Value> thrown) {
  if (!error_) {
    error_ = describe_thrown(isolate_, thrown, v8::Exception::CreateMessage(isolate_, thrown));
    thrown_.Reset(isolate_, thrown);
  }
}

std::optional<ScriptError> Turn::take_error() {
  thrown_.Reset();
  return std::exchange(error_, std::nullopt);
}

v8::MaybeLocal<v8::Value> Turn::take_thrown() {
  if (thrown_.IsEmpty()) return {};
  v8::Local<v8::Value> thrown = thrown_.Get(isolate_);
  static_cast<void>(take_error());
  return thrown;
}

bool Turn::terminating() const {
  return owner_.over_heap_ || isolate_->IsExecutionTerminating() || caught_.HasTerminated();
}

TurnEnd Turn::leave() {
  CHECK(!left_);
  left_ = true;
  if (!terminating()) run_microtasks();
  keep_exception();
  TurnEnd end;
  end.unhandled = owner_.rejections().take();
  const CpuWatch::Stop stop = owner_.watch_.disarm();
  end.cpu = CpuWatch::cpu_now() - cpu_began_;
  budget_.cpu_left -= end.cpu;
  end.outcome = owner_.over_heap_ ? Outcome::over_heap : outcome_of_stop(stop);
  if (end.outcome != Outcome::ok) {
    isolate_->CancelTerminateExecution();
    caught_.Reset();
    owner_.rejections().forget();
    if (owner_.over_heap_) owner_.restore_heap_limit();
  } else if (error_) {
    end.outcome = Outcome::threw;
  }
  end.error = std::exchange(error_, std::nullopt);
  return end;
}

}  // namespace inlay
