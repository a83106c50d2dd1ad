// Encodings that the scan lane must not touch: in them, the bytes of markup are not those of ASCII,
// or not always. Source: Encoding standard, 4.2 "Names and labels"; HTML standard, "extracting a
// character encoding from a meta element".
#pragma once

#include <cstdint>
#include <string_view>

namespace inlay::html {

struct TagEvent;

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

// Who says what a page's encoding is.
enum class EncodingFrom : uint8_t {
  page,          // a meta element may
  outside,       // a byte order mark or the HTTP field did, and it is not UTF-8
  outside_utf8,  // they did: UTF-8
};
EncodingFrom encoding_from(std::string_view content_type_charset, std::string_view first_bytes);

// What a meta element says: its `charset`, or its `content` as in <meta http-equiv=content-type
// content="text/html; charset=x">. (In a meta element UTF-16 means UTF-8.)
enum class MetaEncoding : uint8_t { unknown, utf8, iso_2022_jp, other };
MetaEncoding encoding_of_meta_charset(std::string_view charset);
MetaEncoding encoding_of_meta_content(std::string_view content);
MetaEncoding encoding_of_meta(const TagEvent& meta);

}  // namespace inlay::html
