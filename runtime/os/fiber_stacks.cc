#include "os/fiber_stacks.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/check.h"
#include "os/files.h"

namespace inlay {
namespace {

constexpr size_t kGuardBytes = FiberStacks::kGuard.count();

}  // namespace

FiberStacks::FiberStacks(size_t count_max, Bytes stack)
    : stack_bytes_(stack.count()), count_max_(count_max) {
  auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  CHECK(stack_bytes_ != 0 && stack_bytes_ % page == 0 && kGuardBytes % page == 0);
}

FiberStacks::~FiberStacks() {
  CHECK(in_use() == 0);
  for (std::byte* bottom : idle_) ::munmap(bottom - kGuardBytes, kGuardBytes + stack_bytes_);
}

Result<std::span<std::byte>> FiberStacks::take() {
  if (!idle_.empty()) {
    std::byte* bottom = idle_.back();  // the one used last: its pages are likely in the caches
    idle_.pop_back();
    return std::span(bottom, stack_bytes_);
  }
  if (made_ == count_max_) {
    return fail(Fault::busy, Blame::self,
                "fiber stacks: all " + std::to_string(count_max_) + " are in use");
  }
  void* area = ::mmap(nullptr, kGuardBytes + stack_bytes_, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (area == MAP_FAILED) {
    return fail(Fault::busy, Blame::self, "fiber stack: mmap: " + errno_text(errno));
  }
  std::byte* bottom = static_cast<std::byte*>(area) + kGuardBytes;
  if (::mprotect(bottom, stack_bytes_, PROT_READ | PROT_WRITE) != 0) {
    int error = errno;
    ::munmap(area, kGuardBytes + stack_bytes_);
    return fail(Fault::busy, Blame::self, "fiber stack: mprotect: " + errno_text(error));
  }
  ++made_;
  return std::span(bottom, stack_bytes_);
}

void FiberStacks::give_back(std::span<std::byte> stack) noexcept {
  CHECK(stack.size() == stack_bytes_ && in_use() != 0);
  idle_.push_back(stack.data());
}

void FiberStacks::trim() noexcept {
  for (std::byte* bottom : idle_) ::madvise(bottom, stack_bytes_, MADV_DONTNEED);
}

}  // namespace inlay
