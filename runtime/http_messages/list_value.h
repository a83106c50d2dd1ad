// Fields whose value is a comma-separated list (RFC 9110 5.6.1): splitting and membership. Nothing
// is copied.
#pragma once

#include <optional>
#include <string_view>

#include "http_messages/field_list.h"

namespace inlay::http {

// Members one after the other: split at commas outside quoted strings, spaces and tabs trimmed,
// empty ones left out.
//   for (ListReader list(value); auto member = list.next();) …
class ListReader {
 public:
  explicit ListReader(std::string_view value) : rest_(value) {}
  std::optional<std::string_view> next();

 private:
  std::string_view rest_;
};

// Whether a member is exactly `token`, in any case. For Connection, Vary, Upgrade and the like.
bool has_token(std::string_view value, std::string_view token);
// The same over all fields of that name.
bool has_token(const FieldList& fields, FieldId id, std::string_view token);

// Whether a directive of that name stands in the value, with or without an argument: "max-age"
// finds "max-age=5".
bool cache_control_has(std::string_view value, std::string_view directive);
bool cache_control_has(const FieldList& fields, std::string_view directive);

}  // namespace inlay::http
