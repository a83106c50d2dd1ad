// The memory of one brotli encoder or decoder. The library takes and gives back blocks for each
// body and each meta-block; they are kept here for the next one, and counted, so that no stream
// gets more than was charged for it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace inlay::http {

class BrotliMemory {
 public:
  enum class Bound : uint8_t {
    strict,  // beyond it there is no memory: the library fails
    kept,    // beyond it nothing is kept
  };

  BrotliMemory(uint64_t bytes_max, Bound bound) : bytes_max_(bytes_max), bound_(bound) {}
  ~BrotliMemory() { drop_kept(); }
  BrotliMemory(const BrotliMemory&) = delete;
  BrotliMemory& operator=(const BrotliMemory&) = delete;

  // Only while nothing is taken.
  void set_bytes_max(uint64_t bytes_max);

  // The library's brotli_alloc_func and brotli_free_func; `opaque` is the BrotliMemory.
  static void* take(void* opaque, size_t bytes) noexcept;
  static void give_back(void* opaque, void* address) noexcept;

  uint64_t held_bytes() const { return taken_bytes_ + kept_bytes_; }
  uint64_t bytes_max() const { return bytes_max_; }

 private:
  struct Block;
  static constexpr size_t kKeptMax = 32;

  Block* reuse(size_t bytes);
  void keep(Block* block);
  void drop_kept();

  uint64_t bytes_max_;
  Bound bound_;
  uint64_t taken_bytes_ = 0;
  uint64_t kept_bytes_ = 0;
  size_t kept_ = 0;
  std::array<Block*, kKeptMax> kept_blocks_{};
};

}  // namespace inlay::http
