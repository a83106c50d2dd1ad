#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "http_messages/deflate_backend.h"

namespace inlay::http {
namespace {

constexpr size_t kPieceBytesMax = size_t{1} << 30;  // zlib counts in 32 bits
constexpr int kRaw = -MAX_WBITS;                    // no wrapper
constexpr int kMemLevel = 8;                        // zlib's default

Bytef* writable(const char* bytes) {  // zlib reads only, but does not say so
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes));
}

}  // namespace

struct Inflater::State {
  z_stream stream{};
};

Inflater::Inflater() : state_(std::make_unique<State>()) {
  CHECK(inflateInit2(&state_->stream, kRaw) == Z_OK);
}
Inflater::~Inflater() { inflateEnd(&state_->stream); }

void Inflater::reset() { CHECK(inflateReset(&state_->stream) == Z_OK); }

std::optional<Inflater::Progress> Inflater::next(std::string_view in, std::span<char> room) {
  z_stream& stream = state_->stream;
  in = in.substr(0, kPieceBytesMax);
  room = room.first(std::min(room.size(), kPieceBytesMax));
  stream.next_in = writable(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = writable(room.data());
  stream.avail_out = static_cast<uInt>(room.size());
  const int result = inflate(&stream, Z_NO_FLUSH);
  CHECK(result != Z_MEM_ERROR);
  if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return std::nullopt;
  return Progress{.consumed = in.size() - stream.avail_in,
                  .produced = room.size() - stream.avail_out,
                  .ended = result == Z_STREAM_END};
}

std::string_view Inflater::left_over() const { return {}; }

// zlib.h and its notes: 7 KB of state and the window, 32 KiB.
uint64_t Inflater::memory_bytes() { return sizeof(State) + 48 * 1024; }

struct Deflater::State {
  z_stream stream{};
};

Deflater::Deflater() : state_(std::make_unique<State>()) {
  CHECK(deflateInit2(&state_->stream, Z_BEST_SPEED, Z_DEFLATED, kRaw, kMemLevel,
                     Z_DEFAULT_STRATEGY) == Z_OK);
}
Deflater::~Deflater() { deflateEnd(&state_->stream); }

void Deflater::reset() { CHECK(deflateReset(&state_->stream) == Z_OK); }

void Deflater::run(std::string_view bytes, Flush flush, std::string& out) {
  z_stream& stream = state_->stream;
  std::array<char, 16 * 1024> piece;
  do {
    const std::string_view part = bytes.substr(0, kPieceBytesMax);
    bytes.remove_prefix(part.size());
    stream.next_in = writable(part.data());
    stream.avail_in = static_cast<uInt>(part.size());
    const bool last = flush == Flush::finish && bytes.empty();
    const int mode = last ? Z_FINISH : flush == Flush::sync ? Z_SYNC_FLUSH : Z_NO_FLUSH;
    do {
      stream.next_out = writable(piece.data());
      stream.avail_out = static_cast<uInt>(piece.size());
      const int result = deflate(&stream, mode);
      CHECK(result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR);
      out.append(piece.data(), piece.size() - stream.avail_out);
    } while (stream.avail_out == 0);
    CHECK(stream.avail_in == 0);
  } while (!bytes.empty());
}

// zconf.h: (1 << (windowBits + 2)) + (1 << (memLevel + 9)), and a few KB.
uint64_t Deflater::memory_bytes() { return sizeof(State) + (256 + 16) * 1024; }

uint32_t crc32_of(uint32_t crc, std::string_view bytes) {
  return static_cast<uint32_t>(crc32_z(crc, writable(bytes.data()), bytes.size()));
}

uint32_t adler32_of(uint32_t adler, std::string_view bytes) {
  return static_cast<uint32_t>(adler32_z(adler, writable(bytes.data()), bytes.size()));
}

}  // namespace inlay::http
