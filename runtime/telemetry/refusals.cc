#include "telemetry/refusals.h"

#include <algorithm>
#include <cstring>

namespace inlay {
namespace {

// As it lies in a slot; plain bytes, so that it can be copied word by word.
struct Packed {
  int64_t at_ms;
  uint16_t status;
  uint8_t reason;
  uint8_t request_id_size;
  uint8_t host_size;
  uint8_t detail_size;
  uint8_t unused[2];
  char request_id[32];
  char host[64];
  char detail[192];
};

template <size_t N>
uint8_t put_text(char (&room)[N], std::string_view text) {
  static_assert(N < 256);
  const size_t size = std::min(text.size(), N);
  std::memcpy(room, text.data(), size);
  return static_cast<uint8_t>(size);
}

// The other process may have written anything.
template <size_t N>
std::string take_text(const char (&room)[N], uint8_t size) {
  return std::string(room, std::min<size_t>(size, N));
}

KeptRefusal unpacked(const Packed& packed) {
  const bool known = packed.reason < kReasons.size();
  return {packed.at_ms,
          known ? static_cast<Reason>(packed.reason) : Reason::other,
          packed.status,
          take_text(packed.request_id, packed.request_id_size),
          take_text(packed.host, packed.host_size),
          take_text(packed.detail, packed.detail_size)};
}

}  // namespace

void RefusalRing::put(const Refusal& refusal) {
  using std::chrono::milliseconds;
  Packed packed{};
  packed.at_ms = std::chrono::duration_cast<milliseconds>(refusal.at.time_since_epoch()).count();
  packed.status = refusal.status;
  packed.reason = static_cast<uint8_t>(refusal.reason);
  packed.request_id_size = put_text(packed.request_id, refusal.request_id);
  packed.host_size = put_text(packed.host, refusal.host);
  packed.detail_size = put_text(packed.detail, refusal.detail);

  static_assert(sizeof(Packed) == kWords * sizeof(uint64_t));
  std::array<uint64_t, kWords> words;
  std::memcpy(words.data(), &packed, sizeof packed);

  const uint64_t number = written_.load(std::memory_order_relaxed);
  Slot& slot = slots_[number % kRefusalsKept];
  const uint64_t sequence = slot.sequence.load(std::memory_order_relaxed) | 1;
  slot.sequence.store(sequence, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  for (size_t i = 0; i < kWords; i++) slot.words[i].store(words[i], std::memory_order_relaxed);
  slot.sequence.store(sequence + 1, std::memory_order_release);
  written_.store(number + 1, std::memory_order_relaxed);
}

void RefusalRing::read(std::vector<KeptRefusal>& out) const {
  for (const Slot& slot : slots_) {
    const uint64_t before = slot.sequence.load(std::memory_order_acquire);
    if (before == 0 || before % 2 != 0) continue;
    std::array<uint64_t, kWords> words;
    for (size_t i = 0; i < kWords; i++) words[i] = slot.words[i].load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (slot.sequence.load(std::memory_order_relaxed) != before) continue;
    Packed packed;
    std::memcpy(&packed, words.data(), sizeof packed);
    out.push_back(unpacked(packed));
  }
}

}  // namespace inlay
