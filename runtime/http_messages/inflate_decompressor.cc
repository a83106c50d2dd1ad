// gzip (RFC 1952) and deflate (RFC 1950) as HTTP means them: raw deflate inside, and the wrappers
// read here. "deflate" without wrapper is taken too: servers send it, browsers take it.
#include <array>
#include <cstddef>

#include "base/check.h"
#include "http_messages/decompressor.h"
#include "http_messages/deflate_backend.h"
#include "http_messages/gzip_header.h"

namespace inlay::http {
namespace {

constexpr uint8_t kDeflateMethod = 8;
constexpr uint8_t kZlibDictionary = 0x20;
constexpr size_t kGzipTrailerBytes = 8;
constexpr size_t kZlibTrailerBytes = 4;

uint32_t little_endian(std::span<const uint8_t, 4> bytes) {
  return static_cast<uint32_t>(bytes[0]) | static_cast<uint32_t>(bytes[1]) << 8 |
         static_cast<uint32_t>(bytes[2]) << 16 | static_cast<uint32_t>(bytes[3]) << 24;
}
uint32_t big_endian(std::span<const uint8_t, 4> bytes) {
  return static_cast<uint32_t>(bytes[3]) | static_cast<uint32_t>(bytes[2]) << 8 |
         static_cast<uint32_t>(bytes[1]) << 16 | static_cast<uint32_t>(bytes[0]) << 24;
}

class InflateDecompressor final : public Decompressor {
 public:
  explicit InflateDecompressor(Coding coding) : coding_(coding) {}

  void reset(const DecoderLimits&) override {
    members_ = 0;
    begin_header();
    prefix_bytes_ = 0;
    wrapped_ = true;
    ahead_ = {};
  }

  Result<Progress> next(std::string_view in, std::span<char> room) override {
    for (; state_ != State::body && !ahead_.empty(); ahead_.remove_prefix(1)) {
      if (auto taken = take(ahead_.front()); !taken) return fail(std::move(taken.error()));
    }
    Progress progress;
    for (; state_ != State::body && progress.consumed < in.size(); ++progress.consumed) {
      if (auto taken = take(in[progress.consumed]); !taken) return fail(std::move(taken.error()));
    }
    if (state_ != State::body) return progress;
    if (prefix_bytes_ > 0) {
      const std::string_view all(prefix_.data(), prefix_.size());
      auto inflated = inflate(all.substr(all.size() - prefix_bytes_), room);
      if (!inflated) return fail(std::move(inflated.error()));
      prefix_bytes_ -= inflated->consumed;
      CHECK(state_ == State::body || prefix_bytes_ == 0);  // the shortest stream has ten bits
      progress.produced = inflated->produced;
      progress.again = !ahead_.empty();
      return progress;
    }
    CHECK(ahead_.empty());  // no longer than a gzip trailer
    auto inflated = inflate(in.substr(progress.consumed), room);
    if (!inflated) return fail(std::move(inflated.error()));
    inflated->consumed += progress.consumed;
    return inflated;
  }

  Place place() const override {
    if (state_ == State::end) return ahead_.empty() ? Place::end : Place::after_end;
    if (state_ != State::gzip_header || members_ == 0 || header_.recognised()) return Place::inside;
    return header_.begun() ? Place::after_end : Place::end;
  }

  uint64_t held_bytes() const override { return inflate_memory_bytes(); }

 private:
  enum class State : uint8_t { gzip_header, zlib_header, body, trailer, end };

  void begin_header() {
    state_ = coding_ == Coding::gzip ? State::gzip_header : State::zlib_header;
    header_ = {};
  }

  void begin_body() {
    state_ = State::body;
    inflater_.reset();
    checksum_ = coding_ == Coding::gzip ? 0 : 1;
    bytes_out_ = 0;
  }

  // One byte of what stands around the deflate stream.
  Result<> take(char byte) {
    const auto value = static_cast<uint8_t>(byte);
    switch (state_) {
      case State::gzip_header:
        return take_gzip_header(value);
      case State::zlib_header:
        return take_zlib_header(byte);
      case State::trailer:
        return take_trailer(value);
      case State::end:
        return bytes_after_end(coding_);
      case State::body:
        break;
    }
    CHECK(false);
    return {};
  }

