// The INSTALL_… words in app code, replaced as text (app-format 5.4).
#pragma once

#include <string>
#include <string_view>

namespace inlay::apps {

// Appends `code` with each of INSTALL_OPTIONS, INSTALL_PRODUCT, INSTALL_SCOPE, INSTALL_ID and,
// before `.` or `[`, INSTALL replaced for the install `id`; also in strings and comments, but whole
// identifiers only. `id` must be an install id (is_install_id).
void append_with_tokens(std::string& out, std::string_view code, std::string_view id);

}  // namespace inlay::apps
