// UTF-8 as the Encoding standard decodes it: what is malformed becomes U+FFFD.
// Source: Encoding standard, "UTF-8 decoder"; Unicode 15, 3.9 "maximal subpart".
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace inlay::html {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

// How many bytes at the start of `bytes` (not empty) form one character. Malformed: 0, and
// `malformed_size` is how many bytes one U+FFFD replaces.
size_t utf8_character_size(std::string_view bytes, size_t& malformed_size);

// Eight bytes at a time: most of what is asked about is short and ASCII.
inline bool is_ascii(std::string_view bytes) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  const char* at = bytes.data();
  size_t left = bytes.size();
  for (; left >= sizeof(uint64_t); left -= sizeof(uint64_t), at += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, at, sizeof word);
    if ((word & kHighBits) != 0) return false;
  }
  for (; left > 0; --left, ++at) {
    if ((*at & 0x80) != 0) return false;
  }
  return true;
}

bool is_utf8(std::string_view bytes);

void append_utf8(std::string& out, char32_t code_point);

// `bytes` with each malformed sequence replaced.
std::string repair_utf8(std::string_view bytes);

}  // namespace inlay::html
