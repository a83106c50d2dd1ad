#include "isolate/cpu_watch.h"

#include <pthread.h>
#include <v8-isolate.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"

namespace inlay {
namespace {

using Nanoseconds = CpuWatch::Nanoseconds;
using std::chrono::milliseconds;

// A script may begin a shorter budget while the watch sleeps for a longer one, so no sleep is
// longer than this; it bounds the overshoot.
constexpr Nanoseconds kLookAgain = milliseconds(10);
constexpr Nanoseconds kLookSoonest = milliseconds(1);
constexpr Nanoseconds kTerminateAgain = milliseconds(2);
// Looks that find nothing armed before the watch sleeps until it is woken, which costs both
// threads more than these looks do.
constexpr uint32_t kIdleLooks = 10;

Nanoseconds now_of(clockid_t clock) {
  timespec time{};
  CHECK(clock_gettime(clock, &time) == 0);
  return std::chrono::seconds(time.tv_sec) + Nanoseconds(time.tv_nsec);
}

}  // namespace

Nanoseconds CpuWatch::cpu_now() { return now_of(CLOCK_THREAD_CPUTIME_ID); }

CpuWatch::CpuWatch(Settings settings) : settings_(std::move(settings)) {
  CHECK(pthread_getcpuclockid(pthread_self(), &watched_clock_) == 0);
  thread_ = std::thread([this] { run(); });
}

CpuWatch::~CpuWatch() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void CpuWatch::arm(v8::Isolate* isolate, Nanoseconds cpu_until, Nanoseconds wall_until) {
  CHECK(turn_.load(std::memory_order_relaxed) == 0);
  why_.store(Stop::none, std::memory_order_relaxed);
  isolate_.store(isolate, std::memory_order_relaxed);
  cpu_until_.store(cpu_until.count(), std::memory_order_relaxed);
  wall_until_.store(wall_until.count(), std::memory_order_relaxed);
  turn_.store(++turns_);
  // Either the watch, falling asleep, sees the turn, or this sees that it sleeps.
  if (asleep_.load()) {
    const std::lock_guard lock(mutex_);
    wake_.notify_one();
  }
}

CpuWatch::Stop CpuWatch::disarm() {
  turn_.store(0);
  // It may be between seeing the turn and terminating it: wait until it is through.
  if (stopping_one_.load()) const std::lock_guard lock(mutex_);
  return why_.load(std::memory_order_relaxed);
}

CpuWatch::Armed CpuWatch::armed() const {
  for (;;) {
    const uint64_t turn = turn_.load();
    const Armed seen{turn, isolate_.load(), Nanoseconds(cpu_until_.load()),
                     Nanoseconds(wall_until_.load())};
    if (turn_.load() == turn) return seen;
  }
}

void CpuWatch::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const Nanoseconds again = look();
    if (idle_looks_ < kIdleLooks) {
      wake_.wait_for(lock, again);
      continue;
    }
    asleep_.store(true);
    wake_.wait(lock, [this] { return ending_ || turn_.load() != 0; });
    asleep_.store(false);
    idle_looks_ = 0;
  }
}

Nanoseconds CpuWatch::look() {
  const Armed seen = armed();
  if (seen.turn == 0) {
    idle_looks_++;
    return kLookAgain;
  }
  idle_looks_ = 0;
  const Nanoseconds cpu = now_of(watched_clock_);
  if (cpu >= seen.cpu_until) return stop(seen, Stop::over_cpu, cpu);
  Nanoseconds left = seen.cpu_until - cpu;
  if (seen.wall_until != Nanoseconds::max()) {
    const Nanoseconds wall = now_of(CLOCK_MONOTONIC);
    if (wall >= seen.wall_until) return stop(seen, Stop::over_wall, cpu);
    left = std::min(left, seen.wall_until - wall);
  }
  return std::clamp(left, kLookSoonest, kLookAgain);
}

Nanoseconds CpuWatch::stop(const Armed& armed, Stop why, Nanoseconds cpu) {
  stopping_one_.store(true);
  const bool still = turn_.load() == armed.turn;
  if (still) {
    if (why_.load(std::memory_order_relaxed) == Stop::none) {
      why_.store(why, std::memory_order_relaxed);
    }
    armed.isolate->TerminateExecution();
  }
  stopping_one_.store(false);
  if (!still) return kLookSoonest;
  if (stopped_turn_ != armed.turn) {
    stopped_turn_ = armed.turn;
    stopped_at_ = cpu;
    ignored_told_ = false;
  } else if (!ignored_told_ && cpu - stopped_at_ > settings_.grace) {
    ignored_told_ = true;
    if (settings_.on_ignored) settings_.on_ignored(why_.load());
  }
  return kTerminateAgain;
}

}  // namespace inlay
