// How much of a message's frame is read before it is refused. The defaults are the documented
// defaults.
#pragma once

#include <cstddef>

namespace inlay::http {

// At the bound a client gets 414 (line) or 431 (the others) and the connection closes; an origin's
// answer becomes 502.
struct HeadLimits {
  size_t line_bytes_max = 8 * 1024;   // http.line_bytes_max: first line without its CRLF
  size_t head_bytes_max = 64 * 1024;  // http.head_bytes_max: up to the empty line, included
  size_t fields_max = 100;            // http.fields_max
};

// At the bound the body ends as a failed one: 400 or 502 if no byte of the answer left yet, else
// the connection closes. Sums over the whole message, so that many small chunks are no way around
// them.
struct ChunkLimits {
  size_t extension_bytes_max = 4 * 1024;  // http.chunk_extension_bytes_max
  size_t trailer_bytes_max = 16 * 1024;   // http.trailer_bytes_max
  size_t trailer_fields_max = 100;        // http.trailer_fields_max
};

}  // namespace inlay::http
