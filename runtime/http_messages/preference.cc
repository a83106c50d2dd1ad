#include "http_messages/preference.h"

#include <algorithm>

#include "http_messages/chars.h"

namespace inlay::http {
namespace {

unsigned weight_of(std::string_view text) {
  if (text.find_first_not_of("0.") == std::string_view::npos) return 0;
  if (!text.starts_with("0.")) return kFullWeight;
  unsigned weight = 0;
  unsigned unit = 100;
  for (const char digit : text.substr(2)) {
    if (!is_digit(digit)) return kFullWeight;
    weight += unit * static_cast<unsigned>(digit - '0');
    unit /= 10;
  }
  return std::max(weight, 1u);
}

}  // namespace

Preference preference_of(std::string_view member) {
  size_t end = std::min(member.find(';'), member.size());
  Preference out{trim(member.substr(0, end))};
  while (end < member.size()) {
    member.remove_prefix(end + 1);
    end = std::min(member.find(';'), member.size());
    const std::string_view parameter = trim(member.substr(0, end));
    if (parameter.size() < 3 || to_lower(parameter[0]) != 'q' || parameter[1] != '=') continue;
    out.weight = weight_of(parameter.substr(2));
  }
  return out;
}

}  // namespace inlay::http
