#include "net/poll.h"

#include "base/check.h"
#include "net/uv_handle.h"

namespace inlay {

struct ReadPoll::Impl {
  UvHandle<uv_poll_t> handle;
  std::function<void()> on_readable;
};

ReadPoll::ReadPoll(Loop& loop, int fd, std::function<void()> on_readable)
    : impl_(std::make_unique<Impl>()) {
  auto* handle = new uv_poll_t;
  CHECK(uv_poll_init(loop.raw(), handle, fd) == 0);
  handle->data = impl_.get();
  impl_->handle.reset(handle);
  impl_->on_readable = std::move(on_readable);
  uv_poll_start(handle, UV_READABLE | UV_DISCONNECT, [](uv_poll_t* polled, int, int) {
    if (polled->data == nullptr) return;
    auto call =
        static_cast<Impl*>(polled->data)->on_readable;  // a copy: the callback may destroy us
    call();
  });
}

ReadPoll::~ReadPoll() = default;

}  // namespace inlay
