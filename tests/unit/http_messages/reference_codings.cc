#include "reference_codings.h"

#include <brotli/decode.h>
#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include <memory>

#include "base/check.h"

namespace inlay::http {
namespace {

constexpr int kGzipWrapper = 16;

const uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}
uint8_t* bytes_of(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }

struct Decoded {
  std::string data;
  bool complete = false;
  bool corrupt = false;
  std::string message = {};
};

std::string deflated(std::string_view plain, int level, int window_bits) {
  z_stream stream{};
  CHECK(deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, plain.size()) + 32, '\0');
  stream.next_in = const_cast<Bytef*>(bytes_of(plain));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = bytes_of(out);
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// One stream from the beginning of `coded`, which is then behind it.
Decoded inflated(std::string_view& coded, int window_bits, size_t bytes_max) {
  z_stream stream{};
  CHECK(inflateInit2(&stream, window_bits) == Z_OK);
  Decoded out;
  out.data.resize(bytes_max + 1);
  stream.next_in = const_cast<Bytef*>(bytes_of(coded));
  stream.avail_in = static_cast<uInt>(coded.size());
  stream.next_out = bytes_of(out.data);
  stream.avail_out = static_cast<uInt>(out.data.size());
  const int result = inflate(&stream, Z_SYNC_FLUSH);
  out.data.resize(stream.total_out);
  out.complete = result == Z_STREAM_END && out.data.size() <= bytes_max;
  out.corrupt = result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END;
  if (stream.msg != nullptr) out.message = stream.msg;
  coded.remove_prefix(coded.size() - stream.avail_in);
  inflateEnd(&stream);
  return out;
}

bool has_zlib_header(std::string_view coded) {
  if (coded.size() < 2) return false;
  const unsigned method = static_cast<uint8_t>(coded[0]);
  const unsigned flags = static_cast<uint8_t>(coded[1]);
  return (method & 15) == 8 && method >> 4 <= 7 && (method << 8 | flags) % 31 == 0;
}

Decoded decode_gzip(std::string_view coded, size_t bytes_max) {
  Decoded out;
  do {
    const Decoded member = inflated(coded, kGzipWrapper + MAX_WBITS, bytes_max - out.data.size());
    out.data += member.data;
    out.complete = member.complete;
    out.corrupt = member.corrupt;
    out.message = member.message;
  } while (out.complete && !coded.empty());
  return out;
}

Decoded decode_deflate(std::string_view coded, size_t bytes_max) {
  const int window_bits = has_zlib_header(coded) ? MAX_WBITS : -MAX_WBITS;
  Decoded out = inflated(coded, window_bits, bytes_max);
  if (!coded.empty()) out.complete = false;
  return out;
}

Decoded decode_brotli(std::string_view coded, size_t bytes_max) {
  const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> decoder(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
  Decoded out;
  out.data.resize(bytes_max + 1);
  size_t in_left = coded.size();
  const uint8_t* in_at = bytes_of(coded);
  size_t room_left = out.data.size();
  uint8_t* room_at = bytes_of(out.data);
  const auto result =
      BrotliDecoderDecompressStream(decoder.get(), &in_left, &in_at, &room_left, &room_at, nullptr);
  out.data.resize(out.data.size() - room_left);
  out.complete =
      result == BROTLI_DECODER_RESULT_SUCCESS && in_left == 0 && out.data.size() <= bytes_max;
  out.corrupt = result == BROTLI_DECODER_RESULT_ERROR;
  return out;
}

Decoded decode_zstd(std::string_view coded, size_t bytes_max) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     ZSTD_freeDCtx);
  Decoded out;
  out.data.resize(bytes_max + 1);
  ZSTD_inBuffer from{coded.data(), coded.size(), 0};
  ZSTD_outBuffer to{out.data.data(), out.data.size(), 0};
  while (from.pos < from.size && to.pos < to.size && !out.corrupt) {
    const size_t left = ZSTD_decompressStream(context.get(), &to, &from);
    out.corrupt = ZSTD_isError(left) != 0;
    out.complete = left == 0 && from.pos == from.size;
  }
  out.data.resize(to.pos);
  out.complete = out.complete && !out.corrupt && out.data.size() <= bytes_max;
  return out;
}

Decoded decode(Coding coding, std::string_view coded, size_t bytes_max) {
  switch (coding) {
    case Coding::gzip:
      return decode_gzip(coded, bytes_max);
    case Coding::deflate:
      return decode_deflate(coded, bytes_max);
    case Coding::br:
      return decode_brotli(coded, bytes_max);
    case Coding::zstd:
      return decode_zstd(coded, bytes_max);
    case Coding::identity:
      break;
  }
  CHECK(false);
  return {};
}

std::string encode_brotli(std::string_view plain, ReferenceStyle style) {
  std::string out(BrotliEncoderMaxCompressedSize(plain.size()) + 16, '\0');
  size_t bytes = out.size();
  const int window = style.window_bits == 0 ? BROTLI_DEFAULT_WINDOW : style.window_bits;
  CHECK(BrotliEncoderCompress(style.level, window, BROTLI_DEFAULT_MODE, plain.size(),
                              bytes_of(plain), &bytes, bytes_of(out)) != 0);
  out.resize(bytes);
  return out;
}

std::string encode_zstd(std::string_view plain, ReferenceStyle style) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, style.level);
  if (style.window_bits != 0) {  // without the size of the content, so that the window stands
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, style.window_bits);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, 0);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  }
  std::string out(ZSTD_compressBound(plain.size()) + 64, '\0');
  ZSTD_inBuffer from{plain.data(), plain.size(), 0};
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  if (style.window_bits != 0) {  // in two calls, else the library makes the window fit
    CHECK(ZSTD_isError(ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_continue)) == 0);
  }
  CHECK(ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_end) == 0);
  out.resize(to.pos);
  return out;
}

}  // namespace

std::string reference_encode(Coding coding, std::string_view plain, ReferenceStyle style) {
  switch (coding) {
    case Coding::gzip:
      return deflated(plain, style.level,
                      style.window_bits == 0 ? kGzipWrapper + MAX_WBITS : style.window_bits);
    case Coding::deflate:
      return deflated(plain, style.level, style.window_bits == 0 ? MAX_WBITS : style.window_bits);
    case Coding::br:
      return encode_brotli(plain, style);
    case Coding::zstd:
      return encode_zstd(plain, style);
    case Coding::identity:
      break;
  }
  CHECK(false);
  return {};
}

std::optional<std::string> reference_decode(Coding coding, std::string_view coded,
                                            size_t bytes_max) {
  Decoded out = decode(coding, coded, bytes_max);
  if (!out.complete || out.corrupt) return std::nullopt;
  return std::move(out.data);
}

std::string reference_message(Coding coding, std::string_view coded, size_t bytes_max) {
  return decode(coding, coded, bytes_max).message;
}

std::string reference_decode_prefix(Coding coding, std::string_view coded, size_t bytes_max) {
  Decoded out = decode(coding, coded, bytes_max);
  CHECK(!out.corrupt);
  return std::move(out.data);
}

}  // namespace inlay::http
