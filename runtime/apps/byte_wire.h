// Numbers and texts as bytes for another process or a file, and back. Numbers are little-endian,
// texts stand behind their length (u32).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace inlay::apps {

class ByteWriter {
 public:
  void number(uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; ++i) out_ += static_cast<char>(value >> (8 * i) & 0xFF);
  }
  void u8(uint64_t value) { number(value, 1); }
  void u32(uint64_t value) { number(value, 4); }
  void raw(std::string_view bytes) { out_ += bytes; }
  void text(std::string_view bytes) {
    u32(bytes.size());
    raw(bytes);
  }
  uint64_t size() const { return out_.size(); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

// After the first value that does not fit, failed() is true and every value read is empty or zero.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}

  uint64_t number(size_t bytes) {
    const std::string_view raw = take(bytes);
    uint64_t value = 0;
    for (size_t i = raw.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(raw[i]);
    return value;
  }
  uint32_t u8() { return static_cast<uint32_t>(number(1)); }
  uint32_t u32() { return static_cast<uint32_t>(number(4)); }
  std::string_view raw(uint64_t length) { return take(length); }
  std::string text() { return std::string(take(u32())); }

  // A number of entries of at least `entry_bytes` each: more than the bytes at hand can hold is a
  // failure, so callers may reserve what it says.
  uint32_t count(size_t entry_bytes) {
    const uint32_t entries = u32();
    if (entries <= left_.size() / entry_bytes) return entries;
    fail_at_once();
    return 0;
  }
  // A number below `end`.
  uint32_t below(uint32_t value, size_t end) {
    if (value < end) return value;
    fail_at_once();
    return 0;
  }

  void fail_at_once() {
    failed_ = true;
    left_ = {};
  }
  bool failed() const { return failed_; }
  bool at_end() const { return left_.empty(); }

 private:
  std::string_view take(uint64_t length) {
    if (length > left_.size()) {
      fail_at_once();
      return {};
    }
    const std::string_view taken = left_.substr(0, length);
    left_.remove_prefix(length);
    return taken;
  }

  std::string_view left_;
  bool failed_ = false;
};

}  // namespace inlay::apps
