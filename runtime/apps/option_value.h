// Values of options, written for the place where they go. All are UTF-8 in and out; a NUL becomes
// U+FFFD, as in a page.
#pragma once

#include <string>
#include <string_view>

namespace inlay::apps {

std::string as_characters(std::string_view value);
std::string as_html_text(std::string_view value);     // & < > escaped
std::string as_quoted_value(std::string_view value);  // & " ' < > escaped
std::string as_css_string(std::string_view value);    // the inside of a string in either quotes

// Behind the characters of an address that are there already: encoded as by encodeURIComponent; in
// the path (before any ? or #) `/` stays.
std::string as_address_part(std::string_view value, std::string_view before);

// Whether a browser takes it as an http:, https:, mailto: or tel: address, or one without scheme.
// Source: URL standard, "basic URL parser": what it takes away first.
bool is_safe_address(std::string_view characters);
// Whether nothing of an address is there yet: only what a browser takes away.
bool is_blank_address(std::string_view characters);

inline constexpr std::string_view kNoAddress = "about:invalid";

}  // namespace inlay::apps
