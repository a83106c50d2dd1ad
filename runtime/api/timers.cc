#include "api/timers.h"

#include <algorithm>

namespace inlay {

void Timers::start(uint32_t id, Task& task, Clock::Mono due,
                   std::optional<std::chrono::milliseconds> period) {
  stop(id);
  timers_.emplace(id, Timer{&task, due, period});
  by_due_.emplace(std::pair(due, id), id);
}

Task* Timers::stop(uint32_t id) {
  const auto found = timers_.find(id);
  if (found == timers_.end()) return nullptr;
  Task* task = found->second.task;
  by_due_.erase({found->second.due, id});
  timers_.erase(found);
  return task;
}

std::vector<uint32_t> Timers::drop(const Task& task) {
  std::vector<uint32_t> dropped;
  for (const auto& [id, timer] : timers_) {
    if (timer.task == &task) dropped.push_back(id);
  }
  for (const uint32_t id : dropped) stop(id);
  return dropped;
}

Clock::Mono Timers::next_due() const {
  return by_due_.empty() ? Clock::Mono::max() : by_due_.begin()->first.first;
}

std::optional<Timers::Fired> Timers::fire(Clock::Mono now) {
  if (next_due() > now) return std::nullopt;
  const uint32_t id = by_due_.begin()->second;
  const Timer timer = timers_.at(id);
  stop(id);
  if (timer.period) start(id, *timer.task, now + *timer.period, timer.period);
  return Fired{id, timer.task, !timer.period};
}

bool Timers::has(const Task& task) const {
  return std::ranges::any_of(timers_, [&](const auto& one) { return one.second.task == &task; });
}

}  // namespace inlay
