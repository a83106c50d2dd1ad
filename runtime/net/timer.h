// Calls back once, later. Owned by whoever waits; dies with it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "net/loop.h"

namespace inlay {

class Timer {
 public:
  Timer(Loop& loop, std::function<void()> on_due);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // (Re)starts it. The callback may start it again or destroy it.
  void start(uint64_t after_ms);
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A time limit that is moved often: moving it is one store. The underlying timer only fires when
// the deadline it once knew has come, and looks then whether a later one was set.
class Deadline {
 public:
  Deadline(Loop& loop, std::function<void()> on_passed);
  void set(uint64_t after_ms);
  void clear() { due_ms_ = 0; }

 private:
  void check();

  Loop& loop_;
  std::function<void()> on_passed_;
  uint64_t due_ms_ = 0;    // 0: none
  uint64_t armed_ms_ = 0;  // when the timer fires next, 0: not armed
  Timer timer_;
};

}  // namespace inlay
