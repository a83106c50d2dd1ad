// What a visitor's Accept-Encoding (RFC 9110 12.5.3) means for us: what we ask an origin for, and
// what we encode in ourselves.
#pragma once

#include <string>

#include "http_messages/coding.h"
#include "http_messages/field_list.h"

namespace inlay::http {

// Appends the value to ask an origin with: what the visitor asked for, in the visitor's order, less
// what we cannot decode (unknown codings, and a "*" that would allow them). Weights are kept, each
// coding stands once. "identity" if nothing is left, and nothing at all if the visitor sent no such
// field: then it is left out. Never longer than 128 bytes.
void append_decodable(std::string& out, const FieldList& fields);

// What to encode a page in that comes without coding: the highest weight; among equal ones gzip,
// zstd, br, deflate, in the order of what they cost us. identity if the field is absent, if it
// names identity with a higher weight, or if it accepts nothing (a page beats a 406).
Coding best_coding(const FieldList& fields);

}  // namespace inlay::http
