#include "net/signal_watch.h"

#include "base/check.h"
#include "net/uv_handle.h"

namespace inlay {

struct SignalWatch::Impl {
  UvHandle<uv_signal_t> handle;
  std::function<void()> on_signal;
};

SignalWatch::SignalWatch(Loop& loop, int signal, std::function<void()> on_signal)
    : impl_(std::make_unique<Impl>()) {
  auto* handle = new uv_signal_t;
  CHECK(uv_signal_init(loop.raw(), handle) == 0);
  handle->data = impl_.get();
  impl_->handle.reset(handle);
  impl_->on_signal = std::move(on_signal);
  CHECK(uv_signal_start(
            handle,
            [](uv_signal_t* watched, int) {
              if (watched->data == nullptr) return;
              auto call = static_cast<Impl*>(watched->data)->on_signal;
              call();
            },
            signal) == 0);
  uv_unref(reinterpret_cast<uv_handle_t*>(handle));  // watching alone keeps no loop alive
}

SignalWatch::~SignalWatch() = default;

}  // namespace inlay
