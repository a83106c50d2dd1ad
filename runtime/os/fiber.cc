#include "os/fiber.h"

#include <cstddef>
#include <utility>

#include "base/check.h"
#include "os/stack_switch.h"

// AddressSanitizer has to be told of every switch (sanitizer/common_interface_defs.h). Weak, so
// that a build without it needs neither its headers nor another code path: they are null there.
extern "C" {
[[gnu::weak]] void __sanitizer_start_switch_fiber(void** fake_stack, const void* bottom,
                                                  size_t bytes);
[[gnu::weak]] void __sanitizer_finish_switch_fiber(void* fake_stack, const void** from_bottom,
                                                   size_t* from_bytes);
[[gnu::weak]] void __asan_unpoison_memory_region(const volatile void* from, size_t bytes);
}

namespace inlay {
namespace {

void say_leaving(void** fake_stack, const void* bottom, size_t bytes) noexcept {
  if (__sanitizer_start_switch_fiber != nullptr) {
    __sanitizer_start_switch_fiber(fake_stack, bottom, bytes);
  }
}

void say_arrived(void* fake_stack, const void** from_bottom, size_t* from_bytes) noexcept {
  if (__sanitizer_finish_switch_fiber != nullptr) {
    __sanitizer_finish_switch_fiber(fake_stack, from_bottom, from_bytes);
  }
}

// The frames that never returned leave their marks in the shadow memory of the next user.
void forget_frames(std::span<std::byte> stack) noexcept {
  if (__asan_unpoison_memory_region != nullptr) {
    __asan_unpoison_memory_region(stack.data(), stack.size());
  }
}

}  // namespace

Result<std::unique_ptr<Fiber>> Fiber::make(FiberStacks& stacks, Entry entry) {
  auto stack = stacks.take();
  if (!stack) return fail(stack.error());
  return std::unique_ptr<Fiber>(new Fiber(stacks, *stack, std::move(entry)));
}

Fiber::Fiber(FiberStacks& stacks, std::span<std::byte> stack, Entry entry)
    : stacks_(stacks),
      stack_(stack),
      entry_(std::move(entry)),
      inside_(prepare_stack(stack, &Fiber::run, this)) {}

Fiber::~Fiber() {
  CHECK(state_ != State::running);
  if (state_ != State::done) finish();
}

void Fiber::finish() noexcept {
  state_ = State::done;
  entry_ = nullptr;
  forget_frames(stack_);
  stacks_.give_back(stack_);
}

void Fiber::resume() {
  CHECK(state_ == State::fresh || state_ == State::suspended);
  state_ = State::running;
  void* fake_stack = nullptr;
  say_leaving(&fake_stack, stack_.data(), stack_.size());
  switch_stack(&outside_, inside_);
  say_arrived(fake_stack, nullptr, nullptr);
  if (state_ == State::running) finish();
}

Wake Fiber::suspend() {
  CHECK(state_ == State::running);
  if (cancelled_) return Wake::cancelled;
  state_ = State::suspended;
  say_leaving(&fake_stack_, outside_bottom_, outside_bytes_);
  switch_stack(&inside_, outside_);
  say_arrived(fake_stack_, &outside_bottom_, &outside_bytes_);
  return cancelled_ ? Wake::cancelled : Wake::resumed;
}

void Fiber::cancel() {
  CHECK(state_ != State::running);
  cancelled_ = true;
  if (state_ == State::fresh) finish();
  if (state_ == State::suspended) resume();
}

void Fiber::run(void* fiber) noexcept {
  auto& self = *static_cast<Fiber*>(fiber);
  say_arrived(nullptr, &self.outside_bottom_, &self.outside_bytes_);
  self.entry_(self);
  // Still `running`: that is how resume() sees that the entry returned. Nobody comes back here.
  say_leaving(nullptr, self.outside_bottom_, self.outside_bytes_);
  switch_stack(&self.inside_, self.outside_);
}

}  // namespace inlay
