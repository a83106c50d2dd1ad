// Stacks for fibers: mapped once, used again.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "base/result.h"

namespace inlay {

// Owned by one thread; outlives the fibers that stand on its stacks.
class FiberStacks {
 public:
  // Each stack has `stack` bytes (a multiple of the page size) and below them kGuard bytes that
  // nobody may touch: running over is a fault, not silent damage. At most `count_max` exist.
  explicit FiberStacks(size_t count_max, Bytes stack = kStack);
  FiberStacks(const FiberStacks&) = delete;
  FiberStacks& operator=(const FiberStacks&) = delete;
  ~FiberStacks();

  static constexpr Bytes kStack = 64_KiB;
  // More than a page, so that a function with a large frame cannot step over it.
  static constexpr Bytes kGuard = 64_KiB;

  // Fault::busy: count_max are in use.
  Result<std::span<std::byte>> take();
  void give_back(std::span<std::byte> stack) noexcept;

  // Returns the memory of idle stacks to the system, and keeps their places. For an idle timer.
  void trim() noexcept;

  size_t in_use() const { return made_ - idle_.size(); }
  size_t idle() const { return idle_.size(); }

 private:
  size_t stack_bytes_;
  size_t count_max_;
  size_t made_ = 0;
  std::vector<std::byte*> idle_;
};

}  // namespace inlay
