// Whether bytes are UTF-8 (RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF).
#pragma once

#include <cstddef>
#include <string_view>

namespace inlay::apps {

// How many bytes from the start are UTF-8 and end with a whole character; all of them when the text
// is right.
size_t valid_utf8(std::string_view bytes);

}  // namespace inlay::apps
