// Where time comes from. Passed in, never global, so that tests can hold it still.
#pragma once

#include <chrono>

namespace inlay {

class Clock {
 public:
  using Mono = std::chrono::steady_clock::time_point;  // for limits and durations
  using Wall = std::chrono::system_clock::time_point;  // for dates that people and protocols read

  virtual ~Clock() = default;
  virtual Mono mono() const = 0;
  virtual Wall wall() const = 0;
};

// The machine's own clocks. Stateless; thread-safe.
class SystemClock final : public Clock {
 public:
  Mono mono() const override { return std::chrono::steady_clock::now(); }
  Wall wall() const override { return std::chrono::system_clock::now(); }
};

}  // namespace inlay
