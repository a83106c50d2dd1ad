// Takes a content coding off a body, in pieces, into memory of the caller's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "http_messages/coding.h"

namespace inlay::http {

class Decompressor;

// At a bound the body ends as a failed one.
struct DecoderLimits {
  // coding.ratio_max: decoded bytes per byte on the wire, from kRatioFreeBytes decoded bytes on.
  uint64_t ratio_max = 200;
  // coding.window_bytes_max: how far back br and zstd may refer; what a decoder remembers. 8 MiB is
  // what RFC 9659 allows for zstd; for br the window is rounded down to a power of two.
  uint64_t window_bytes_max = 8 * 1024 * 1024;
};

// Small pages may be as dense as they like.
inline constexpr uint64_t kRatioFreeBytes = 1024 * 1024;

// One per body; reset() makes it ready for another one in the same coding. Single-threaded. Resumes
// at every byte; what comes out does not depend on how the input was cut. It holds at most what
// decoder_memory_bytes() says, and allocates nothing per piece.
//
//   do {
//     auto step = decoder.next(in, room);
//     …use step->data…; in.remove_prefix(step->consumed);
//   } while (step->more);
class BodyDecoder {
 public:
  struct Step {
    size_t consumed = 0;    // bytes of `in` that are done with
    std::string_view data;  // decoded bytes, at the beginning of `room`; may be empty
    bool more = false;      // call again at once with the rest of `in`, even if that is empty
  };

  // `coding` is not identity.
  BodyDecoder(Coding coding, const DecoderLimits& limits);
  ~BodyDecoder();
  BodyDecoder(const BodyDecoder&) = delete;
  BodyDecoder& operator=(const BodyDecoder&) = delete;

  void reset(const DecoderLimits& limits);

  // Decodes as much of `in` as fits into `room`, which is not empty and is the caller's again
  // afterwards. The caller may pause between calls: whatever the ratio, one call's work is bounded
  // by the two sizes. Errors blame the origin: malformed (corrupt, a dictionary, bytes after the
  // end), too_large (ratio, window; the detail names value, bound and setting). Not called again
  // after an error.
  Result<Step> next(std::string_view in, std::span<char> room);

  // To be called when the body is over: malformed if it was cut. A body without any byte is taken
  // as an empty one.
  Result<> finish() const;

  // Whether all of a body has come out. gzip and zstd may still go on with a further member or
  // frame. Stays true after an error that was only about bytes after the end, which browsers
  // ignore.
  bool complete() const { return complete_; }

  Coding coding() const { return coding_; }

  // What it holds between bodies, after reset().
  uint64_t held_bytes() const;

 private:
  Result<> charge(const Step& step);

  Coding coding_;
  DecoderLimits limits_;
  std::unique_ptr<Decompressor> decompressor_;
  uint64_t bytes_in_ = 0;
  uint64_t bytes_out_ = 0;
  bool complete_ = false;
  bool more_ = false;  // what the last step said
};

// The window that a body asks for, as far as its first bytes tell: nothing if they do not, 32 KiB
// for gzip and deflate. br tells in its first byte, zstd in 18 at most.
std::optional<uint64_t> window_bytes(Coding coding, std::string_view first);

// What one decoder may hold at most, to be charged before it is made.
uint64_t decoder_memory_bytes(Coding coding, const DecoderLimits& limits);

}  // namespace inlay::http
