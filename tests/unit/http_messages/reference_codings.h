// The other side: bodies coded and decoded by the libraries' own one-shot functions, for tests and
// for the fuzz target. zlib for gzip and deflate, whatever the runtime was built with.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "http_messages/coding.h"

namespace inlay::http {

// How a body is made: `level` as the library counts, `window_bits` as zlib's inflateInit2 takes it
// for gzip and deflate (-15: raw), as a power of two for the others; 0 is the library's default.
struct ReferenceStyle {
  int level = 6;
  int window_bits = 0;
};

std::string reference_encode(Coding coding, std::string_view plain, ReferenceStyle style = {});

// The data of a complete body: all members or frames, nothing behind them. Nothing if it is not
// one, or has more than `bytes_max`.
std::optional<std::string> reference_decode(Coding coding, std::string_view coded,
                                            size_t bytes_max);
// zlib's message about the body; empty for br and zstd, and if there is none.
std::string reference_message(Coding coding, std::string_view coded, size_t bytes_max);
// What can be decoded so far of a body that goes on.
std::string reference_decode_prefix(Coding coding, std::string_view coded, size_t bytes_max);

}  // namespace inlay::http
