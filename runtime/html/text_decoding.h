// Reads text of the page as characters, in whatever encoding the page is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inlay::html {

// One for each encoding that is a superset of ASCII and keeps no state between characters; UTF-8
// and windows-1252 are here, others come from whoever has a library for them. Immutable.
class TextDecoding {
 public:
  virtual ~TextDecoding() = default;

  // Appends as UTF-8 what `bytes` say, which begin where a character begins; what is malformed, or
  // cut off at the end, as U+FFFD.
  virtual void decode(std::string_view bytes, std::string& utf8) const = 0;
  // Of bytes that begin where a character begins: how many of them, but a character that may be cut
  // off at their end.
  virtual size_t whole_characters(std::string_view bytes) const = 0;
  // Whether these bytes are UTF-8 that says the same, so that nothing has to be decoded.
  virtual bool is_same_in_utf8(std::string_view bytes) const = 0;
};

const TextDecoding& utf8_decoding();
const TextDecoding& windows_1252_decoding();

}  // namespace inlay::html
