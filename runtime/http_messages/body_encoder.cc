#include "http_messages/body_encoder.h"

#include "base/check.h"
#include "http_messages/compressor.h"

namespace inlay::http {
namespace {

std::unique_ptr<Compressor> make_compressor(Coding coding) {
  switch (coding) {
    case Coding::gzip:
    case Coding::deflate:
      return make_deflate_compressor(coding);
    case Coding::br:
      return make_brotli_compressor();
    case Coding::zstd:
      return make_zstd_compressor();
    case Coding::identity:
      break;
  }
  CHECK(false);
  return nullptr;
}

}  // namespace

BodyEncoder::BodyEncoder(Coding coding) : coding_(coding), compressor_(make_compressor(coding)) {}

BodyEncoder::~BodyEncoder() = default;

void BodyEncoder::reset() {
  compressor_->reset();
  unflushed_ = false;
}

void BodyEncoder::write(std::string_view bytes, std::string& out) {
  if (bytes.empty()) return;
  compressor_->run(bytes, Flush::none, out);
  unflushed_ = true;
}

void BodyEncoder::flush(std::string& out) {
  if (!unflushed_) return;
  compressor_->run({}, Flush::sync, out);
  unflushed_ = false;
}

void BodyEncoder::finish(std::string& out) { compressor_->run({}, Flush::finish, out); }

uint64_t BodyEncoder::held_bytes() const { return compressor_->held_bytes(); }

uint64_t encoder_memory_bytes(Coding coding) {
  switch (coding) {
    case Coding::identity:
      return 0;
    case Coding::gzip:
    case Coding::deflate:
      return deflate_compressor_memory_bytes();
    case Coding::br:
      return kBrotliEncoderMemoryBytes;
    case Coding::zstd:
      return kZstdEncoderMemoryBytes;
  }
  CHECK(false);
  return 0;
}

}  // namespace inlay::http
