#include "apps/utf8.h"

namespace inlay::apps {
namespace {

// Length of the sequence that starts here and the range of its second byte (RFC 3629 section 4).
struct Sequence {
  size_t length;
  unsigned char second_min;
  unsigned char second_max;
};

Sequence sequence_of(unsigned char lead) {
  if (lead < 0x80) return {1, 0, 0};
  if (lead >= 0xC2 && lead <= 0xDF) return {2, 0x80, 0xBF};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {3, 0x80, 0xBF};
  if (lead == 0xF0) return {4, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {4, 0x80, 0xBF};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

size_t valid_utf8(std::string_view bytes) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(bytes[at]); };
  size_t at = 0;
  while (at < bytes.size()) {
    const Sequence sequence = sequence_of(byte(at));
    if (sequence.length == 0 || at + sequence.length > bytes.size()) return at;
    if (sequence.length > 1 &&
        (byte(at + 1) < sequence.second_min || byte(at + 1) > sequence.second_max)) {
      return at;
    }
    for (size_t i = 2; i < sequence.length; ++i) {
      if ((byte(at + i) & 0xC0) != 0x80) return at;
    }
    at += sequence.length;
  }
  return at;
}

}  // namespace inlay::apps
