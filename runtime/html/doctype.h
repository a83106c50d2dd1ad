// What a doctype says, read from its bytes when somebody asks.
// Source: HTML standard 13.2.5.53–13.2.5.68.
#pragma once

#include "html/quirks.h"
#include "html/token_events.h"

namespace inlay::html {

// The parts as they are written (see decoded_text.h), borrowed from the event; an empty name is a
// missing one. An oversize doctype is read as if the input ended where its known part ends.
DoctypeParts read_doctype(const DoctypeEvent& event);

}  // namespace inlay::html
