#include "http_messages/list_value.h"

#include "http_messages/chars.h"

namespace inlay::http {
namespace {

// Index of the first comma outside a quoted string; text.size() if there is none. An open quote
// runs to the end.
size_t member_end(std::string_view text) {
  bool in_quotes = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') in_quotes = !in_quotes;
    if (c == '\\' && in_quotes) ++at;
    if (c == ',' && !in_quotes) return at;
  }
  return text.size();
}

}  // namespace

std::optional<std::string_view> ListReader::next() {
  while (!rest_.empty()) {
    const size_t end = member_end(rest_);
    const std::string_view member = trim(rest_.substr(0, end));
    rest_.remove_prefix(end == rest_.size() ? end : end + 1);
    if (!member.empty()) return member;
  }
  return std::nullopt;
}

bool has_token(std::string_view value, std::string_view token) {
  for (ListReader list(value); auto member = list.next();) {
    if (equals_ignoring_case(*member, token)) return true;
  }
  return false;
}

bool has_token(const FieldList& fields, FieldId id, std::string_view token) {
  bool found = false;
  fields.find_all(id, [&](std::string_view value) { found = found || has_token(value, token); });
  return found;
}

bool cache_control_has(std::string_view value, std::string_view directive) {
  for (ListReader list(value); auto member = list.next();) {
    const std::string_view name = member->substr(0, member->find('='));
    if (equals_ignoring_case(trim(name), directive)) return true;
  }
  return false;
}

bool cache_control_has(const FieldList& fields, std::string_view directive) {
  bool found = false;
  fields.find_all(FieldId::cache_control, [&](std::string_view value) {
    found = found || cache_control_has(value, directive);
  });
  return found;
}

}  // namespace inlay::http
