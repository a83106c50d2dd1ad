// The last refusals of a loop: a ring that one thread writes and another process reads meanwhile.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/reason.h"

namespace inlay {

// One request or connection that was refused, cut or failed. Borrows; long texts are cut when it is
// kept.
struct Refusal {
  Clock::Wall at{};
  Reason reason = Reason::other;
  uint16_t status = 0;            // what was answered; 0: nothing, or the answer was cut
  std::string_view request_id{};  // empty: there was no request yet
  std::string_view host{};        // as the visitor sent it
  std::string_view detail{};      // Error::detail
};

struct KeptRefusal {
  int64_t at_ms = 0;  // Unix time
  Reason reason = Reason::other;
  uint16_t status = 0;
  std::string request_id;
  std::string host;
  std::string detail;
};

inline constexpr size_t kRefusalsKept = 64;  // per loop

// Lies in shared memory. All zero: empty.
class RefusalRing {
 public:
  // By its one writer.
  void put(const Refusal& refusal);
  // By anybody, at any time; appends.
  void read(std::vector<KeptRefusal>& out) const;

 private:
  static constexpr size_t kWords = 38;
  struct Slot {
    std::atomic<uint64_t> sequence;  // odd: being written
    std::array<std::atomic<uint64_t>, kWords> words;
  };
  std::atomic<uint64_t> written_;
  std::array<Slot, kRefusalsKept> slots_;
};

}  // namespace inlay
