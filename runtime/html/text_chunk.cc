#include "html/text_chunk.h"

namespace inlay::html {

std::string_view TextChunk::text() {
  if (!decoded_.empty()) return decoded_;
  if (decoding_.is_same_in_utf8(facts_.bytes)) return facts_.bytes;
  decoding_.decode(facts_.bytes, decoded_);
  return decoded_;
}

}  // namespace inlay::html
