// The argument of :nth-child() and :nth-of-type(): `odd`, `even`, `2n+1`, `-n + 3`, `4`.
// Source: CSS Syntax level 3, section 6 "The An+B microsyntax".
#pragma once

#include <optional>

#include "html/selector.h"
#include "html/selector_reader.h"

namespace inlay::html {

// Nothing if it is none; the cursor is then somewhere in it. Blanks around it are for the caller.
// Numbers beyond a billion count as a billion.
std::optional<NthTest> read_nth(SelectorReader& reader);

}  // namespace inlay::html
