#include "counted_memory.h"

#include <malloc.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

// glibc's own, under the names that it keeps for replacements like this one.
extern "C" {
void* __libc_malloc(size_t bytes);
void* __libc_calloc(size_t count, size_t bytes);
void* __libc_realloc(void* address, size_t bytes);
void* __libc_memalign(size_t alignment, size_t bytes);
void __libc_free(void* address);
}

namespace inlay {
namespace {

CountedMemory memory;

void* taken(void* address) {
  ++memory.calls;
  memory.held_bytes += malloc_usable_size(address);
  memory.peak_bytes = std::max(memory.peak_bytes.load(), memory.held_bytes.load());
  return address;
}

void given_back(void* address) { memory.held_bytes -= malloc_usable_size(address); }

}  // namespace

const CountedMemory& counted_memory() { return memory; }
void reset_peak() { memory.peak_bytes = memory.held_bytes.load(); }

}  // namespace inlay

extern "C" {
void* malloc(size_t bytes) noexcept { return inlay::taken(__libc_malloc(bytes)); }
void* calloc(size_t count, size_t bytes) noexcept {
  return inlay::taken(__libc_calloc(count, bytes));
}
void* realloc(void* address, size_t bytes) noexcept {
  inlay::given_back(address);
  return inlay::taken(__libc_realloc(address, bytes));
}
void* memalign(size_t alignment, size_t bytes) noexcept {
  return inlay::taken(__libc_memalign(alignment, bytes));
}
void* aligned_alloc(size_t alignment, size_t bytes) noexcept { return memalign(alignment, bytes); }
int posix_memalign(void** address, size_t alignment, size_t bytes) noexcept {
  *address = memalign(alignment, bytes);
  return *address == nullptr ? ENOMEM : 0;
}
void free(void* address) noexcept {
  inlay::given_back(address);
  __libc_free(address);
}
}
