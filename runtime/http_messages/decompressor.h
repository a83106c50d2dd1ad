// What each coding's decoder is for body_decoder.cc; nobody else needs it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http_messages/body_decoder.h"

namespace inlay::http {

class Decompressor {
 public:
  struct Progress {
    size_t consumed = 0;
    size_t produced = 0;
    bool again = false;  // there is more to do even if all of `in` is taken and `room` not full
  };

  // Where a body stands. Only `end` and `after_end` mean that all of one came out.
  enum class Place : uint8_t {
    inside,
    end,        // between two members or frames, or behind the only one
    after_end,  // in bytes that so far look like a further member or frame
  };

  virtual ~Decompressor() = default;
  // Ready for another body.
  virtual void reset(const DecoderLimits& limits) = 0;
  virtual Result<Progress> next(std::string_view in, std::span<char> room) = 0;
  virtual Place place() const = 0;
  virtual uint64_t held_bytes() const = 0;
};

std::unique_ptr<Decompressor> make_inflate_decompressor(Coding coding);  // gzip or deflate
std::unique_ptr<Decompressor> make_brotli_decompressor(const DecoderLimits& limits);
std::unique_ptr<Decompressor> make_zstd_decompressor(const DecoderLimits& limits);

// Nothing if `first` is empty or begins no stream of the standard's.
std::optional<uint64_t> brotli_window_bytes(std::string_view first);

uint64_t inflate_memory_bytes();
uint64_t brotli_decoder_memory_bytes(uint64_t window_bytes);
uint64_t zstd_decoder_memory_bytes(uint64_t window_bytes);

inline tl::unexpected<Error> undecodable(std::string detail) {
  return fail(Fault::malformed, Blame::origin, Reason::decode_failed, std::move(detail));
}
inline tl::unexpected<Error> bytes_after_end(Coding coding) {
  return undecodable(std::string(coding_name(coding)) + ": bytes after the end of the body");
}
tl::unexpected<Error> window_too_large(Coding coding, uint64_t bytes, const DecoderLimits& limits);

}  // namespace inlay::http
