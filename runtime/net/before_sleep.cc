#include "net/before_sleep.h"

#include "base/check.h"
#include "net/uv_handle.h"

namespace inlay {

struct BeforeSleep::Impl {
  UvHandle<uv_prepare_t> handle;
  std::function<void()> on_turn_end;
};

BeforeSleep::BeforeSleep(Loop& loop, std::function<void()> on_turn_end)
    : impl_(std::make_unique<Impl>()) {
  auto* handle = new uv_prepare_t;
  CHECK(uv_prepare_init(loop.raw(), handle) == 0);
  handle->data = impl_.get();
  uv_unref(reinterpret_cast<uv_handle_t*>(handle));
  impl_->handle.reset(handle);
  impl_->on_turn_end = std::move(on_turn_end);
}

BeforeSleep::~BeforeSleep() = default;

void BeforeSleep::request() {
  uv_prepare_start(impl_->handle.get(), [](uv_prepare_t* prepare) {
    uv_prepare_stop(prepare);
    if (prepare->data != nullptr) static_cast<Impl*>(prepare->data)->on_turn_end();
  });
}

}  // namespace inlay