  Result<> take_gzip_header(uint8_t byte) {
    if (auto taken = header_.take(byte); !taken) {
      if (members_ > 0 && !header_.recognised()) return bytes_after_end(coding_);
      return taken;
    }
    if (header_.done()) begin_body();
    return {};
  }

  // RFC 1950 2.2. Two bytes that are no such header begin a raw stream; no encoder makes one that
  // looks like a header (it would begin with a stored block whose padding is not zero).
  Result<> take_zlib_header(char byte) {
    prefix_[prefix_bytes_++] = byte;
    if (prefix_bytes_ < prefix_.size()) return {};
    const auto method = static_cast<uint8_t>(prefix_[0]);
    const auto flags = static_cast<uint8_t>(prefix_[1]);
    const bool divides = (static_cast<unsigned>(method) << 8 | flags) % 31 == 0;
    wrapped_ = (method & 0x0F) == kDeflateMethod && method >> 4 <= 7 && divides;
    if (wrapped_ && (flags & kZlibDictionary) != 0) {
      return undecodable("deflate: needs a dictionary");
    }
    if (wrapped_) prefix_bytes_ = 0;
    begin_body();
    return {};
  }

  Result<Progress> inflate(std::string_view in, std::span<char> room) {
    const auto inflated = inflater_.next(in, room);
    if (!inflated) return undecodable(std::string(coding_name(coding_)) + ": corrupt data");
    if (wrapped_) {
      const std::string_view data(room.data(), inflated->produced);
      checksum_ = coding_ == Coding::gzip ? crc32_of(checksum_, data) : adler32_of(checksum_, data);
      bytes_out_ += static_cast<uint32_t>(data.size());
    }
    if (inflated->ended) {
      state_ = wrapped_ ? State::trailer : State::end;
      trailer_bytes_ = 0;
      ahead_ = inflater_.left_over();
    }
    return Progress{inflated->consumed, inflated->produced, !ahead_.empty()};
  }

  Result<> take_trailer(uint8_t byte) {
    trailer_[trailer_bytes_++] = byte;
    const bool gzip = coding_ == Coding::gzip;
    if (trailer_bytes_ < (gzip ? kGzipTrailerBytes : kZlibTrailerBytes)) return {};
    const std::span<const uint8_t, kGzipTrailerBytes> bytes(trailer_);
    const auto checksum = gzip ? little_endian(bytes.first<4>()) : big_endian(bytes.first<4>());
    if (checksum != checksum_) {
      return undecodable(std::string(coding_name(coding_)) + ": wrong checksum");
    }
    if (!gzip) {
      state_ = State::end;
      return {};
    }
    if (little_endian(bytes.last<4>()) != bytes_out_) return undecodable("gzip: wrong length");
    ++members_;
    begin_header();
    return {};
  }

  Coding coding_;
  State state_ = coding_ == Coding::gzip ? State::gzip_header : State::zlib_header;
  GzipHeader header_;
  uint64_t members_ = 0;     // gzip members that are over
  bool wrapped_ = true;      // false for raw deflate
  uint32_t checksum_ = 0;    // of the data so far
  uint32_t bytes_out_ = 0;   // of the member, modulo 2^32 as ISIZE is
  size_t prefix_bytes_ = 0;  // how many of prefix_, from its end, still belong to a raw stream
  std::array<char, 2> prefix_{};
  size_t trailer_bytes_ = 0;
  std::array<uint8_t, kGzipTrailerBytes> trailer_{};
  std::string_view ahead_;  // what the inflater read behind the stream, not taken yet
  Inflater inflater_;
};

}  // namespace

std::unique_ptr<Decompressor> make_inflate_decompressor(Coding coding) {
  return std::make_unique<InflateDecompressor>(coding);
}

uint64_t inflate_memory_bytes() { return sizeof(InflateDecompressor) + Inflater::memory_bytes(); }

}  // namespace inlay::http
