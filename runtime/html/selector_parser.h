// Reads a selector list. Strict: what a style sheet would forgive or skip is refused, since an
// author who learns of it can mend it; also in :is() and :where().
#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "html/selector.h"

namespace inlay::html {

// The list is not empty. Bounded by the per-selector bounds of SelectorLimits.
tl::expected<SelectorList, SelectorError> parse_selector(std::string_view css);

}  // namespace inlay::html
