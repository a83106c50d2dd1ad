// The one thread that stops scripts which run for too long.
#pragma once

#include <time.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace v8 {
class Isolate;
}

namespace inlay {

// Watches the thread that makes it, which is the only one that may arm and disarm. Made before
// confinement, as it starts a thread. The watch reads the watched thread's own processor time, so
// a busy machine shortens nobody's budget. Not armed for a while, it sleeps without waking up.
class CpuWatch {
 public:
  using Nanoseconds = std::chrono::nanoseconds;

  enum class Stop : uint8_t { none, over_cpu, over_wall };

  struct Settings {
    // Processor time a script may ignore its termination before `on_ignored` is called, once per
    // turn, on the watch's thread. Some of V8's built-ins never look: only a kill ends them.
    Nanoseconds grace = std::chrono::milliseconds(50);
    std::function<void(Stop)> on_ignored;  // neither arms nor disarms; may be empty
  };

  explicit CpuWatch(Settings settings);
  CpuWatch(const CpuWatch&) = delete;
  CpuWatch& operator=(const CpuWatch&) = delete;
  ~CpuWatch();

  // From now on `isolate` is terminated, again and again until disarm(), when the thread's
  // processor time passes `cpu_until` or CLOCK_MONOTONIC passes `wall_until` (both since their
  // epochs; Nanoseconds::max() is never). Stores only, but for the first time after a pause.
  void arm(v8::Isolate* isolate, Nanoseconds cpu_until, Nanoseconds wall_until);

  // Why it was terminated. After this the watch does not touch the isolate any more.
  Stop disarm();

  // Of the calling thread.
  static Nanoseconds cpu_now();

 private:
  struct Armed {
    uint64_t turn;
    v8::Isolate* isolate;
    Nanoseconds cpu_until;
    Nanoseconds wall_until;
  };

  void run();
  Nanoseconds look();
  Nanoseconds stop(const Armed& armed, Stop why, Nanoseconds cpu);
  Armed armed() const;

  const Settings settings_;
  clockid_t watched_clock_;

  // Written by the watched thread, read by the watch. turn_ is 0 while nothing is armed.
  std::atomic<uint64_t> turn_{0};
  std::atomic<v8::Isolate*> isolate_{nullptr};
  std::atomic<int64_t> cpu_until_{0};
  std::atomic<int64_t> wall_until_{0};
  uint64_t turns_ = 0;

  // Written by the watch, read by the watched thread.
  std::atomic<bool> asleep_{false};
  std::atomic<bool> stopping_one_{false};
  std::atomic<Stop> why_{Stop::none};

  // The watch's own.
  uint64_t stopped_turn_ = 0;
  Nanoseconds stopped_at_{};
  bool ignored_told_ = false;
  uint32_t idle_looks_ = 0;

  std::mutex mutex_;  // held by the watch but for its waits
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace inlay
