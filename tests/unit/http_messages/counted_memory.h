// A malloc that counts, for the whole test program: C++'s, the libraries', everybody's.
#pragma once

#include <atomic>
#include <cstddef>

namespace inlay {

struct CountedMemory {
  std::atomic<size_t> calls = 0;       // that take memory, since the program began
  std::atomic<size_t> held_bytes = 0;  // now
  std::atomic<size_t> peak_bytes = 0;  // since reset_peak()
};

// Counted by all threads; the peak is exact only where one of them works.
const CountedMemory& counted_memory();
void reset_peak();

}  // namespace inlay
