#include "http_messages/accept_encoding.h"

#include <array>
#include <optional>
#include <string_view>

#include "http_messages/list_value.h"
#include "http_messages/preference.h"

namespace inlay::http {
namespace {

template <typename Fn>
void each_preference(const FieldList& fields, Fn&& fn) {
  fields.find_all(FieldId::accept_encoding, [&](std::string_view value) {
    for (ListReader list(value); auto member = list.next();) fn(preference_of(*member));
  });
}

void append(std::string& out, std::string_view name, unsigned weight, bool first) {
  if (!first) out += ", ";
  out += name;
  if (weight == kFullWeight) return;
  out += weight == 0 ? ";q=0" : ";q=0.";
  for (unsigned unit = 100; weight > 0; weight %= unit, unit /= 10) {
    out += static_cast<char>('0' + weight / unit);
  }
}

}  // namespace

void append_decodable(std::string& out, const FieldList& fields) {
  if (!fields.has(FieldId::accept_encoding)) return;
  std::array<bool, kCodings> named{};
  bool star_named = false;
  bool first = true;
  each_preference(fields, [&](const Preference& preference) {
    const auto coding = coding_of(preference.name);
    const bool refuses_others = preference.name == "*" && preference.weight == 0;
    if (!coding && !refuses_others) return;
    bool& seen = coding ? named[static_cast<size_t>(*coding)] : star_named;
    if (seen) return;
    seen = true;
    append(out, coding ? coding_name(*coding) : "*", preference.weight, first);
    first = false;
  });
  if (first) out += coding_name(Coding::identity);
}

Coding best_coding(const FieldList& fields) {
  std::array<std::optional<unsigned>, kCodings> weights;
  unsigned others = 0;
  each_preference(fields, [&](const Preference& preference) {
    if (preference.name == "*") others = preference.weight;
    const auto coding = coding_of(preference.name);
    if (coding) weights[static_cast<size_t>(*coding)] = preference.weight;
  });
  Coding best = Coding::identity;
  unsigned best_weight = weights[static_cast<size_t>(Coding::identity)].value_or(0);
  bool by_default = true;  // identity stands back behind anything of the same weight
  for (const Coding coding : {Coding::gzip, Coding::zstd, Coding::br, Coding::deflate}) {
    const unsigned weight = weights[static_cast<size_t>(coding)].value_or(others);
    if (weight == 0 || weight < best_weight || (weight == best_weight && !by_default)) continue;
    best = coding;
    best_weight = weight;
    by_default = false;
  }
  return best;
}

}  // namespace inlay::http
