#include "html/encoding_label.h"

#include <algorithm>
#include <array>

#include "html/ascii.h"

namespace inlay::html {
namespace {

using namespace std::literals;

constexpr std::array kIso2022Jp = {"csiso2022jp"sv, "iso-2022-jp"sv};

constexpr std::array kOthers = {
    // UTF-16
    "unicodefffe"sv, "utf-16be"sv, "csunicode"sv, "iso-10646-ucs-2"sv, "ucs-2"sv, "unicode"sv,
    "unicodefeff"sv, "utf-16"sv, "utf-16le"sv,
    // replacement
    "csiso2022kr"sv, "hz-gb-2312"sv, "iso-2022-cn"sv, "iso-2022-cn-ext"sv, "iso-2022-kr"sv,
    "replacement"sv,
    // not in the standard
    "utf-32"sv, "utf-32be"sv, "utf-32le"sv, "ucs-4"sv, "iso-10646-ucs-4"sv};

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_any_of(const auto& labels, std::string_view label) {
  label = without_blanks(label);
  return std::any_of(labels.begin(), labels.end(),
                     [&](std::string_view one) { return equal_ignoring_case(label, one); });
}

size_t find_charset(std::string_view text) {
  constexpr auto kWord = "charset"sv;
  for (size_t at = 0; at + kWord.size() <= text.size(); ++at) {
    if (equal_ignoring_case(text.substr(at, kWord.size()), kWord)) return at + kWord.size();
  }
  return text.npos;
}

std::string_view value_after_equals(std::string_view text) {
  text.remove_prefix(1);
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  if (text.empty()) return {};
  if (text.front() == '"' || text.front() == '\'') {
    const size_t close = text.find(text.front(), 1);
    return close == text.npos ? std::string_view() : text.substr(1, close - 1);
  }
  return text.substr(0, text.find_first_of("\t\n\f\r ;"));
}

}  // namespace

bool is_untouchable_label(std::string_view label) {
  return is_any_of(kIso2022Jp, label) || is_any_of(kOthers, label);
}

bool is_untouchable_encoding(std::string_view content_type_charset, std::string_view first_bytes) {
  if (first_bytes.starts_with("\xFE\xFF") || first_bytes.starts_with("\xFF\xFE")) return true;
  if (first_bytes.starts_with("\xEF\xBB\xBF")) return false;
  return is_untouchable_label(content_type_charset);
}

bool meta_charset_means_iso_2022_jp(std::string_view charset) {
  return is_any_of(kIso2022Jp, charset);
}

bool meta_content_means_iso_2022_jp(std::string_view content) {
  for (;;) {
    const size_t at = find_charset(content);
    if (at == content.npos) return false;
    content.remove_prefix(at);
    while (!content.empty() && is_blank(content.front())) content.remove_prefix(1);
    if (content.starts_with('=')) return is_any_of(kIso2022Jp, value_after_equals(content));
  }
}

}  // namespace inlay::html
