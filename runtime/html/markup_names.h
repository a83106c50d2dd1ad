// What apps may write as names and comments: nothing that could end the token it stands in. The
// errors blame the app and name the character.
#pragma once

#include <string_view>

#include "base/result.h"

namespace inlay::html {

inline constexpr size_t kMarkupNameBytesMax = 1024;

Result<> check_tag_name(std::string_view name);  // also of end tags
Result<> check_attribute_name(std::string_view name);
// Source: HTML standard 13.1.6 "Comments", less what it asks of authors and no tokenizer needs.
Result<> check_comment_text(std::string_view text);

}  // namespace inlay::html
