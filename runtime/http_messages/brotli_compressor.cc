// br (RFC 7932) by Debian's library.
#include <brotli/encode.h>

#include <cstddef>

#include "base/check.h"
#include "http_messages/brotli_memory.h"
#include "http_messages/compressor.h"

namespace inlay::http {
namespace {

// What pages cost and save: docs/decisions/0008.
constexpr uint32_t kQuality = 3;
constexpr uint32_t kWindowBits = 18;
// What the library takes for one call grows with what it is given.
constexpr size_t kPieceBytesMax = 64 * 1024;

struct Destroy {
  void operator()(BrotliEncoderState* encoder) const noexcept {
    BrotliEncoderDestroyInstance(encoder);
  }
};

class BrotliCompressor final : public Compressor {
 public:
  void reset() override { encoder_ = nullptr; }  // the library cannot use one again

  void run(std::string_view bytes, Flush flush, std::string& out) override {
    if (!encoder_) begin();
    do {
      const std::string_view piece = bytes.substr(0, kPieceBytesMax);
      bytes.remove_prefix(piece.size());
      run_piece(piece, bytes.empty() ? operation(flush) : BROTLI_OPERATION_PROCESS, out);
    } while (!bytes.empty());
  }

  uint64_t held_bytes() const override { return sizeof(*this) + memory_.held_bytes(); }

 private:
  static BrotliEncoderOperation operation(Flush flush) {
    switch (flush) {
      case Flush::none:
        return BROTLI_OPERATION_PROCESS;
      case Flush::sync:
        return BROTLI_OPERATION_FLUSH;
      case Flush::finish:
        return BROTLI_OPERATION_FINISH;
    }
    CHECK(false);
    return BROTLI_OPERATION_FINISH;
  }

  void begin() {
    encoder_.reset(
        BrotliEncoderCreateInstance(BrotliMemory::take, BrotliMemory::give_back, &memory_));
    CHECK(encoder_);
    CHECK(BrotliEncoderSetParameter(encoder_.get(), BROTLI_PARAM_QUALITY, kQuality) != 0);
    CHECK(BrotliEncoderSetParameter(encoder_.get(), BROTLI_PARAM_LGWIN, kWindowBits) != 0);
  }

  void run_piece(std::string_view piece, BrotliEncoderOperation operation, std::string& out) {
    size_t in_left = piece.size();
    const auto* in_at = reinterpret_cast<const uint8_t*>(piece.data());
    do {
      size_t no_room = 0;  // the library keeps the bytes until they are taken
      CHECK(BrotliEncoderCompressStream(encoder_.get(), operation, &in_left, &in_at, &no_room,
                                        nullptr, nullptr) != 0);
      size_t bytes = 0;
      const uint8_t* data = BrotliEncoderTakeOutput(encoder_.get(), &bytes);
      out.append(reinterpret_cast<const char*>(data), bytes);
    } while (in_left > 0 || BrotliEncoderHasMoreOutput(encoder_.get()) != 0);
  }

  BrotliMemory memory_{kBrotliEncoderMemoryBytes, BrotliMemory::Bound::kept};
  std::unique_ptr<BrotliEncoderState, Destroy> encoder_;
};

}  // namespace

std::unique_ptr<Compressor> make_brotli_compressor() {
  return std::make_unique<BrotliCompressor>();
}

}  // namespace inlay::http
