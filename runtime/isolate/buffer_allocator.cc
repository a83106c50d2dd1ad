#include "isolate/buffer_allocator.h"

#include <cstdlib>
#include <utility>

namespace inlay {

BufferAllocator::BufferAllocator(Bytes soft_max, std::function<void()> on_over)
    : soft_max_(soft_max.count()), hard_max_(2 * soft_max.count()), on_over_(std::move(on_over)) {}

bool BufferAllocator::charge(size_t length) {
  if (length > soft_max_ || used_ + length > soft_max_) on_over_();
  if (length > hard_max_ || used_ + length > hard_max_) return false;
  used_ += length;
  return true;
}

void* BufferAllocator::Allocate(size_t length) {
  if (!charge(length)) return nullptr;
  void* data = std::calloc(length, 1);
  if (data == nullptr) used_ -= length;
  return data;
}

// Zeroed as well: what malloc gives may hold what another install left.
void* BufferAllocator::AllocateUninitialized(size_t length) { return Allocate(length); }

void BufferAllocator::Free(void* data, size_t length) {
  used_ -= length;
  std::free(data);
}

}  // namespace inlay
