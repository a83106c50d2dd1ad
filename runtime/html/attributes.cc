#include "html/attributes.h"

#include "html/ascii.h"

namespace inlay::html {
namespace {

bool ends_name(char c) { return is_blank(c) || c == '/' || c == '>' || c == '='; }

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}

}  // namespace

std::optional<Attribute> AttributeReader::next() {
  Attribute attribute;
  if (!read(attribute)) return std::nullopt;
  attribute.duplicate = is_duplicate(attribute.name);
  if (seen_count_ < kDuplicateCheckMax) {
    seen_[seen_count_++] = {static_cast<uint32_t>(attribute.name.data() - tag_.data()),
                            static_cast<uint32_t>(attribute.name.size())};
  }
  return attribute;
}

std::optional<Attribute> AttributeReader::find(std::string_view lower_case_name) const {
  AttributeReader reader(tag_, first_);
  Attribute attribute;
  while (reader.read(attribute)) {
    if (equal_ignoring_case(attribute.name, lower_case_name)) return attribute;
  }
  return std::nullopt;
}

// The same grammar as TagTail's. A '>' where it is read here, outside of quotes, can only be the
// tag's last byte.
bool AttributeReader::read(Attribute& attribute) {
  while (at_ < tag_.size() && (is_blank(tag_[at_]) || tag_[at_] == '/')) ++at_;
  if (at_ >= tag_.size() || tag_[at_] == '>') return false;

  const size_t name_begin = at_++;  // whatever it is, also '='
  while (at_ < tag_.size() && !ends_name(tag_[at_])) ++at_;
  attribute.name = tag_.substr(name_begin, at_ - name_begin);
  attribute.value = tag_.substr(at_, 0);
  attribute.quote = Quote::no_value;

  while (at_ < tag_.size() && is_blank(tag_[at_])) ++at_;
  if (at_ == tag_.size()) return false;
  if (tag_[at_] != '=') return true;
  ++at_;
  while (at_ < tag_.size() && is_blank(tag_[at_])) ++at_;
  if (at_ == tag_.size()) return false;
  return tag_[at_] == '>' || read_value(attribute);
}

// False if the value is cut off.
bool AttributeReader::read_value(Attribute& attribute) {
  const char first = tag_[at_];
  if (first == '"' || first == '\'') {
    const size_t closing = tag_.find(first, at_ + 1);
    if (closing == tag_.npos) return false;
    attribute.quote = first == '"' ? Quote::double_quote : Quote::single_quote;
    attribute.value = tag_.substr(at_ + 1, closing - at_ - 1);
    at_ = closing + 1;
    return true;
  }
  const size_t begin = at_;
  while (at_ < tag_.size() && !is_blank(tag_[at_]) && tag_[at_] != '>') ++at_;
  attribute.quote = Quote::none;
  attribute.value = tag_.substr(begin, at_ - begin);
  return at_ < tag_.size();
}

bool AttributeReader::is_duplicate(std::string_view name) const {
  for (uint32_t i = 0; i < seen_count_; ++i) {
    if (same_name(tag_.substr(seen_[i].begin, seen_[i].size), name)) return true;
  }
  return false;
}

}  // namespace inlay::html
