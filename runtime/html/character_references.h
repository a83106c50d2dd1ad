// Resolves character references (`&amp;`, `&#x41;`) where somebody looks at text or at an
// attribute's value. Source: HTML standard 13.2.5.72–13.2.5.84 and 13.5 "Named character
// references".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace inlay::html {

// In attributes a reference without its semicolon stays as written when '=' or an alphanumeric
// follows.
enum class ReferencePlace : uint8_t { text, attribute_value };

// Reads the reference at the start of `bytes`, which starts with '&'; appends what it stands for
// (UTF-8) and returns its length. 0: not a reference, nothing appended. At most as many bytes are
// looked at as it is long.
size_t append_reference(std::string& out, std::string_view bytes, ReferencePlace place);

// The longest name that `bytes` (after the '&') start with, and its text.
struct NamedReference {
  size_t name_size = 0;  // with the ';' if it has one; 0: none
  std::string_view text;
};
NamedReference longest_named_reference(std::string_view bytes);

}  // namespace inlay::html
