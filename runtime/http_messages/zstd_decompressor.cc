// zstd (RFC 8878) by Debian's library: any number of frames, no dictionaries.
#include <zstd.h>
#include <zstd_errors.h>

#include <array>
#include <bit>

#include "base/check.h"
#include "http_messages/decompressor.h"
#include "http_messages/zstd_frame.h"

namespace inlay::http {
namespace {

struct Free {
  void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

class ZstdDecompressor final : public Decompressor {
 public:
  explicit ZstdDecompressor(const DecoderLimits& limits)
      : limits_(limits), context_(ZSTD_createDCtx()) {
    CHECK(context_);
    bound_window();
  }

  void reset(const DecoderLimits& limits) override {
    CHECK(ZSTD_isError(ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only)) == 0);
    limits_ = limits;
    bound_window();
    header_bytes_ = 0;
    header_given_ = 0;
    in_frame_ = false;
    frames_ = 0;
  }

  Result<Progress> next(std::string_view in, std::span<char> room) override {
    Progress progress;
    for (; !in_frame_ && progress.consumed < in.size(); ++progress.consumed) {
      if (auto taken = take_header(in[progress.consumed]); !taken) {
        return fail(std::move(taken.error()));
      }
    }
    if (!in_frame_) return progress;
    const std::string_view header(header_.data(), header_bytes_);
    const bool give_header = header_given_ < header_bytes_;
    auto decoded =
        decode(give_header ? header.substr(header_given_) : in.substr(progress.consumed), room);
    if (!decoded) return fail(std::move(decoded.error()));
    (give_header ? header_given_ : progress.consumed) += decoded->consumed;
    progress.produced = decoded->produced;
    return progress;
  }

  Place place() const override {
    if (in_frame_ || frames_ == 0 || header_bytes_ >= kZstdMagicBytes) return Place::inside;
    return header_bytes_ == 0 ? Place::end : Place::after_end;
  }

  uint64_t held_bytes() const override { return sizeof(*this) + ZSTD_sizeof_DCtx(context_.get()); }

 private:
  void bound_window() {
    const auto log = static_cast<int>(std::bit_width(limits_.window_bytes_max - 1));  // rounded up
    CHECK(ZSTD_isError(ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, log)) == 0);
  }

  Result<> take_header(char byte) {
    header_[header_bytes_++] = byte;
    const std::string_view header(header_.data(), header_bytes_);
    if (!may_be_zstd(header)) {
      --header_bytes_;
      if (frames_ > 0) return bytes_after_end(Coding::zstd);
      return undecodable("zstd: does not begin as zstd");
    }
    const auto frame = read_zstd_frame(header);
    if (!frame) return {};
    if (frame->dictionary) return undecodable("zstd: needs a dictionary");
    if (frame->window_bytes > limits_.window_bytes_max) {
      return window_too_large(Coding::zstd, frame->window_bytes, limits_);
    }
    in_frame_ = true;
    header_given_ = 0;
    return {};
  }

  Result<Progress> decode(std::string_view in, std::span<char> room) {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{room.data(), room.size(), 0};
    const size_t left = ZSTD_decompressStream(context_.get(), &to, &from);
    if (ZSTD_isError(left) != 0) {
      CHECK(ZSTD_getErrorCode(left) != ZSTD_error_memory_allocation);
      return undecodable(std::string("zstd: corrupt data: ") + ZSTD_getErrorName(left));
    }
    if (left == 0) {
      in_frame_ = false;
      header_bytes_ = 0;
      ++frames_;
    }
    return Progress{.consumed = from.pos, .produced = to.pos};
  }

  DecoderLimits limits_;
  std::array<char, kZstdHeaderBytesMax> header_{};
  size_t header_bytes_ = 0;
  size_t header_given_ = 0;  // bytes of the header that the library has got
  bool in_frame_ = false;
  uint64_t frames_ = 0;  // frames that are over
  std::unique_ptr<ZSTD_DCtx, Free> context_;
};

}  // namespace

std::unique_ptr<Decompressor> make_zstd_decompressor(const DecoderLimits& limits) {
  return std::make_unique<ZstdDecompressor>(limits);
}

// The window, a block on either side of it and 96 KB of tables; see the test that measures it.
uint64_t zstd_decoder_memory_bytes(uint64_t window_bytes) {
  return window_bytes + 3 * 128 * 1024 + 192 * 1024;
}

}  // namespace inlay::http
