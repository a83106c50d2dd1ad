// Encodings whose pages pass untouched, because their markup is not ASCII bytes that can be
// scanned. Labels as in the Encoding standard 4.2.
#pragma once

#include <string_view>

namespace inlay::html {

// A label as it stands in a charset parameter or a meta element, in any case, with blanks around
// it: UTF-16, ISO-2022-JP and what decodes to nothing at all ("replacement"); UTF-32 too, which
// browsers do not know.
bool is_untouchable_label(std::string_view label);

// The encoding that a browser would take from the response's charset (may be empty) and the body's
// first three bytes (fewer only if the body is shorter): a byte order mark wins over the charset.
bool is_untouchable_encoding(std::string_view charset, std::string_view first_bytes);

}  // namespace inlay::html
