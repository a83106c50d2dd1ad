// The tokens that one-shot Gumbo 0.10.1 makes of a page, taken from its lexer while it builds its
// tree: the oracle of the scanner. Links libgumbo.a with -Wl,--wrap=gumbo_lex,--wrap=__assert_fail.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::html {

// Tags as "BEGIN <name a=v b=v>" and "BEGIN </name>" with the attributes' bytes as written,
// comments as "BEGIN !". nullopt: Gumbo gave up (one of its assertions failed).
std::optional<std::vector<std::string>> gumbo_tokens(std::string_view page);

}  // namespace inlay::html
