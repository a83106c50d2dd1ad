// The memory of one channel: a page that says how far each side has come, then the two rings.
//
//   edge.written, edge.read, edge.wants     written by the edge, but `wants` is cleared by the cell
//   cell.written, cell.read, cell.wants     the other way round
//   running, kill_wanted                    written by the cell
//   ring edge → cell, ring cell → edge
//
// The size is sealed, so that no access can fail; everything else may be overwritten by the other
// side at any moment.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "os/fd.h"

namespace inlay::channel {

// Positions count all bytes there ever were, so they only grow; a position's place in the ring is
// its remainder.
struct SharedSide {
  alignas(64) std::atomic<uint64_t> written = 0;  // of the ring this side writes
  std::atomic<uint64_t> read = 0;                 // of the ring this side reads
  alignas(64) std::atomic<uint32_t> wants = 0;    // bits of Want: what to be woken for
};

struct SharedPage {
  uint32_t magic = 0;
  uint32_t ring_bytes = 0;
  SharedSide edge;
  SharedSide cell;
  alignas(64) std::atomic<uint64_t> running = 0;  // stream << 32 | script
  std::atomic<uint32_t> kill_wanted = 0;          // 1 + Outcome
};

static_assert(std::atomic<uint64_t>::is_always_lock_free);
static_assert(std::atomic<uint32_t>::is_always_lock_free);

// A mapping, as long as this object lives.
class SharedMemory {
 public:
  static constexpr size_t kPageBytes = 4096;
  static_assert(sizeof(SharedPage) <= kPageBytes);

  // The edge's way; `ring_bytes` is sound. The descriptor is for the cell.
  static Result<SharedMemory> make(uint32_t ring_bytes, Fd& fd);
  // The cell's way; refuses what is not sealed or not of a sound size.
  static Result<SharedMemory> open(const Fd& fd);
  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory& operator=(SharedMemory&&) = delete;
  ~SharedMemory();

  SharedPage& page() const { return *page_; }
  uint32_t ring_bytes() const { return ring_bytes_; }
  char* ring_to_cell() const { return reinterpret_cast<char*>(page_) + kPageBytes; }
  char* ring_to_edge() const { return ring_to_cell() + ring_bytes_; }

 private:
  SharedMemory(void* memory, uint32_t ring_bytes)
      : page_(static_cast<SharedPage*>(memory)), ring_bytes_(ring_bytes) {}

  SharedPage* page_;
  uint32_t ring_bytes_;  // a copy of our own: the page's may change
};

// Positions of powers of two between kRingBytesMin and kRingBytesMax.
bool sound_ring_bytes(uint64_t bytes);

}  // namespace inlay::channel
