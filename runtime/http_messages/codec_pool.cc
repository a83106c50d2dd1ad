#include "http_messages/codec_pool.h"

#include <algorithm>
#include <bit>
#include <string>
#include <type_traits>
#include <utility>

#include "base/check.h"
#include "http_messages/decompressor.h"

namespace inlay::http {
namespace {

// Later frames of a zstd body may have a larger window than the first: up to this one always.
constexpr uint64_t kWindowBytesMin = 2 * 1024 * 1024;
// One that grew larger (for a large window) is not kept for the next page.
constexpr uint64_t kKeptBytesMax = 3 * 1024 * 1024;

template <typename Shelves>
auto& shelf_of(Shelves& shelves, Coding coding) {
  return shelves[static_cast<size_t>(coding)];
}

}  // namespace

CodecPool::CodecPool(const DecoderLimits& decoder_limits, const CodecPoolLimits& limits)
    : decoder_limits_(decoder_limits), limits_(limits) {}

CodecPool::~CodecPool() { CHECK(charged_bytes_ == 0); }

Result<CodecPool::Decoder> CodecPool::decoder(Coding coding, std::string_view first) {
  DecoderLimits limits = decoder_limits_;
  if (const auto window = window_bytes(coding, first)) {
    if (*window > limits.window_bytes_max) return window_too_large(coding, *window, limits);
    const uint64_t wanted = coding == Coding::zstd ? std::max(*window, kWindowBytesMin) : *window;
    limits.window_bytes_max = std::min(std::bit_ceil(wanted), limits.window_bytes_max);
  }
  const uint64_t bytes = decoder_memory_bytes(coding, limits);
  if (auto charged = charge(bytes); !charged) return fail(std::move(charged.error()));
  auto decoder = take(shelf_of(decoders_, coding));
  if (decoder) {
    decoder->reset(limits);
  } else {
    decoder = std::make_unique<BodyDecoder>(coding, limits);
  }
  return Decoder(decoder.release(), Return{this, bytes});
}

Result<CodecPool::Encoder> CodecPool::encoder(Coding coding) {
  const uint64_t bytes = encoder_memory_bytes(coding);
  if (auto charged = charge(bytes); !charged) return fail(std::move(charged.error()));
  auto encoder = take(shelf_of(encoders_, coding));
  if (!encoder) encoder = std::make_unique<BodyEncoder>(coding);
  return Encoder(encoder.release(), Return{this, bytes});
}

Result<> CodecPool::charge(uint64_t bytes) {
  if (bytes > limits_.memory_bytes_max - charged_bytes_) {
    return fail(Fault::busy, Blame::self, Reason::decode_over_budget,
                "content codings: " + std::to_string(charged_bytes_) + " bytes in use and " +
                    std::to_string(bytes) + " wanted, limit " +
                    std::to_string(limits_.memory_bytes_max) + " (coding.memory_bytes_max)");
  }
  charged_bytes_ += bytes;
  return {};
}

void CodecPool::Return::operator()(BodyDecoder* decoder) const noexcept {
  pool->put(shelf_of(pool->decoders_, decoder->coding()), std::unique_ptr<BodyDecoder>(decoder),
            charged_bytes);
}

void CodecPool::Return::operator()(BodyEncoder* encoder) const noexcept {
  pool->put(shelf_of(pool->encoders_, encoder->coding()), std::unique_ptr<BodyEncoder>(encoder),
            charged_bytes);
}

template <typename Codec>
std::unique_ptr<Codec> CodecPool::take(Shelf<Codec>& shelf) {
  if (shelf.idle.empty()) return nullptr;
  std::unique_ptr<Codec> codec = std::move(shelf.idle.back());
  shelf.idle.pop_back();
  shelf.untouched = std::min(shelf.untouched, shelf.idle.size());
  idle_bytes_ -= codec->held_bytes();
  return codec;
}

template <typename Codec>
void CodecPool::put(Shelf<Codec>& shelf, std::unique_ptr<Codec> codec, uint64_t charged_bytes) {
  charged_bytes_ -= charged_bytes;
  if constexpr (std::is_same_v<Codec, BodyDecoder>) {
    codec->reset(decoder_limits_);
  } else {
    codec->reset();
  }
  const uint64_t bytes = codec->held_bytes();
  if (bytes > kKeptBytesMax || bytes > limits_.idle_bytes_max - idle_bytes_) return;
  idle_bytes_ += bytes;
  shelf.idle.push_back(std::move(codec));
}

void CodecPool::trim() {
  for (auto& shelf : decoders_) trim(shelf);
  for (auto& shelf : encoders_) trim(shelf);
}

template <typename Codec>
void CodecPool::trim(Shelf<Codec>& shelf) {
  for (; shelf.untouched > 0; --shelf.untouched) {
    idle_bytes_ -= shelf.idle.front()->held_bytes();
    shelf.idle.erase(shelf.idle.begin());
  }
  shelf.untouched = shelf.idle.size();
}

}  // namespace inlay::http
