// Bytes of the page as the characters a tree builder sees: line ends, NUL, character references.
// Source: HTML standard 13.2.3.5 "Preprocessing the input stream" and the NUL rules of each state
// in 13.2.5. UTF-8 is not looked at here: malformed sequences pass (repair_utf8() of utf8.h
// replaces them).
#pragma once

#include <string>
#include <string_view>

#include "html/token_events.h"

namespace inlay::html {

// `run` is one whole run of text: a reference or a CR LF cut in two is not seen as one.
std::string decode_text(std::string_view run, TextKind kind);

std::string decode_attribute_value(std::string_view raw);
std::string decode_comment(std::string_view content);
std::string decode_name(std::string_view raw);  // of tags, attributes and doctypes: lower case

}  // namespace inlay::html
