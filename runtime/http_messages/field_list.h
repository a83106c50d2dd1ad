// The fields of one head, in the order in which they came. Everything borrows from the buffer that
// was parsed: a list is valid as long as those bytes stay where they are.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "http_messages/field_id.h"

namespace inlay::http {

struct Field {
  std::string_view name;   // as sent
  std::string_view value;  // as sent, without the spaces and tabs around it
  FieldId id = FieldId::other;
};

// Made to be reused: clear() keeps the storage, so a connection's second head allocates nothing.
class FieldList {
 public:
  // No bound of its own: the parser stops at HeadLimits::fields_max.
  void add(std::string_view name, std::string_view value) { add({name, value, field_id(name)}); }
  void add(const Field& field) {
    fields_.push_back(field);
    present_.add(field.id);
  }
  void clear() {
    fields_.clear();
    present_.clear();
  }

  bool has(FieldId id) const { return present_.contains(id); }

  // The first field of that name, or nullptr. `id` is not `other`. Absent ones cost one bit test.
  const Field* find(FieldId id) const;
  // The same by name, in any case; for names that have no id.
  const Field* find(std::string_view name) const;

  // How many fields carry the name.
  size_t count(FieldId id) const;

  // Calls fn(value) for each field of that name, in order.
  template <typename Fn>
  void find_all(FieldId id, Fn&& fn) const {
    if (!has(id)) return;
    for (const Field& field : fields_) {
      if (field.id == id) fn(field.value);
    }
  }

  size_t size() const { return fields_.size(); }
  bool empty() const { return fields_.empty(); }
  const Field& operator[](size_t at) const { return fields_[at]; }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<Field> fields_;
  FieldIdSet present_;
};

// ASCII only, as all of HTTP's names. "K" and the Kelvin sign are different.
bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace inlay::http
