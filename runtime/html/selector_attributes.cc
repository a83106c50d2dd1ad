#include "html/selector_attributes.h"

#include <algorithm>
#include <array>

#include "html/ascii.h"
#include "html/decoded_text.h"

namespace inlay::html {
namespace {

constexpr std::array<std::string_view, 46> kCaseless = {
    "accept",     "accept-charset", "align",     "alink",    "axis",     "bgcolor", "charset",
    "checked",    "clear",          "codetype",  "color",    "compact",  "declare", "defer",
    "dir",        "direction",      "disabled",  "enctype",  "face",     "frame",   "hreflang",
    "http-equiv", "lang",           "language",  "link",     "media",    "method",  "multiple",
    "nohref",     "noresize",       "noshade",   "nowrap",   "readonly", "rel",     "rev",
    "rules",      "scope",          "scrolling", "selected", "shape",    "target",  "text",
    "type",       "valign",         "valuetype", "vlink"};
static_assert(std::is_sorted(kCaseless.begin(), kCaseless.end()));

bool same_letter(char a, char b) { return to_lower(a) == to_lower(b); }

bool equal(Letters letters, std::string_view a, std::string_view b) {
  if (letters == Letters::exact) return a == b;
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), same_letter);
}

bool contains(Letters letters, std::string_view value, std::string_view wanted) {
  if (letters == Letters::exact) return value.find(wanted) != value.npos;
  return std::search(value.begin(), value.end(), wanted.begin(), wanted.end(), same_letter) !=
         value.end();
}

// `wanted` is one of the words of `value`.
bool includes(Letters letters, std::string_view value, std::string_view wanted) {
  if (value.size() < wanted.size()) return false;
  for (size_t at = 0; at < value.size();) {
    const size_t begin = at;
    while (at < value.size() && !is_blank(value[at])) ++at;
    if (at - begin == wanted.size() && equal(letters, value.substr(begin, at - begin), wanted)) {
      return !wanted.empty();
    }
    while (at < value.size() && is_blank(value[at])) ++at;
  }
  return false;
}

// One comparison rules most bytes out.
bool needs_decoding(std::string_view raw) {
  constexpr uint64_t kDecoded = uint64_t{1} << '&' | uint64_t{1} << '\r' | uint64_t{1} << '\0';
  return std::any_of(raw.begin(), raw.end(), [](char c) {
    const auto byte = static_cast<uint8_t>(c);
    return byte <= '&' && (kDecoded >> byte & 1) != 0;
  });
}

}  // namespace

bool has_caseless_values(std::string_view lower_case_name) {
  return std::binary_search(kCaseless.begin(), kCaseless.end(), lower_case_name);
}

bool value_matches(AttributeOperator comparison, Letters letters, std::string_view value,
                   std::string_view wanted) {
  const size_t size = wanted.size();
  switch (comparison) {
    case AttributeOperator::exists:
      return true;
    case AttributeOperator::equals:
      return equal(letters, value, wanted);
    case AttributeOperator::includes:
      return includes(letters, value, wanted);
    case AttributeOperator::dash:
      return equal(letters, value.substr(0, size), wanted) &&
             (value.size() == size || value[size] == '-');
    case AttributeOperator::prefix:
      return size != 0 && equal(letters, value.substr(0, size), wanted);
    case AttributeOperator::suffix:
      return size != 0 && value.size() >= size &&
             equal(letters, value.substr(value.size() - size), wanted);
    case AttributeOperator::contains:
      return size != 0 && contains(letters, value, wanted);
  }
  return false;
}

WantedAttributes::WantedAttributes(const WantedNames& names) : names_(names), seen_(names.size()) {}

void WantedAttributes::start(const TagEvent* tag) {
  tag_ = tag;
  read_ = false;
}

std::optional<std::string_view> WantedAttributes::value(uint32_t name) {
  if (!read_) read();
  const Seen& seen = seen_[name];
  if (seen.tag != tag_number_) return std::nullopt;
  return decoded(tag_->raw.substr(seen.begin, seen.size));
}

void WantedAttributes::read() {
  read_ = true;
  ++tag_number_;
  if (tag_ == nullptr) return;
  AttributeReader reader = tag_->attributes();
  Attribute attribute;
  for (size_t left = names_.size(); left != 0 && reader.read(attribute);) {
    const uint32_t name = names_.find(attribute.name);
    if (name == WantedNames::kNone || seen_[name].tag == tag_number_) continue;
    note(name, attribute.value);
    --left;
  }
}

void WantedAttributes::note(uint32_t name, std::string_view value) {
  seen_[name].tag = tag_number_;
  seen_[name].begin = static_cast<uint32_t>(value.data() - tag_->raw.data());
  seen_[name].size = static_cast<uint32_t>(value.size());
}

std::string_view WantedAttributes::decoded(std::string_view raw) {
  if (!needs_decoding(raw)) return raw;
  decoded_ = decode_attribute_value(raw);
  return decoded_;
}

}  // namespace inlay::html
