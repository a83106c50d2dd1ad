// The pages we answer ourselves when something is wrong. They say what happened, whose matter it is
// and what a visitor can do, and carry the request's id, which the operator finds in the log; they
// never show internals. No script, nothing from elsewhere, at most kErrorPageBytesMax.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "edge/page_request.h"
#include "http_messages/field_list.h"

namespace inlay {

inline constexpr size_t kErrorPageBytesMax = 4096;
inline constexpr uint64_t kRetryAfterSeconds = 10;  // what a 503 asks to wait

enum class ErrorForm : uint8_t { html, text };

// HTML for whoever may show a page: a browser that fetches a document, iframe or frame; without
// Sec-Fetch-Dest one that names text/html in Accept, or that takes anything. Everybody else (a
// script's fetch, an image, a client that asks for JSON) gets the same facts as plain text.
ErrorForm error_form(PageRequest page, const http::FieldList& fields);

struct ErrorPage {
  std::string head;  // as ServerConnection::respond() takes it
  std::string body;
};

// A status without a text of its own gets that of 400, or of 502 from 500 on. `request_id` holds
// nothing that HTML would have to escape.
ErrorPage error_page(uint16_t status, std::string_view request_id, std::string_view date,
                     ErrorForm form = ErrorForm::html);

}  // namespace inlay
