#include "html/character_references.h"

#include <algorithm>
#include <array>

#include "html/ascii.h"
#include "html/utf8.h"

namespace inlay::html {
namespace {

struct NamedRow {
  std::string_view name;
  std::string_view text;
};

constexpr NamedRow kRows[] = {
#include "html/named_character_references.inc"
};
constexpr size_t kRowCount = std::size(kRows);
static_assert(kRowCount == 2231);
static_assert(std::is_sorted(std::begin(kRows), std::end(kRows),
                             [](const NamedRow& a, const NamedRow& b) { return a.name < b.name; }));

constexpr size_t packed_size() {
  size_t size = 0;
  for (const NamedRow& row : kRows) size += row.name.size() + row.text.size();
  return size;
}

// The rows without pointers: those would have to be relocated in every process that loads the
// program.
struct PackedNames {
  struct Entry {
    uint16_t at;  // of the name in `bytes`; its text follows
    uint8_t name_size;
    uint8_t text_size;
  };
  std::array<Entry, kRowCount> entries{};
  std::array<char, packed_size()> bytes{};

  constexpr std::string_view name(const Entry& entry) const {
    return {bytes.data() + entry.at, entry.name_size};
  }
  constexpr std::string_view text(const Entry& entry) const {
    return {bytes.data() + entry.at + entry.name_size, entry.text_size};
  }
};
static_assert(packed_size() <= 0xFFFF);

constexpr PackedNames pack() {
  PackedNames packed;
  size_t at = 0;
  for (size_t i = 0; i < kRowCount; ++i) {
    packed.entries[i] = {static_cast<uint16_t>(at), static_cast<uint8_t>(kRows[i].name.size()),
                         static_cast<uint8_t>(kRows[i].text.size())};
    for (char c : kRows[i].name) packed.bytes[at++] = c;
    for (char c : kRows[i].text) packed.bytes[at++] = c;
  }
  return packed;
}
constexpr PackedNames kNames = pack();

// 0x80 to 0x9F: what windows-1252 has there (13.2.5.84). Zero: the code point stays.
constexpr std::array<uint16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

char32_t meant_by(uint32_t number) {
  constexpr uint32_t kCodePointMax = 0x10FFFF;
  const bool surrogate = number >= 0xD800 && number <= 0xDFFF;
  if (number == 0 || number > kCodePointMax || surrogate) return kReplacementCharacter;
  if (number >= 0x80 && number <= 0x9F && kWindows1252[number - 0x80] != 0) {
    return kWindows1252[number - 0x80];
  }
  return number;
}

// The value of a digit, or `base` and more for what is none.
uint32_t digit_value(char c) {
  if (is_digit(c)) return static_cast<uint32_t>(c - '0');
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? static_cast<uint32_t>(lower - 'a') + 10 : 16;
}

// `bytes` start with "&#".
size_t append_numeric(std::string& out, std::string_view bytes) {
  constexpr uint32_t kTooLarge = 0x110000;
  size_t at = 2;
  uint32_t base = 10;
  if (at < bytes.size() && to_lower(bytes[at]) == 'x') {
    base = 16;
    ++at;
  }
  const size_t digits_begin = at;
  uint32_t number = 0;
  for (; at < bytes.size() && digit_value(bytes[at]) < base; ++at) {
    number = std::min(number * base + digit_value(bytes[at]), kTooLarge);
  }
  if (at == digits_begin) return 0;
  append_utf8(out, meant_by(number));
  return at < bytes.size() && bytes[at] == ';' ? at + 1 : at;
}

size_t append_named(std::string& out, std::string_view bytes, ReferencePlace place) {
  const NamedReference found = longest_named_reference(bytes.substr(1));
  if (found.name_size == 0) return 0;
  const size_t size = 1 + found.name_size;
  if (place == ReferencePlace::attribute_value && bytes[size - 1] != ';' && size < bytes.size() &&
      (bytes[size] == '=' || is_alphanumeric(bytes[size]))) {
    return 0;
  }
  out += found.text;
  return size;
}

}  // namespace

// Narrows the sorted names down, byte by byte, to those that start like `bytes`; the last one met
// whole is the longest.
NamedReference longest_named_reference(std::string_view bytes) {
  NamedReference longest;
  auto first = kNames.entries.begin();
  auto last = kNames.entries.end();
  for (size_t size = 0; first != last; ++size) {
    if (size > 0 && first->name_size == size) {
      longest = {size, kNames.text(*first)};
      ++first;
    }
    if (size == bytes.size()) break;
    const auto byte_at = [size](const PackedNames::Entry& entry) {
      return static_cast<uint8_t>(kNames.name(entry)[size]);
    };
    const uint8_t byte = static_cast<uint8_t>(bytes[size]);
    first = std::partition_point(first, last, [&](auto& entry) { return byte_at(entry) < byte; });
    last = std::partition_point(first, last, [&](auto& entry) { return byte_at(entry) == byte; });
  }
  return longest;
}

size_t append_reference(std::string& out, std::string_view bytes, ReferencePlace place) {
  if (bytes.size() < 2) return 0;
  if (bytes[1] == '#') return append_numeric(out, bytes);
  return is_alphanumeric(bytes[1]) ? append_named(out, bytes, place) : 0;
}

}  // namespace inlay::html
