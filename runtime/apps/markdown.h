// Markdown (CommonMark 0.30) as an option's value.
#pragma once

#include <string>
#include <string_view>

#include "apps/json.h"

namespace inlay::apps {

// markdown_bytes_max: a longer text is not parsed but delivered escaped, in one <pre>.
inline constexpr size_t kMarkdownBytesMax = 64 << 10;

// {"html": rendered, "markdown": source}. Raw HTML and javascript: links are left out of the
// result.
Json markdown_value(std::string_view source);

}  // namespace inlay::apps
