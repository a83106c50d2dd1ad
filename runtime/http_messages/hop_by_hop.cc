#include "http_messages/hop_by_hop.h"

#include <string>

namespace inlay::http {

bool is_hop_by_hop(FieldId id) {
  switch (id) {
    case FieldId::connection:
    case FieldId::keep_alive:
    case FieldId::proxy_connection:
    case FieldId::te:
    case FieldId::trailer:
    case FieldId::transfer_encoding:
    case FieldId::upgrade:
      return true;
    default:
      return false;
  }
}

HeadResult<ConnectionOptions> connection_options(Sender sender, const FieldList& fields) {
  ConnectionOptions options;
  size_t names = 0;
  connection_names(fields, [&](std::string_view name) {
    ++names;
    options.close |= equals_ignoring_case(name, "close");
    options.keep_alive |= equals_ignoring_case(name, "keep-alive");
    options.upgrade |= equals_ignoring_case(name, "upgrade");
  });
  if (names > kConnectionNamesMax) {
    return malformed(sender, "connection: " + std::to_string(names) + " names, limit " +
                                 std::to_string(kConnectionNamesMax));
  }
  return options;
}

HopFilter::HopFilter(const FieldList& fields) {
  connection_names(fields, [this](std::string_view name) {
    if (field_id(name) != FieldId::other || equals_ignoring_case(name, "close")) return;
    if (named_count_ < named_.size()) named_[named_count_++] = name;
  });
}

bool HopFilter::drops(const Field& field) const {
  if (field.id != FieldId::other) return is_hop_by_hop(field.id);
  for (size_t i = 0; i < named_count_; ++i) {
    if (equals_ignoring_case(field.name, named_[i])) return true;
  }
  return false;
}

}  // namespace inlay::http
