// The part that heads of requests and responses share: lines after the first one.
#pragma once

#include <optional>
#include <string_view>

#include "http_messages/field_list.h"
#include "http_messages/head_error.h"
#include "http_messages/message_limits.h"

namespace inlay::http {

// Cuts the first line off `head` and returns it without its CRLF; nullopt if there is no CRLF, or a
// CR or LF elsewhere in it.
std::optional<std::string_view> take_line(std::string_view& head);

// `lines`: field lines and the empty line, nothing after it. Adds to `out`.
HeadResult<> parse_field_lines(Sender sender, std::string_view lines, const HeadLimits& limits,
                               FieldList& out);

// Refuses a first line or a whole head above its limit. `line` as take_line() returns it.
HeadResult<> check_head_limits(Sender sender, std::string_view head, std::string_view line,
                               const HeadLimits& limits);

}  // namespace inlay::http
