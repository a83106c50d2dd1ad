// CHECK(condition): for our own mistakes. Stays on in every build; prints where and aborts.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace inlay {

[[noreturn]] inline void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace inlay

#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::inlay::check_failed(#condition, __FILE__, __LINE__))
