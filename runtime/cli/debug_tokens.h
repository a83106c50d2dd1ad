// `inlay debug tokens`: tokens of the scan lane in the notation of the html5lib tokenizer tests.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inlay {

inline constexpr size_t kDebugTokensLineBytesMax = 256 * 1024 * 1024;

// One line of input, {"input", "state", "lastStartTag", "chunk"}, to one line of output without its
// line feed: a JSON array of tokens, or {"error": "…"}. Members but "input" may be missing ("Data
// state", null, 0); unknown ones are ignored. `chunk` counts bytes of the input as UTF-8.
//
// In the data state without a last start tag the input is read as a whole page: the tree context is
// on, so that scripts are raw text and CDATA sections exist in foreign content.
//
// A lone surrogate (`\ud800`), which JSON can write and UTF-8 cannot, passes as a character of
// three bytes and comes out as it went in.
std::string debug_tokens_line(std::string_view line);

}  // namespace inlay
