#include "http_messages/media_type.h"

#include <algorithm>

#include "http_messages/chars.h"
#include "http_messages/field_list.h"

namespace inlay::http {
namespace {

// Index of the end of the parameter at the front of `text`: a ";" outside a quoted string, or the
// end.
size_t parameter_end(std::string_view text) {
  bool in_quotes = false;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') in_quotes = !in_quotes;
    if (text[at] == '\\' && in_quotes) ++at;
    if (at < text.size() && text[at] == ';' && !in_quotes) return at;
  }
  return text.size();
}

// `charset=` with or without quotes; empty if the parameter is another one or its value no token.
// No charset's name needs an escape within its quotes.
std::string_view charset_of(std::string_view parameter) {
  const size_t equals = parameter.find('=');
  if (equals == std::string_view::npos) return {};
  if (!equals_ignoring_case(parameter.substr(0, equals), "charset")) return {};
  std::string_view value = parameter.substr(equals + 1);
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  return is_token(value) ? value : std::string_view{};
}

}  // namespace

bool MediaType::is(std::string_view lower_case_essence) const {
  return equals_ignoring_case(essence, lower_case_essence);
}

std::optional<MediaType> media_type(std::string_view content_type) {
  size_t end = std::min(content_type.find(';'), content_type.size());
  MediaType out{trim(content_type.substr(0, end)), {}};
  const size_t slash = out.essence.find('/');
  if (slash == std::string_view::npos || !is_token(out.essence.substr(0, slash)) ||
      !is_token(out.essence.substr(slash + 1))) {
    return std::nullopt;
  }
  while (end < content_type.size() && out.charset.empty()) {
    content_type.remove_prefix(end + 1);
    end = parameter_end(content_type);
    out.charset = charset_of(trim(content_type.substr(0, end)));
  }
  return out;
}

}  // namespace inlay::http
