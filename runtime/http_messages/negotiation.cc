#include "http_messages/negotiation.h"

#include <optional>

#include "http_messages/list_value.h"
#include "http_messages/preference.h"

namespace inlay::http {
bool accept_names_html(std::string_view accept) {
  for (ListReader list(accept); auto member = list.next();) {
    const Preference preference = preference_of(*member);
    if (preference.weight > 0 && equals_ignoring_case(preference.name, "text/html")) return true;
  }
  return false;
}

bool accept_names_html(const FieldList& fields) {
  bool named = false;
  fields.find_all(FieldId::accept,
                  [&](std::string_view value) { named = named || accept_names_html(value); });
  return named;
}

bool accepts_anything_only(const FieldList& fields) {
  bool anything_only = true;
  fields.find_all(FieldId::accept, [&](std::string_view value) {
    for (ListReader list(value); auto member = list.next();) {
      if (preference_of(*member).name != "*/*") anything_only = false;
    }
  });
  return anything_only;
}

bool accepts_coding(const FieldList& fields, std::string_view coding) {
  if (!fields.has(FieldId::accept_encoding)) return equals_ignoring_case(coding, "identity");
  std::optional<bool> named;
  std::optional<bool> any;
  fields.find_all(FieldId::accept_encoding, [&](std::string_view value) {
    for (ListReader list(value); auto member = list.next();) {
      const Preference preference = preference_of(*member);
      if (equals_ignoring_case(preference.name, coding)) named = preference.weight > 0;
      if (preference.name == "*") any = preference.weight > 0;
    }
  });
  // Identity is acceptable unless it is excluded by name or by "*;q=0" (RFC 9110 12.5.3).
  return named.value_or(any.value_or(equals_ignoring_case(coding, "identity")));
}

}  // namespace inlay::http
