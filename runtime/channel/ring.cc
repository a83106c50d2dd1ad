#include "channel/ring.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/check.h"

namespace inlay::channel {
namespace {

static_assert(std::endian::native == std::endian::little);

// Keeps the compiler from reading shared bytes again where the private copy was meant.
void copied() { asm volatile("" ::: "memory"); }

}  // namespace

void RingWriter::copy_in(std::string_view bytes) {
  const uint64_t place = at_ & (ring_.bytes - 1);
  const size_t first = std::min<uint64_t>(bytes.size(), ring_.bytes - place);
  if (first != 0) std::memcpy(ring_.data + place, bytes.data(), first);
  if (first != bytes.size()) std::memcpy(ring_.data, bytes.data() + first, bytes.size() - first);
  at_ += bytes.size();
}

bool RingWriter::put(const EncodedRecord& record, uint64_t keep) {
  if (!sound_) return false;
  const uint64_t need = kFrameBytes + record.plain.size() + record.rest.size();
  if (space() < need + keep) {
    look();
    if (!sound_ || space() < need + keep) return false;
  }
  std::array<char, kFrameBytes> frame;
  static_assert(sizeof(Frame) == kFrameBytes);
  std::memcpy(frame.data(), &record.frame, kFrameBytes);
  copy_in({frame.data(), frame.size()});
  copy_in(record.plain);
  copy_in(record.rest);
  return true;
}

bool RingWriter::publish() {
  if (published_ == at_) return false;
  published_ = at_;
  ring_.written->store(at_, std::memory_order_release);
  return true;
}

bool RingWriter::look() {
  const uint64_t reader_at = ring_.read->load(std::memory_order_acquire);
  if (reader_at < reader_at_ || reader_at > published_) {
    sound_ = false;
    return false;
  }
  const bool further = reader_at != reader_at_;
  reader_at_ = reader_at;
  return further;
}

bool RingReader::look() {
  const uint64_t writer_at = ring_.written->load(std::memory_order_acquire);
  if (writer_at < writer_at_ || writer_at - at_ > ring_.bytes) {
    sound_ = false;
    return false;
  }
  writer_at_ = writer_at;
  return sound_ && at_ != writer_at_;
}

void RingReader::copy_out(char* to, size_t bytes) {
  const uint64_t place = at_ & (ring_.bytes - 1);
  const size_t first = std::min<uint64_t>(bytes, ring_.bytes - place);
  if (first != 0) std::memcpy(to, ring_.data + place, first);
  if (first != bytes) std::memcpy(to + first, ring_.data, bytes - first);
  at_ += bytes;
  copied();
}

bool RingReader::frame(Frame& frame) {
  if (!sound_ || at_ == writer_at_) return false;
  if (writer_at_ - at_ < kFrameBytes) {
    sound_ = false;
    return false;
  }
  std::array<char, kFrameBytes> bytes;
  copy_out(bytes.data(), bytes.size());
  std::memcpy(&frame, bytes.data(), kFrameBytes);
  // A writer shows whole records only.
  sound_ = frame.payload_bytes <= writer_at_ - at_;
  return sound_;
}

std::string_view RingReader::payload(const Frame& frame, std::span<char> buffer) {
  CHECK(frame.payload_bytes <= buffer.size() && frame.payload_bytes <= writer_at_ - at_);
  copy_out(buffer.data(), frame.payload_bytes);
  return {buffer.data(), frame.payload_bytes};
}

bool RingReader::publish() {
  if (published_ == at_) return false;
  published_ = at_;
  ring_.read->store(at_, std::memory_order_release);
  return true;
}

}  // namespace inlay::channel
