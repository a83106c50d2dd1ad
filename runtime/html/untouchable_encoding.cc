#include "html/untouchable_encoding.h"

#include <algorithm>
#include <array>

#include "html/ascii.h"

namespace inlay::html {
namespace {

constexpr std::array<std::string_view, 20> kLabels{
    "csiso2022jp", "csiso2022kr",     "csunicode",   "hz-gb-2312",  "iso-10646-ucs-2",
    "iso-2022-cn", "iso-2022-cn-ext", "iso-2022-jp", "iso-2022-kr", "replacement",
    "ucs-2",       "unicode",         "unicodefeff", "unicodefffe", "utf-16",
    "utf-16be",    "utf-16le",        "utf-32",      "utf-32be",    "utf-32le"};

}  // namespace

bool is_untouchable_label(std::string_view label) {
  while (!label.empty() && is_blank(label.front())) label.remove_prefix(1);
  while (!label.empty() && is_blank(label.back())) label.remove_suffix(1);
  return std::any_of(kLabels.begin(), kLabels.end(),
                     [&](std::string_view known) { return equal_ignoring_case(label, known); });
}

bool is_untouchable_encoding(std::string_view charset, std::string_view first_bytes) {
  if (first_bytes.starts_with("\xef\xbb\xbf")) return false;
  if (first_bytes.starts_with("\xfe\xff") || first_bytes.starts_with("\xff\xfe")) return true;
  return is_untouchable_label(charset);
}

}  // namespace inlay::html
