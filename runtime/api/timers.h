// The timers of one isolate's scripts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace inlay {

class Task;

// By the ids that the prelude gives. Each belongs to a task, which outlives it here.
class Timers {
 public:
  void start(uint32_t id, Task& task, Clock::Mono due,
             std::optional<std::chrono::milliseconds> period);
  // Whose it was; null: there is none.
  Task* stop(uint32_t id);
  // Those of a task that is over, taken out.
  std::vector<uint32_t> drop(const Task& task);

  Clock::Mono next_due() const;  // Mono::max(): none
  struct Fired {
    uint32_t id;
    Task* task;
    bool last;  // it is not started any more
  };
  // The earliest that is due by now, with what repeats put off to its next time.
  std::optional<Fired> fire(Clock::Mono now);
  bool has(const Task& task) const;

 private:
  struct Timer {
    Task* task;
    Clock::Mono due;
    std::optional<std::chrono::milliseconds> period;
  };
  std::map<uint32_t, Timer> timers_;
  std::map<std::pair<Clock::Mono, uint32_t>, uint32_t> by_due_;
};

}  // namespace inlay
