// UTF-8 as the Encoding standard decodes it: what is malformed becomes U+FFFD.
// Source: Encoding standard, "UTF-8 decoder"; Unicode 15, 3.9 "maximal subpart".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inlay::html {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

// How many bytes at the start of `bytes` (not empty) form one character. Malformed: 0, and
// `malformed_size` is how many bytes one U+FFFD replaces.
size_t utf8_character_size(std::string_view bytes, size_t& malformed_size);

bool is_utf8(std::string_view bytes);

void append_utf8(std::string& out, char32_t code_point);

// `bytes` with each malformed sequence replaced.
std::string repair_utf8(std::string_view bytes);

}  // namespace inlay::html
