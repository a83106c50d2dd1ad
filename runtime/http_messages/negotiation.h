// What a client says that it can take: Accept and Accept-Encoding (RFC 9110 12.5).
#pragma once

#include <string_view>

#include "http_messages/field_list.h"

namespace inlay::http {

// Whether Accept names text/html itself with a weight above 0. "*/*" and "text/*" do not name it:
// that is how plain tools ask, browsers that navigate name it.
bool accept_names_html(std::string_view accept);
bool accept_names_html(const FieldList& fields);

// Whether Accept is absent, or there is nothing in it but "*/*".
bool accepts_anything_only(const FieldList& fields);

// Whether an answer in `coding` may be sent: named with a weight above 0, or covered by "*".
// Without the field only identity is taken to be safe.
bool accepts_coding(const FieldList& fields, std::string_view coding);

}  // namespace inlay::http
