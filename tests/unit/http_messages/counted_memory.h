// A malloc that counts, for the whole test program: C++'s, the libraries', everybody's.
#pragma once

#include <cstddef>

namespace inlay {

struct CountedMemory {
  size_t calls = 0;       // that take memory, since the program began
  size_t held_bytes = 0;  // now
  size_t peak_bytes = 0;  // since reset_peak()
};

// Single-threaded, as the tests that use it.
const CountedMemory& counted_memory();
void reset_peak();

}  // namespace inlay
