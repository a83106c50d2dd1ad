// Looking at 16 or 32 bytes at once: which of them equal a byte? Answers are bit masks, bit i for
// byte i.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace inlay::html {

class ByteBlock {
 public:
  static constexpr ptrdiff_t kSize = 16;

#ifdef __SSE2__
  explicit ByteBlock(const char* from)
      : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))) {}

  uint32_t equals(char c) const {
    const __m128i wanted = _mm_set1_epi8(c);
    return mask(_mm_cmpeq_epi8(bytes_, wanted));
  }
  // As unsigned numbers.
  uint32_t at_most(char c) const {
    const __m128i bound = _mm_set1_epi8(c);
    return mask(_mm_cmpeq_epi8(_mm_min_epu8(bytes_, bound), bytes_));
  }

 private:
  static uint32_t mask(__m128i equal) { return static_cast<uint32_t>(_mm_movemask_epi8(equal)); }

  __m128i bytes_;
#else
  explicit ByteBlock(const char* from) { std::memcpy(bytes_, from, sizeof bytes_); }

  uint32_t equals(char c) const {
    uint32_t mask = 0;
    for (unsigned i = 0; i < kSize; ++i) {
      mask |= static_cast<uint32_t>(bytes_[i] == static_cast<uint8_t>(c)) << i;
    }
    return mask;
  }
  uint32_t at_most(char c) const {
    uint32_t mask = 0;
    for (unsigned i = 0; i < kSize; ++i) {
      mask |= static_cast<uint32_t>(bytes_[i] <= static_cast<uint8_t>(c)) << i;
    }
    return mask;
  }

 private:
  uint8_t bytes_[kSize];
#endif
};

class DoubleBlock {
 public:
  static constexpr ptrdiff_t kSize = 2 * ByteBlock::kSize;

  explicit DoubleBlock(const char* from) : low_(from), high_(from + ByteBlock::kSize) {}
  uint32_t equals(char c) const { return low_.equals(c) | high_.equals(c) << ByteBlock::kSize; }

 private:
  ByteBlock low_;
  ByteBlock high_;
};

// The first `c` in [from, end), or end. The distance is mostly short in markup, so the first blocks
// are looked at in place: calling memchr for them costs more than the search, and whether the byte
// lies in 16 bytes or in the next 16 cannot be predicted.
inline const char* find_byte(const char* from, const char* end, char c) {
  constexpr int kBlocksInPlace = 3;
  for (int i = 0; i < kBlocksInPlace && end - from >= DoubleBlock::kSize; ++i) {
    const uint32_t found = DoubleBlock(from).equals(c);
    if (found != 0) return from + __builtin_ctz(found);
    from += DoubleBlock::kSize;
  }
  if (from == end) return end;
  const void* found = std::memchr(from, c, static_cast<size_t>(end - from));
  return found == nullptr ? end : static_cast<const char*>(found);
}

}  // namespace inlay::html
