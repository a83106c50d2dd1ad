// Where in its source something stands, for messages.
#pragma once

#include <cstdint>
#include <string_view>

namespace inlay::html {

// Lines and columns count from 1, columns in characters of UTF-8 (in other encodings, bytes but
// 0x80 to 0xBF). A line ends at LF, CR LF or CR.
struct SourcePosition {
  uint64_t offset = 0;  // bytes
  uint64_t line = 1;
  uint64_t column = 1;

  // Goes on by these bytes. A CR LF must not be cut.
  void pass(std::string_view bytes) {
    for (size_t i = 0; i < bytes.size(); ++i) {
      const char c = bytes[i];
      const bool ends_line =
          c == '\n' || (c == '\r' && (i + 1 == bytes.size() || bytes[i + 1] != '\n'));
      if (ends_line) {
        ++line;
        column = 1;
      } else if ((c & 0xC0) != 0x80) {
        ++column;
      }
    }
    offset += bytes.size();
  }
};

}  // namespace inlay::html
