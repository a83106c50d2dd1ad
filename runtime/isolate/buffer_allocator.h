// Memory of ArrayBuffers, counted against the isolate's bound.
#pragma once

#include <v8-array-buffer.h>

#include <cstddef>
#include <functional>

#include "base/quantity.h"

namespace inlay {

// Two bounds: over the first the script is terminated but gets its buffer, over the second (twice
// the first) there is none. Outlives its isolate. V8 calls it on the isolate's thread only, as the
// platform makes no others.
class BufferAllocator final : public v8::ArrayBuffer::Allocator {
 public:
  BufferAllocator(Bytes soft_max, std::function<void()> on_over);

  void* Allocate(size_t length) override;
  void* AllocateUninitialized(size_t length) override;
  void Free(void* data, size_t length) override;

  size_t used() const { return used_; }

 private:
  bool charge(size_t length);

  const size_t soft_max_;
  const size_t hard_max_;
  const std::function<void()> on_over_;
  size_t used_ = 0;
};

}  // namespace inlay
