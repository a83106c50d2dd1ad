// Gives libuv handles back to their loop. libuv may touch the memory until the close callback runs:
// the owner lets go here, the callback frees. For the sources of net/ only.
#pragma once

#include <uv.h>

#include <memory>

namespace inlay {

struct CloseUvHandle {
  template <typename H>
  void operator()(H* handle) const noexcept {
    handle->data = nullptr;  // so that a late callback can tell that the owner is gone
    uv_close(reinterpret_cast<uv_handle_t*>(handle),
             [](uv_handle_t* dead) { delete reinterpret_cast<H*>(dead); });
  }
};

template <typename H>
using UvHandle = std::unique_ptr<H, CloseUvHandle>;

}  // namespace inlay
