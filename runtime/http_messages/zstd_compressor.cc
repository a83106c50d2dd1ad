// zstd (RFC 8878) by Debian's library.
#include <zstd.h>

#include <array>

#include "base/check.h"
#include "http_messages/compressor.h"

namespace inlay::http {
namespace {

// What pages cost and save: docs/decisions/0008. Far below the 8 MiB that RFC 9659 allows.
constexpr int kLevel = 3;
constexpr int kWindowLog = 19;

struct Free {
  void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
};

class ZstdCompressor final : public Compressor {
 public:
  ZstdCompressor() : context_(ZSTD_createCCtx()) {
    CHECK(context_);
    set(ZSTD_c_compressionLevel, kLevel);
    set(ZSTD_c_windowLog, kWindowLog);
  }

  void reset() override {
    CHECK(ZSTD_isError(ZSTD_CCtx_reset(context_.get(), ZSTD_reset_session_only)) == 0);
  }

  void run(std::string_view bytes, Flush flush, std::string& out) override {
    ZSTD_inBuffer from{bytes.data(), bytes.size(), 0};
    std::array<char, 16 * 1024> piece;
    bool done = false;
    while (!done) {
      ZSTD_outBuffer to{piece.data(), piece.size(), 0};
      const size_t left = ZSTD_compressStream2(context_.get(), &to, &from, directive(flush));
      CHECK(ZSTD_isError(left) == 0);
      out.append(piece.data(), to.pos);
      done = flush == Flush::none ? from.pos == from.size : left == 0;
    }
  }

  uint64_t held_bytes() const override { return sizeof(*this) + ZSTD_sizeof_CCtx(context_.get()); }

 private:
  static ZSTD_EndDirective directive(Flush flush) {
    switch (flush) {
      case Flush::none:
        return ZSTD_e_continue;
      case Flush::sync:
        return ZSTD_e_flush;
      case Flush::finish:
        return ZSTD_e_end;
    }
    CHECK(false);
    return ZSTD_e_end;
  }

  void set(ZSTD_cParameter parameter, int value) {
    CHECK(ZSTD_isError(ZSTD_CCtx_setParameter(context_.get(), parameter, value)) == 0);
  }

  std::unique_ptr<ZSTD_CCtx, Free> context_;
};

}  // namespace

std::unique_ptr<Compressor> make_zstd_compressor() { return std::make_unique<ZstdCompressor>(); }

}  // namespace inlay::http
