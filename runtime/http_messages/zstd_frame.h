// The header of a zstd frame (RFC 8878 3.1.1), read before the library sees it: the same bounds
// however the bytes come, and none of the formats before the standard's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace inlay::http {

struct ZstdFrame {
  bool skippable = false;
  uint64_t window_bytes = 0;
  bool dictionary = false;  // the frame asks for one
};

inline constexpr size_t kZstdMagicBytes = 4;
inline constexpr size_t kZstdHeaderBytesMax = 18;

// Whether `first` begins with the magic number of a frame, as far as there is one of it.
bool may_be_zstd(std::string_view first);

// Nothing if the header is not all there, or is none.
std::optional<ZstdFrame> read_zstd_frame(std::string_view first);

}  // namespace inlay::http
