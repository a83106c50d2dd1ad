#include "http_messages/gzip_header.h"

#include <array>
#include <string_view>

#include "base/check.h"
#include "http_messages/decompressor.h"
#include "http_messages/deflate_backend.h"

namespace inlay::http {
namespace {

enum Flags : uint8_t { kChecksum = 2, kExtra = 4, kName = 8, kComment = 16, kReserved = 0xE0 };

constexpr std::array<uint8_t, 2> kMagic{0x1F, 0x8B};
constexpr size_t kFixedBytes = 8;  // CM, FLG, MTIME, XFL, OS
constexpr uint8_t kDeflateMethod = 8;

}  // namespace

Result<> GzipHeader::take(uint8_t byte) {
  const uint32_t crc_before = crc_;
  crc_ = crc32_of(crc_, {reinterpret_cast<const char*>(&byte), 1});
  switch (state_) {
    case State::magic:
      if (byte != kMagic[at_]) return undecodable("gzip: does not begin as gzip");
      if (++at_ == kMagic.size()) go_on(State::fixed);
      return {};
    case State::fixed:
      return take_fixed(byte);
    case State::extra_length:
      take_extra_length(byte);
      return {};
    case State::extra:
      if (++at_ == extra_bytes_) after(State::extra);
      return {};
    case State::name:
    case State::comment:
      if (byte == 0) after(state_);
      return {};
    case State::checksum:
      crc_ = crc_before;
      if (byte != static_cast<uint8_t>(crc_ >> 8 * at_)) {
        return undecodable("gzip: wrong checksum of the header");
      }
      if (++at_ == 2) go_on(State::done);
      return {};
    case State::done:
      break;
  }
  CHECK(false);
  return {};
}

Result<> GzipHeader::take_fixed(uint8_t byte) {
  if (at_ == 0 && byte != kDeflateMethod) return undecodable("gzip: unknown method");
  if (at_ == 1) {
    flags_ = byte;
    if ((flags_ & kReserved) != 0) return undecodable("gzip: reserved flags are set");
  }
  if (++at_ == kFixedBytes) after(State::fixed);
  return {};
}

void GzipHeader::take_extra_length(uint8_t byte) {
  extra_bytes_ = at_ == 0 ? byte : extra_bytes_ | static_cast<size_t>(byte) << 8;
  if (++at_ < 2) return;
  go_on(State::extra);
  if (extra_bytes_ == 0) after(State::extra);
}

void GzipHeader::go_on(State state) {
  state_ = state;
  at_ = 0;
}

// Goes on with the next of the optional parts behind `part`.
void GzipHeader::after(State part) {
  if (part < State::extra_length && (flags_ & kExtra) != 0) return go_on(State::extra_length);
  if (part < State::name && (flags_ & kName) != 0) return go_on(State::name);
  if (part < State::comment && (flags_ & kComment) != 0) return go_on(State::comment);
  go_on((flags_ & kChecksum) != 0 ? State::checksum : State::done);
}

}  // namespace inlay::http
