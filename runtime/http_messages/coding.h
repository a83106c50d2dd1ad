// The content codings we can take off and put on (RFC 9110 8.4.1, RFC 7932, RFC 8878), and which
// one a response is in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "http_messages/field_list.h"

namespace inlay::http {

enum class Coding : uint8_t { identity, gzip, deflate, br, zstd };

inline constexpr size_t kCodings = 5;

// By its name in any case; "x-gzip" is gzip. Nothing for what we do not know.
std::optional<Coding> coding_of(std::string_view name);

// As it is written in fields.
std::string_view coding_name(Coding coding);

// What a message's Content-Encoding says: identity if there is none, the coding if it is one that
// we know, nothing if there are several or an unknown one.
std::optional<Coding> single_coding(const FieldList& fields);

}  // namespace inlay::http
