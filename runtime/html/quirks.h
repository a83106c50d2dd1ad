// Whether a doctype puts the document into quirks mode. All that it changes for us: in quirks mode
// a table does not end a paragraph. Limited-quirks mode counts as none, as it does there. Source:
// HTML standard 13.2.6.4.1 "The initial insertion mode".
#pragma once

#include "html/doctype.h"

namespace inlay::html {

bool means_quirks(const Doctype& doctype);

}  // namespace inlay::html
