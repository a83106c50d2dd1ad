// gzip (RFC 1952) and deflate (RFC 1950): raw deflate with the wrappers written here.
#include <array>

#include "http_messages/compressor.h"

namespace inlay::http {
namespace {

using namespace std::string_view_literals;

// No name, no time; made as fast as possible (XFL 4) on an unknown system.
constexpr std::string_view kGzipHeader = "\x1F\x8B\x08\0\0\0\0\0\x04\xFF"sv;
// Window of 32 KiB, fastest; a multiple of 31.
constexpr std::string_view kZlibHeader = "\x78\x01"sv;

void append_little_endian(std::string& out, uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
}
void append_big_endian(std::string& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
}

class DeflateCompressor final : public Compressor {
 public:
  explicit DeflateCompressor(Coding coding) : gzip_(coding == Coding::gzip) { begin(); }

  void reset() override {
    deflater_.reset();
    begin();
  }

  void run(std::string_view bytes, Flush flush, std::string& out) override {
    if (!header_written_) out += gzip_ ? kGzipHeader : kZlibHeader;
    header_written_ = true;
    if (!bytes.empty()) {
      checksum_ = gzip_ ? crc32_of(checksum_, bytes) : adler32_of(checksum_, bytes);
      bytes_in_ += static_cast<uint32_t>(bytes.size());
    }
    deflater_.run(bytes, flush, out);
    if (flush != Flush::finish) return;
    if (gzip_) {
      append_little_endian(out, checksum_);
      append_little_endian(out, bytes_in_);
    } else {
      append_big_endian(out, checksum_);
    }
  }

  uint64_t held_bytes() const override { return deflate_compressor_memory_bytes(); }

 private:
  void begin() {
    header_written_ = false;
    checksum_ = gzip_ ? 0 : 1;
    bytes_in_ = 0;
  }

  bool gzip_;
  bool header_written_ = false;
  uint32_t checksum_ = 0;
  uint32_t bytes_in_ = 0;  // modulo 2^32, as ISIZE is
  Deflater deflater_;
};

}  // namespace

std::unique_ptr<Compressor> make_deflate_compressor(Coding coding) {
  return std::make_unique<DeflateCompressor>(coding);
}

uint64_t deflate_compressor_memory_bytes() {
  return sizeof(DeflateCompressor) + Deflater::memory_bytes();
}

}  // namespace inlay::http
