#include "html/utf8.h"

#include <cstdint>

namespace inlay::html {
namespace {

// What a lead byte asks for: the length of the sequence, and the narrower bounds of its second
// byte.
struct Lead {
  size_t size;
  uint8_t second_least;
  uint8_t second_most;
};

constexpr Lead lead_of(uint8_t byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

size_t utf8_character_size(std::string_view bytes, size_t& malformed_size) {
  const Lead lead = lead_of(static_cast<uint8_t>(bytes[0]));
  size_t good = 1;
  while (good < lead.size && good < bytes.size()) {
    const uint8_t byte = static_cast<uint8_t>(bytes[good]);
    const uint8_t least = good == 1 ? lead.second_least : 0x80;
    const uint8_t most = good == 1 ? lead.second_most : 0xBF;
    if (byte < least || byte > most) break;
    ++good;
  }
  malformed_size = good;
  return good == lead.size ? good : 0;
}

bool is_utf8(std::string_view bytes) {
  if (is_ascii(bytes)) return true;
  size_t malformed_size = 0;
  while (!bytes.empty()) {
    const size_t size = utf8_character_size(bytes, malformed_size);
    if (size == 0) return false;
    bytes.remove_prefix(size);
  }
  return true;
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<uint8_t>(byte)); };
  const auto put_tail = [&put](char32_t bits) { put(0x80 | (bits & 0x3F)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    put_tail(code_point);
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put_tail(code_point >> 6);
    put_tail(code_point);
  } else {
    put(0xF0 | code_point >> 18);
    put_tail(code_point >> 12);
    put_tail(code_point >> 6);
    put_tail(code_point);
  }
}

std::string repair_utf8(std::string_view bytes) {
  if (is_ascii(bytes)) return std::string(bytes);
  std::string out;
  out.reserve(bytes.size());
  size_t malformed_size = 0;
  while (!bytes.empty()) {
    const size_t size = utf8_character_size(bytes, malformed_size);
    if (size == 0) {
      append_utf8(out, kReplacementCharacter);
    } else {
      out += bytes.substr(0, size);
    }
    bytes.remove_prefix(size == 0 ? malformed_size : size);
  }
  return out;
}

}  // namespace inlay::html
