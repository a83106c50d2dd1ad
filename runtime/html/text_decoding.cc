#include "html/text_decoding.h"

#include <algorithm>
#include <array>

#include "html/utf8.h"

namespace inlay::html {
namespace {

class Utf8Decoding final : public TextDecoding {
 public:
  void decode(std::string_view bytes, std::string& utf8) const override {
    utf8.append(repair_utf8(bytes));
  }
  size_t whole_characters(std::string_view bytes) const override {
    constexpr size_t kCharacterBytesMax = 4;
    const size_t most = std::min(bytes.size(), kCharacterBytesMax - 1);
    for (size_t size = 1; size <= most; ++size) {
      const auto byte = static_cast<uint8_t>(bytes[bytes.size() - size]);
      if (byte < 0x80) return bytes.size();
      if (byte < 0xC0) continue;
      const size_t wanted = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
      return size < wanted ? bytes.size() - size : bytes.size();
    }
    return bytes.size();
  }
  bool is_same_in_utf8(std::string_view bytes) const override { return is_utf8(bytes); }
};

// Source: Encoding standard, index windows-1252: what differs from ISO-8859-1.
class Windows1252Decoding final : public TextDecoding {
 public:
  void decode(std::string_view bytes, std::string& utf8) const override {
    constexpr std::array<char16_t, 32> kFrom0x80 = {
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};
    for (const char c : bytes) {
      const auto byte = static_cast<uint8_t>(c);
      const bool differs = byte >= 0x80 && byte < 0xA0;
      append_utf8(utf8, differs ? char32_t{kFrom0x80[byte - 0x80U]} : char32_t{byte});
    }
  }
  size_t whole_characters(std::string_view bytes) const override { return bytes.size(); }
  bool is_same_in_utf8(std::string_view bytes) const override { return is_ascii(bytes); }
};

}  // namespace

const TextDecoding& utf8_decoding() {
  static const Utf8Decoding kDecoding;
  return kDecoding;
}

const TextDecoding& windows_1252_decoding() {
  static const Windows1252Decoding kDecoding;
  return kDecoding;
}

}  // namespace inlay::html
