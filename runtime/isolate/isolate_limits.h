// What one install's isolate may take, and what one turn may.
#pragma once

#include <chrono>

#include "base/clock.h"
#include "base/quantity.h"

namespace inlay {

struct IsolateLimits {
  // V8's heap. At the bound the script is terminated; V8 gets `heap_spare` more, once, to come to
  // its end with. Where that is not enough the platform's fatal hook is called.
  Bytes heap_max = 64_MiB;
  Bytes heap_spare = 256_MiB;
  // ArrayBuffers. Over it the script is terminated, but gets its buffer; over twice that it gets
  // none. A single bound would turn every refusal into a RangeError that a loop can swallow.
  Bytes external_max = 32_MiB;
  // All sources of the app together, in bytes, before any is compiled: V8 cannot be interrupted
  // while it parses.
  Bytes source_max = 4_MiB;
};

// What is left for one request or page, over all its turns. Owned by whoever owns that.
struct Budget {
  std::chrono::nanoseconds cpu_left{std::chrono::milliseconds(50)};
  Clock::Mono wall_until = Clock::Mono::max();  // while the script owes an answer
};

}  // namespace inlay
