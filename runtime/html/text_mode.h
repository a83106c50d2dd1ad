// How the tokenizer reads what follows a start tag: the states the standard lets a tree builder
// switch to. Source: HTML standard, 13.2.5 "Tokenization" (states of the same names) and 13.2.6
// (who switches).
#pragma once

#include <cstdint>

namespace inlay::html {

enum class TextMode : uint8_t { data, rcdata, rawtext, script_data, plaintext };

}  // namespace inlay::html
