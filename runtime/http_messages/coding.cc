#include "http_messages/coding.h"

#include <array>

#include "http_messages/list_value.h"

namespace inlay::http {
namespace {

constexpr std::array<std::string_view, kCodings> kNames{"identity", "gzip", "deflate", "br",
                                                        "zstd"};

}  // namespace

std::optional<Coding> coding_of(std::string_view name) {
  if (equals_ignoring_case(name, "x-gzip")) return Coding::gzip;
  for (size_t at = 0; at < kNames.size(); ++at) {
    if (equals_ignoring_case(name, kNames[at])) return static_cast<Coding>(at);
  }
  return std::nullopt;
}

std::string_view coding_name(Coding coding) { return kNames[static_cast<size_t>(coding)]; }

std::optional<Coding> single_coding(const FieldList& fields) {
  std::optional<Coding> found = Coding::identity;
  size_t members = 0;
  fields.find_all(FieldId::content_encoding, [&](std::string_view value) {
    for (ListReader list(value); auto member = list.next();) {
      found = ++members == 1 ? coding_of(*member) : std::nullopt;
    }
  });
  return found;
}

}  // namespace inlay::http
