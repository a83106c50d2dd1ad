// Encodings that the scan lane must not touch: in them, the bytes of markup are not those of ASCII,
// or not always. Source: Encoding standard, 4.2 "Names and labels"; HTML standard, "extracting a
// character encoding from a meta element".
#pragma once

#include <string_view>

namespace inlay::html {

// Whether a label (as in `charset=`; any case, blanks around it do not count) stands for UTF-16,
// ISO-2022-JP, or one of the encodings that browsers replace as a whole; also UTF-32, which
// browsers do not know. False for labels that are unknown, empty, or supersets of ASCII.
bool is_untouchable_label(std::string_view label);

// The same for a whole body: what its first bytes say wins over the label. `first_bytes` are the
// body's first three, or fewer where it has no more.
bool is_untouchable_encoding(std::string_view content_type_charset, std::string_view first_bytes);

// Whether it stands for another encoding of the standard: markup in it is ASCII.
bool is_ascii_compatible_label(std::string_view label);

// Whether a byte order mark or the HTTP field names an encoding that markup is ASCII in, so that
// what meta elements say does not count. `first_bytes` as above.
bool is_encoding_told(std::string_view content_type_charset, std::string_view first_bytes);

// Whether a meta element's `content`, as in <meta http-equiv=content-type content="text/html;
// charset=x">, or its `charset`, makes the page ISO-2022-JP. (In a meta element UTF-16 means
// UTF-8.)
bool meta_content_means_iso_2022_jp(std::string_view content);
bool meta_charset_means_iso_2022_jp(std::string_view charset);

}  // namespace inlay::html
