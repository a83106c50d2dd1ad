#include "http_messages/negotiation.h"

#include <algorithm>
#include <optional>

#include "http_messages/chars.h"
#include "http_messages/list_value.h"

namespace inlay::http {
namespace {

struct Preference {
  std::string_view name;  // "text/html", "gzip"
  bool wanted = true;     // false if its weight is 0
};

// Parameter by parameter up to "q" (RFC 9110 12.4.2). A weight that is not one counts as 1.
Preference preference_of(std::string_view member) {
  size_t end = std::min(member.find(';'), member.size());
  Preference out{trim(member.substr(0, end)), true};
  while (end < member.size()) {
    member.remove_prefix(end + 1);
    end = std::min(member.find(';'), member.size());
    const std::string_view parameter = trim(member.substr(0, end));
    if (parameter.size() < 3 || to_lower(parameter[0]) != 'q' || parameter[1] != '=') continue;
    out.wanted = parameter.substr(2).find_first_not_of("0.") != std::string_view::npos;
  }
  return out;
}

}  // namespace

bool accept_names_html(std::string_view accept) {
  for (ListReader list(accept); auto member = list.next();) {
    const Preference preference = preference_of(*member);
    if (preference.wanted && equals_ignoring_case(preference.name, "text/html")) return true;
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
      if (equals_ignoring_case(preference.name, coding)) named = preference.wanted;
      if (preference.name == "*") any = preference.wanted;
    }
  });
  // Identity is acceptable unless it is excluded by name or by "*;q=0" (RFC 9110 12.5.3).
  return named.value_or(any.value_or(equals_ignoring_case(coding, "identity")));
}

}  // namespace inlay::http
