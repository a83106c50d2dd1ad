#include "http_messages/field_list.h"

#include "http_messages/chars.h"

namespace inlay::http {

const Field* FieldList::find(FieldId id) const {
  if (!has(id)) return nullptr;
  for (const Field& field : fields_) {
    if (field.id == id) return &field;
  }
  return nullptr;
}

const Field* FieldList::find(std::string_view name) const {
  if (const FieldId id = field_id(name); id != FieldId::other) return find(id);
  for (const Field& field : fields_) {
    if (field.id == FieldId::other && equals_ignoring_case(field.name, name)) return &field;
  }
  return nullptr;
}

size_t FieldList::count(FieldId id) const {
  size_t count = 0;
  find_all(id, [&count](std::string_view) { ++count; });
  return count;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}

}  // namespace inlay::http
