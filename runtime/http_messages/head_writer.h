// Writes heads and chunk frames into a string that the caller reuses: nothing is allocated while
// its capacity lasts. Writes what it is given: names, values and reasons come from parsed heads or
// from our own constants, which hold no CR, LF or NUL; text from anywhere else goes through
// is_field_value() first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http_messages/field_id.h"
#include "http_messages/field_list.h"
#include "http_messages/request_head.h"

namespace inlay::http {

// "name: value" CRLF.
void append_field(std::string& out, std::string_view name, std::string_view value);
void append_field(std::string& out, std::string_view name, uint64_t value);

// Request line (always HTTP/1.1), Host, and the end-to-end fields of `fields` without those in
// `drop` (see hop_by_hop.h). Host among `fields` is never copied. Further append_field() may
// follow; append_head_end() ends it.
void append_request_head(std::string& out, std::string_view method, const Target& target,
                         std::string_view host, const FieldList& fields,
                         const FieldIdSet& drop = {});

// Status line (always HTTP/1.1) and the end-to-end fields of `fields` without those in `drop`; then
// as above.
void append_response_head(std::string& out, uint16_t status, std::string_view reason,
                          const FieldList& fields, const FieldIdSet& drop = {});

// Status line only, with our own reason; for answers that we make ourselves.
void append_status_line(std::string& out, uint16_t status);

// The empty line.
void append_head_end(std::string& out);

// The frame around a chunk: header, then the caller's `bytes` of data (more than 0), then
// append_chunk_end(). The next header may be written together with the end before it.
void append_chunk_header(std::string& out, uint64_t bytes);
void append_chunk_end(std::string& out);
// Last chunk and empty trailer section.
void append_last_chunk(std::string& out);

// "Not Found" for 404; "Unknown" for what RFC 9110 does not name.
std::string_view reason_phrase(uint16_t status);

}  // namespace inlay::http
