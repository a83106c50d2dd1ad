// What a doctype says, read from its bytes when somebody asks.
// Source: HTML standard 13.2.5.53–13.2.5.68.
#pragma once

#include <optional>
#include <string>

#include "html/quirks.h"
#include "html/text_decoding.h"
#include "html/token_events.h"

namespace inlay::html {

// The parts as they are written (see decoded_text.h), borrowed from the event; an empty name is a
// missing one. An oversize doctype is read as if the input ended where its known part ends.
DoctypeParts read_doctype(const DoctypeEvent& event);

// The same in characters; nothing: missing.
struct Doctype {
  std::optional<std::string> name;  // lower case
  std::optional<std::string> public_id;
  std::optional<std::string> system_id;
};
Doctype decode_doctype(const DoctypeEvent& event, const TextDecoding& decoding);

}  // namespace inlay::html
