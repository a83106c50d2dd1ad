// What each coding's encoder is for body_encoder.cc; nobody else needs it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http_messages/coding.h"
#include "http_messages/deflate_backend.h"

namespace inlay::http {

class Compressor {
 public:
  virtual ~Compressor() = default;
  virtual void reset() = 0;
  // Takes all of `bytes` and appends to `out`.
  virtual void run(std::string_view bytes, Flush flush, std::string& out) = 0;
  virtual uint64_t held_bytes() const = 0;
};

std::unique_ptr<Compressor> make_deflate_compressor(Coding coding);  // gzip or deflate
std::unique_ptr<Compressor> make_brotli_compressor();
std::unique_ptr<Compressor> make_zstd_compressor();

uint64_t deflate_compressor_memory_bytes();
inline constexpr uint64_t kBrotliEncoderMemoryBytes = 2560 * 1024;
inline constexpr uint64_t kZstdEncoderMemoryBytes = 2560 * 1024;

}  // namespace inlay::http
