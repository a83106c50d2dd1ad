#include "net/timer.h"

#include "base/check.h"
#include "net/uv_handle.h"

namespace inlay {

struct Timer::Impl {
  UvHandle<uv_timer_t> handle;
  std::function<void()> on_due;
};

Timer::Timer(Loop& loop, std::function<void()> on_due) : impl_(std::make_unique<Impl>()) {
  auto* handle = new uv_timer_t;
  CHECK(uv_timer_init(loop.raw(), handle) == 0);
  handle->data = impl_.get();
  impl_->handle.reset(handle);
  impl_->on_due = std::move(on_due);
}

Timer::~Timer() = default;

void Timer::start(uint64_t after_ms) {
  uv_timer_start(
      impl_->handle.get(),
      [](uv_timer_t* handle) {
        if (handle->data == nullptr) return;
        auto call =
            static_cast<Impl*>(handle->data)->on_due;  // a copy: the callback may destroy the timer
        call();
      },
      after_ms, 0);
}

void Timer::stop() { uv_timer_stop(impl_->handle.get()); }

Deadline::Deadline(Loop& loop, std::function<void()> on_passed)
    : loop_(loop), on_passed_(std::move(on_passed)), timer_(loop, [this] { check(); }) {}

void Deadline::set(uint64_t after_ms) {
  due_ms_ = loop_.now_ms() + after_ms;
  if (armed_ms_ != 0 && armed_ms_ <= due_ms_) return;
  armed_ms_ = due_ms_;
  timer_.start(after_ms);
}

void Deadline::check() {
  armed_ms_ = 0;
  if (due_ms_ == 0) return;
  uint64_t now = loop_.now_ms();
  if (now < due_ms_) {
    armed_ms_ = due_ms_;
    timer_.start(due_ms_ - now);
    return;
  }
  due_ms_ = 0;
  on_passed_();
}

}  // namespace inlay
