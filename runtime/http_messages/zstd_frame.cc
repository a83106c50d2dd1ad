#include "http_messages/zstd_frame.h"

#include <algorithm>
#include <array>

namespace inlay::http {
namespace {

constexpr size_t kSkippableHeaderBytes = 8;

bool is_skippable(std::string_view first) {
  return (static_cast<uint8_t>(first[0]) & 0xF0) == 0x50;  // 0x184D2A5?
}

uint64_t little_endian(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t at = bytes.size(); at-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[at]);
  return value;
}

// 3.1.1.1.2: an exponent and eighths of it.
uint64_t window_of(uint8_t descriptor) {
  const uint64_t base = uint64_t{1} << (10 + (descriptor >> 3));
  return base + base / 8 * (descriptor & 7);
}

}  // namespace

bool may_be_zstd(std::string_view first) {
  constexpr std::string_view kMagic = "\x28\xB5\x2F\xFD";
  constexpr std::string_view kSkippableTail = "\x2A\x4D\x18";
  first = first.substr(0, kZstdMagicBytes);
  if (first.empty()) return true;
  if (is_skippable(first)) return kSkippableTail.starts_with(first.substr(1));
  return kMagic.starts_with(first);
}

std::optional<ZstdFrame> read_zstd_frame(std::string_view first) {
  constexpr std::array<size_t, 4> kDictionaryBytes{0, 1, 2, 4};
  constexpr std::array<size_t, 4> kSizeBytes{0, 2, 4, 8};
  if (first.size() <= kZstdMagicBytes || !may_be_zstd(first)) return std::nullopt;
  if (is_skippable(first)) {
    if (first.size() < kSkippableHeaderBytes) return std::nullopt;
    return ZstdFrame{.skippable = true};
  }
  const auto descriptor = static_cast<uint8_t>(first[kZstdMagicBytes]);
  const bool single_segment = (descriptor & 0x20) != 0;
  const size_t dictionary_bytes = kDictionaryBytes[descriptor & 3];
  size_t size_bytes = kSizeBytes[descriptor >> 6];
  if (single_segment && size_bytes == 0) size_bytes = 1;
  const size_t window_at = kZstdMagicBytes + 1;
  const size_t dictionary_at = window_at + (single_segment ? 0 : 1);
  const size_t size_at = dictionary_at + dictionary_bytes;
  if (first.size() < size_at + size_bytes) return std::nullopt;

  ZstdFrame frame;
  frame.dictionary = little_endian(first.substr(dictionary_at, dictionary_bytes)) != 0;
  if (single_segment) {  // the window is the content
    frame.window_bytes = little_endian(first.substr(size_at, size_bytes));
    if (size_bytes == 2) frame.window_bytes += 256;
  } else {
    frame.window_bytes = window_of(static_cast<uint8_t>(first[window_at]));
  }
  return frame;
}

}  // namespace inlay::http
