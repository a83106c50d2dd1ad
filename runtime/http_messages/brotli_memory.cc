#include "http_messages/brotli_memory.h"

#include <cstdlib>

#include "base/check.h"

namespace inlay::http {

struct alignas(std::max_align_t) BrotliMemory::Block {
  size_t bytes;  // of the whole block
};

void BrotliMemory::set_bytes_max(uint64_t bytes_max) {
  CHECK(taken_bytes_ == 0);
  if (bytes_max < bytes_max_) drop_kept();
  bytes_max_ = bytes_max;
}

void* BrotliMemory::take(void* opaque, size_t bytes) noexcept {
  auto& memory = *static_cast<BrotliMemory*>(opaque);
  bytes += sizeof(Block);
  if (bytes < sizeof(Block)) return nullptr;
  Block* block = memory.reuse(bytes);
  if (block == nullptr) {
    if (memory.held_bytes() + bytes > memory.bytes_max_) memory.drop_kept();
    if (memory.bound_ == Bound::strict && memory.held_bytes() + bytes > memory.bytes_max_) {
      return nullptr;
    }
    block = static_cast<Block*>(std::malloc(bytes));
    if (block == nullptr) return nullptr;
    block->bytes = bytes;
  }
  memory.taken_bytes_ += block->bytes;
  return block + 1;
}

void BrotliMemory::give_back(void* opaque, void* address) noexcept {
  if (address == nullptr) return;
  auto& memory = *static_cast<BrotliMemory*>(opaque);
  Block* block = static_cast<Block*>(address) - 1;
  memory.taken_bytes_ -= block->bytes;
  memory.keep(block);
}

// The smallest that is large enough and wastes no more than a quarter.
BrotliMemory::Block* BrotliMemory::reuse(size_t bytes) {
  size_t best = kept_;
  for (size_t at = 0; at < kept_; ++at) {
    const size_t has = kept_blocks_[at]->bytes;
    if (has < bytes || has - bytes > bytes / 4) continue;
    if (best == kept_ || has < kept_blocks_[best]->bytes) best = at;
  }
  if (best == kept_) return nullptr;
  Block* block = kept_blocks_[best];
  kept_blocks_[best] = kept_blocks_[--kept_];
  kept_bytes_ -= block->bytes;
  return block;
}

void BrotliMemory::keep(Block* block) {
  if (kept_ == kKeptMax || held_bytes() + block->bytes > bytes_max_) {
    std::free(block);
    return;
  }
  kept_blocks_[kept_++] = block;
  kept_bytes_ += block->bytes;
}

void BrotliMemory::drop_kept() {
  while (kept_ > 0) std::free(kept_blocks_[--kept_]);
  kept_bytes_ = 0;
}

}  // namespace inlay::http
