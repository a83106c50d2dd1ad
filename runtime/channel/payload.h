// Fields of a record to bytes and back. Writer and reader have the same functions, so that one
// description of a record (record_fields.h) serves both; each answers false, once and for all,
// after the first field that breaks its bound, and says which.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>

#include "channel/record_codec.h"

namespace inlay::channel {

inline constexpr uint64_t kNoOffset = UINT64_MAX;

// What broke which bound.
struct FieldFault {
  const char* field = nullptr;  // null: nothing did
  uint64_t value = 0;
  uint64_t bound = 0;
  bool set(const char* name, uint64_t value_of, uint64_t bound_of) {
    *this = {name, value_of, bound_of};
    return false;
  }
};

class PayloadWriter {
 public:
  PayloadWriter(std::span<char> buffer, size_t limit)
      : buffer_(buffer.first(std::min(limit, buffer.size()))) {}

  bool subject(uint32_t value) {
    subject_ = value;
    return true;
  }
  template <typename Number>
  bool number(const char* name, Number value) {
    if (!fits(name, sizeof(value))) return false;
    std::memcpy(buffer_.data() + at_, &value, sizeof(value));
    at_ += sizeof(value);
    return true;
  }
  template <typename Number>
  bool number(const char* name, Number value, uint64_t min, uint64_t max) {
    if (value < min || value > max) return fault_.set(name, value, value < min ? min : max);
    return number(name, value);
  }
  bool flag(const char* name, bool value) { return number(name, static_cast<uint8_t>(value)); }
  template <typename Enum>
  bool choice(const char* name, Enum value, size_t count) {
    return number(name, static_cast<uint8_t>(value), 0, count - 1);
  }
  bool offset(const char* name, std::optional<uint64_t> value) {
    if (value == kNoOffset) return fault_.set(name, kNoOffset, kNoOffset - 1);
    return number(name, value.value_or(kNoOffset));
  }
  bool text(const char* name, std::string_view text, uint64_t max) {
    if (text.size() > max) return fault_.set(name, text.size(), max);
    if (!number(name, static_cast<uint32_t>(text.size())) || !fits(name, text.size())) return false;
    if (!text.empty()) std::memcpy(buffer_.data() + at_, text.data(), text.size());
    at_ += text.size();
    return true;
  }
  // Borrowed, and the last of the record.
  bool rest(const char* name, std::string_view bytes, uint64_t max) {
    if (bytes.size() > max) return fault_.set(name, bytes.size(), max);
    rest_ = bytes;
    return true;
  }
  template <typename Item, typename Each>
  bool list(const char* name, std::span<const Item> items, Each each, size_t max = kListMax<Item>) {
    if (items.size() > max) return fault_.set(name, items.size(), max);
    if (!number(name, static_cast<uint32_t>(items.size()))) return false;
    for (const Item& item : items) {
      if (!each(*this, item)) return false;
    }
    return true;
  }

  EncodedRecord encoded(RecordType type) const {
    return {{static_cast<uint32_t>(at_ + rest_.size()), subject_, static_cast<uint32_t>(type)},
            {buffer_.data(), at_},
            rest_};
  }
  const FieldFault& fault() const { return fault_; }

 private:
  bool fits(const char* name, size_t bytes) {
    if (bytes <= buffer_.size() - at_) return true;
    return fault_.set(name, at_ + bytes, buffer_.size());
  }

  std::span<char> buffer_;
  size_t at_ = 0;
  uint32_t subject_ = 0;
  std::string_view rest_;
  FieldFault fault_;
};

class PayloadReader {
 public:
  PayloadReader(uint32_t subject, std::string_view payload, Scratch& scratch)
      : subject_(subject), left_(payload), scratch_(scratch) {}

  bool subject(uint32_t& value) {
    value = subject_;
    return true;
  }
  template <typename Number>
  bool number(const char* name, Number& value) {
    if (left_.size() < sizeof(value)) return fault_.set(name, sizeof(value), left_.size());
    std::memcpy(&value, left_.data(), sizeof(value));
    left_.remove_prefix(sizeof(value));
    return true;
  }
  template <typename Number>
  bool number(const char* name, Number& value, uint64_t min, uint64_t max) {
    if (!number(name, value)) return false;
    if (value < min || value > max) return fault_.set(name, value, value < min ? min : max);
    return true;
  }
  bool flag(const char* name, bool& value) {
    uint8_t byte = 0;
    if (!number(name, byte, 0, 1)) return false;
    value = byte == 1;
    return true;
  }
  template <typename Enum>
  bool choice(const char* name, Enum& value, size_t count) {
    uint8_t byte = 0;
    if (!number(name, byte, 0, count - 1)) return false;
    value = static_cast<Enum>(byte);
    return true;
  }
  bool offset(const char* name, std::optional<uint64_t>& value) {
    uint64_t word = 0;
    if (!number(name, word)) return false;
    value = word == kNoOffset ? std::nullopt : std::optional(word);
    return true;
  }
  bool text(const char* name, std::string_view& text, uint64_t max) {
    uint32_t bytes = 0;
    if (!number(name, bytes)) return false;
    if (bytes > max) return fault_.set(name, bytes, max);
    if (bytes > left_.size()) return fault_.set(name, bytes, left_.size());
    text = left_.substr(0, bytes);
    left_.remove_prefix(bytes);
    return true;
  }
  bool rest(const char* name, std::string_view& bytes, uint64_t max) {
    if (left_.size() > max) return fault_.set(name, left_.size(), max);
    bytes = left_;
    left_ = {};
    return true;
  }
  template <typename Item, typename Each>
  bool list(const char* name, std::span<const Item>& items, Each each,
            size_t max = kListMax<Item>) {
    auto& room = std::get<ListRoom<Item>>(scratch_.rooms);
    uint32_t count = 0;
    if (!number(name, count)) return false;
    if (count > max) return fault_.set(name, count, max);
    for (uint32_t i = 0; i < count; ++i) {
      if (!each(*this, room[i])) return false;
    }
    items = std::span<const Item>(room.data(), count);
    return true;
  }

  size_t left() const { return left_.size(); }
  const FieldFault& fault() const { return fault_; }

 private:
  uint32_t subject_;
  std::string_view left_;
  Scratch& scratch_;
  FieldFault fault_;
};

}  // namespace inlay::channel
