// br (RFC 7932) by Debian's library, within a bound of memory.
#include <brotli/decode.h>

#include "base/check.h"
#include "http_messages/brotli_memory.h"
#include "http_messages/decompressor.h"

namespace inlay::http {
namespace {

struct Destroy {
  void operator()(BrotliDecoderState* decoder) const noexcept {
    BrotliDecoderDestroyInstance(decoder);
  }
};

class BrotliDecompressor final : public Decompressor {
 public:
  explicit BrotliDecompressor(const DecoderLimits& limits) : limits_(limits) {}

  void reset(const DecoderLimits& limits) override {
    decoder_ = nullptr;  // the library cannot use one again
    limits_ = limits;
    place_ = Place::inside;
  }

  Result<Progress> next(std::string_view in, std::span<char> room) override {
    if (place_ == Place::end && !in.empty()) return bytes_after_end(Coding::br);
    if (place_ == Place::end || (!decoder_ && in.empty())) return Progress{};
    if (!decoder_) {
      if (auto begun = begin(in); !begun) return fail(std::move(begun.error()));
    }
    size_t in_left = in.size();
    const auto* in_at = reinterpret_cast<const uint8_t*>(in.data());
    size_t room_left = room.size();
    auto* room_at = reinterpret_cast<uint8_t*>(room.data());
    const auto result = BrotliDecoderDecompressStream(decoder_.get(), &in_left, &in_at, &room_left,
                                                      &room_at, nullptr);
    if (result == BROTLI_DECODER_RESULT_ERROR) return fail(error());
    if (result == BROTLI_DECODER_RESULT_SUCCESS) place_ = Place::end;
    return Progress{.consumed = in.size() - in_left, .produced = room.size() - room_left};
  }

  Place place() const override { return place_; }

  uint64_t held_bytes() const override { return sizeof(*this) + memory_.held_bytes(); }

 private:
  Result<> begin(std::string_view in) {
    const auto window = brotli_window_bytes(in);
    if (window && *window > limits_.window_bytes_max) {
      return window_too_large(Coding::br, *window, limits_);
    }
    memory_.set_bytes_max(brotli_decoder_memory_bytes(limits_.window_bytes_max));
    decoder_.reset(
        BrotliDecoderCreateInstance(BrotliMemory::take, BrotliMemory::give_back, &memory_));
    CHECK(decoder_);
    return {};
  }

  Error error() const {
    const BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(decoder_.get());
    const bool out_of_memory = code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
                               code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;
    if (!out_of_memory) {
      return {Fault::malformed, Blame::origin, "br: corrupt data", Reason::decode_failed};
    }
    return {Fault::too_large, Blame::origin,
            "br: needs more than " + std::to_string(memory_.bytes_max()) +
                " bytes of memory (coding.window_bytes_max)",
            Reason::decode_window};
  }

  DecoderLimits limits_;
  Place place_ = Place::inside;
  BrotliMemory memory_{0, BrotliMemory::Bound::strict};
  std::unique_ptr<BrotliDecoderState, Destroy> decoder_;
};

}  // namespace

std::unique_ptr<Decompressor> make_brotli_decompressor(const DecoderLimits& limits) {
  return std::make_unique<BrotliDecompressor>(limits);
}

// WBITS, RFC 7932 9.1. 0x11 begins a "large window" stream, which is no part of the standard.
std::optional<uint64_t> brotli_window_bytes(std::string_view first) {
  if (first.empty()) return std::nullopt;
  const auto byte = static_cast<uint8_t>(first[0]);
  const unsigned high = byte >> 1 & 7;
  const unsigned low = byte >> 4 & 7;
  unsigned bits = 16;
  if ((byte & 1) != 0 && high != 0) {
    bits = 17 + high;
  } else if ((byte & 1) != 0) {
    if (low == 1) return std::nullopt;
    bits = low == 0 ? 17 : 8 + low;
  }
  return uint64_t{1} << bits;
}

// The window, half of one while it grows, three groups of at most 256 prefix codes with tables of
// up to 1080 entries (2.7 MB), and a quarter of those for blocks that are larger than asked for.
uint64_t brotli_decoder_memory_bytes(uint64_t window_bytes) {
  return window_bytes + window_bytes / 2 + 7 * 512 * 1024;
}

}  // namespace inlay::http
