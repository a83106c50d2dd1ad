// Does once what a turn of the loop has made due, before the loop waits again: so that many events
// of a turn cost one call.
#pragma once

#include <functional>
#include <memory>

#include "net/loop.h"

namespace inlay {

class BeforeSleep {
 public:
  BeforeSleep(Loop& loop, std::function<void()> on_turn_end);
  ~BeforeSleep();
  BeforeSleep(const BeforeSleep&) = delete;
  BeforeSleep& operator=(const BeforeSleep&) = delete;

  // The call comes at the end of this turn, however often it was asked for; asked for inside the
  // call, at the end of the next turn, for which the loop need not wake. Does not keep a loop
  // running.
  void request();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace inlay
