// Lone surrogates in JSON: `"\ud800"` is allowed there, but no UTF-8 text can hold it and RapidJSON
// refuses it. The tests of tokenizers use it. As bytes it is what UTF-8 would make of the code
// point (ED A0 80 to ED BF BF).
#pragma once

#include <string>
#include <string_view>

namespace inlay {

// In JSON text: escapes of surrogates that are not half of a pair become their three bytes; all
// else stays.
std::string surrogate_escapes_to_bytes(std::string_view json);

// The way back: three bytes of a surrogate become its escape.
std::string surrogate_bytes_to_escapes(std::string_view json);

}  // namespace inlay
