#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.h"
#include "http_messages/deflate_backend.h"

namespace inlay::http {
namespace {

constexpr size_t kPieceBytesMax = size_t{1} << 30;  // ISA-L counts in 32 bits

uint8_t* writable(const char* bytes) {  // ISA-L reads only, but does not say so
  return const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(bytes));
}

}  // namespace

struct Inflater::State {
  State() {}  // leaves 80 KB as they are: isal_inflate_init sets what is read
  inflate_state stream;
  std::array<char, sizeof(inflate_state::read_in)> left_over;
  size_t left_over_bytes;
};

Inflater::Inflater() : state_(std::make_unique<State>()) { reset(); }
Inflater::~Inflater() = default;

void Inflater::reset() {
  isal_inflate_init(&state_->stream);
  state_->left_over_bytes = 0;
}

std::optional<Inflater::Progress> Inflater::next(std::string_view in, std::span<char> room) {
  inflate_state& stream = state_->stream;
  in = in.substr(0, kPieceBytesMax);
  room = room.first(std::min(room.size(), kPieceBytesMax));
  stream.next_in = writable(in.data());
  stream.avail_in = static_cast<uint32_t>(in.size());
  stream.next_out = writable(room.data());
  stream.avail_out = static_cast<uint32_t>(room.size());
  if (isal_inflate(&stream) != ISAL_DECOMP_OK) return std::nullopt;
  CHECK(stream.avail_in <= in.size() && stream.avail_out <= room.size());
  const Progress progress{.consumed = in.size() - stream.avail_in,
                          .produced = room.size() - stream.avail_out,
                          .ended = stream.block_state == ISAL_BLOCK_FINISH};
  if (progress.ended) {
    // Whole bytes that it read ahead of itself stand in the low bits behind those of the last one.
    state_->left_over_bytes = static_cast<size_t>(stream.read_in_length) / 8;
    uint64_t bits = stream.read_in >> (stream.read_in_length % 8);
    for (size_t at = 0; at < state_->left_over_bytes; ++at, bits >>= 8) {
      state_->left_over[at] = static_cast<char>(bits & 0xFF);
    }
  } else if (progress.consumed == 0 && progress.produced == 0 && !in.empty()) {
    return std::nullopt;  // some corrupt streams make it stand still
  }
  return progress;
}

std::string_view Inflater::left_over() const {
  return {state_->left_over.data(), state_->left_over_bytes};
}

uint64_t Inflater::memory_bytes() { return sizeof(State); }

struct Deflater::State {
  State() {}
  isal_zstream stream;
  // The smallest at which the speed is full: 900 MB/s where the "minimum" makes 490.
  alignas(64) std::array<uint8_t, ISAL_DEF_LVL1_SMALL> level;
};

Deflater::Deflater() : state_(std::make_unique<State>()) { reset(); }
Deflater::~Deflater() = default;

void Deflater::reset() {
  isal_zstream& stream = state_->stream;
  isal_deflate_init(&stream);
  stream.level = 1;
  stream.level_buf = state_->level.data();
  stream.level_buf_size = static_cast<uint32_t>(state_->level.size());
}

void Deflater::run(std::string_view bytes, Flush flush, std::string& out) {
  isal_zstream& stream = state_->stream;
  std::array<char, 16 * 1024> piece;
  do {
    const std::string_view part = bytes.substr(0, kPieceBytesMax);
    bytes.remove_prefix(part.size());
    stream.next_in = writable(part.data());
    stream.avail_in = static_cast<uint32_t>(part.size());
    stream.flush = flush == Flush::sync ? SYNC_FLUSH : NO_FLUSH;
    stream.end_of_stream = flush == Flush::finish && bytes.empty() ? 1 : 0;
    do {
      stream.next_out = writable(piece.data());
      stream.avail_out = static_cast<uint32_t>(piece.size());
      CHECK(isal_deflate(&stream) == COMP_OK);
      out.append(piece.data(), piece.size() - stream.avail_out);
    } while (stream.avail_out == 0);
    CHECK(stream.avail_in == 0);
  } while (!bytes.empty());
}

uint64_t Deflater::memory_bytes() { return sizeof(State); }

uint32_t crc32_of(uint32_t crc, std::string_view bytes) {
  return crc32_gzip_refl(crc, writable(bytes.data()), bytes.size());
}

uint32_t adler32_of(uint32_t adler, std::string_view bytes) {
  return isal_adler32(adler, writable(bytes.data()), bytes.size());
}

}  // namespace inlay::http
