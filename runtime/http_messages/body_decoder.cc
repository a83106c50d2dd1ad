#include "http_messages/body_decoder.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/check.h"
#include "http_messages/decompressor.h"
#include "http_messages/zstd_frame.h"

namespace inlay::http {
namespace {

std::unique_ptr<Decompressor> make_decompressor(Coding coding, const DecoderLimits& limits) {
  switch (coding) {
    case Coding::gzip:
    case Coding::deflate:
      return make_inflate_decompressor(coding);
    case Coding::br:
      return make_brotli_decompressor(limits);
    case Coding::zstd:
      return make_zstd_decompressor(limits);
    case Coding::identity:
      break;
  }
  CHECK(false);
  return nullptr;
}

}  // namespace

BodyDecoder::BodyDecoder(Coding coding, const DecoderLimits& limits)
    : coding_(coding), limits_(limits), decompressor_(make_decompressor(coding, limits)) {}

BodyDecoder::~BodyDecoder() = default;

void BodyDecoder::reset(const DecoderLimits& limits) {
  limits_ = limits;
  decompressor_->reset(limits);
  bytes_in_ = 0;
  bytes_out_ = 0;
  complete_ = false;
  more_ = false;
}

Result<BodyDecoder::Step> BodyDecoder::next(std::string_view in, std::span<char> room) {
  CHECK(!room.empty());
  if (in.empty() && !more_) return Step{};
  auto progress = decompressor_->next(in, room);
  complete_ = decompressor_->place() != Decompressor::Place::inside;
  if (!progress) return fail(std::move(progress.error()));
  Step step{.consumed = progress->consumed,
            .data = {room.data(), progress->produced},
            .more = progress->consumed < in.size() || progress->produced == room.size() ||
                    progress->again};
  more_ = step.more;
  if (auto charged = charge(step); !charged) return fail(std::move(charged.error()));
  return step;
}

Result<> BodyDecoder::charge(const Step& step) {
  bytes_in_ += step.consumed;
  bytes_out_ += step.data.size();
  if (bytes_out_ <= kRatioFreeBytes || bytes_out_ / limits_.ratio_max < bytes_in_) return {};
  return fail(Fault::too_large, Blame::origin, Reason::decode_ratio,
              std::string(coding_name(coding_)) + ": " + std::to_string(bytes_out_) +
                  " bytes out of " + std::to_string(bytes_in_) + ", limit " +
                  std::to_string(limits_.ratio_max) + " for one (coding.ratio_max)");
}

Result<> BodyDecoder::finish() const {
  if (bytes_in_ == 0 || decompressor_->place() == Decompressor::Place::end) return {};
  return undecodable(std::string(coding_name(coding_)) + ": ends too early, after " +
                     std::to_string(bytes_in_) + " bytes");
}

uint64_t BodyDecoder::held_bytes() const { return decompressor_->held_bytes(); }

uint64_t decoder_memory_bytes(Coding coding, const DecoderLimits& limits) {
  switch (coding) {
    case Coding::identity:
      return 0;
    case Coding::gzip:
    case Coding::deflate:
      return inflate_memory_bytes();
    case Coding::br:
      return brotli_decoder_memory_bytes(limits.window_bytes_max);
    case Coding::zstd:
      return zstd_decoder_memory_bytes(limits.window_bytes_max);
  }
  CHECK(false);
  return 0;
}

std::optional<uint64_t> window_bytes(Coding coding, std::string_view first) {
  switch (coding) {
    case Coding::identity:
      return 0;
    case Coding::gzip:
    case Coding::deflate:
      return 32 * 1024;
    case Coding::br:
      return brotli_window_bytes(first);
    case Coding::zstd: {
      const auto frame = read_zstd_frame(first);
      return frame ? std::optional(frame->window_bytes) : std::nullopt;
    }
  }
  CHECK(false);
  return std::nullopt;
}

tl::unexpected<Error> window_too_large(Coding coding, uint64_t bytes, const DecoderLimits& limits) {
  return fail(Fault::too_large, Blame::origin, Reason::decode_window,
              std::string(coding_name(coding)) + " window: " + std::to_string(bytes) +
                  " bytes, limit " + std::to_string(limits.window_bytes_max) +
                  " (coding.window_bytes_max)");
}

}  // namespace inlay::http
