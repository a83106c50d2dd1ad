// A function that can stop in the middle and go on later, on a stack of its own, without a thread.
// For C++ code only: V8 measures its stack by the thread's, so no JavaScript may run on a fiber.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "base/result.h"
#include "os/fiber_stacks.h"

namespace inlay {

// Why suspend() returned.
enum class Wake : uint8_t {
  resumed,
  cancelled,  // nobody waits for the result any more: return soon, start nothing
};

// All calls on the thread that made it. A switch costs some 10 ns and no system call. Nothing
// unwinds a stack from outside: whoever destroys a fiber that has begun and is not done abandons
// the objects on it (no destructor runs); cancel() lets its code return by itself.
class Fiber {
 public:
  using Entry = std::function<void(Fiber&)>;

  // Starts nothing yet: the first resume() calls `entry`. Fault::busy: no stack is left.
  // `stacks` outlives the fiber.
  static Result<std::unique_ptr<Fiber>> make(FiberStacks& stacks, Entry entry);
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;
  ~Fiber();  // not from the fiber itself

  // Runs the fiber until it suspends or its entry returns. Not when done, nor from the fiber itself
  // or one that it resumed. Fibers may resume others: suspend() goes to whoever resumed last.
  void resume();
  // From inside, on its own stack only.
  [[nodiscard]] Wake suspend();
  // From outside: every suspend() answers `cancelled` at once from now on, so the entry returns.
  // Done afterwards; one that was never resumed does not run at all.
  void cancel();

  bool done() const { return state_ == State::done; }
  bool running() const { return state_ == State::running; }
  bool cancelled() const { return cancelled_; }

 private:
  enum class State : uint8_t { fresh, running, suspended, done };

  Fiber(FiberStacks& stacks, std::span<std::byte> stack, Entry entry);
  static void run(void* fiber) noexcept;
  void finish() noexcept;

  FiberStacks& stacks_;
  std::span<std::byte> stack_;
  Entry entry_;
  State state_ = State::fresh;
  bool cancelled_ = false;
  void* inside_ = nullptr;   // the fiber's stack pointer while it is suspended
  void* outside_ = nullptr;  // that of whoever resumed it, while it runs
  // What AddressSanitizer wants to know about the other side of a switch; unused without it.
  void* fake_stack_ = nullptr;
  const void* outside_bottom_ = nullptr;
  size_t outside_bytes_ = 0;
};

}  // namespace inlay
