// Makes HTML leave the tree as it found it, beyond what containment.h does for the tokenizer.
#pragma once

#include <string>
#include <string_view>

namespace inlay::html {

// The html with the end tags that its elements lack at its end, and without end tags that end
// nothing of its own. Read as the content of the element that its first tag belongs into: a row of
// a table, a cell of a row, else of the body.
std::string balance_elements(std::string_view html);

}  // namespace inlay::html
