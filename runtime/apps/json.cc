#include "apps/json.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "base/check.h"

namespace inlay::apps {
namespace {

bool key_before(const Json::Member& left, const Json::Member& right) {
  return left.key < right.key;
}

const std::string kNoText;

}  // namespace

Json Json::boolean(bool value) {
  Json json;
  json.kind_ = Kind::boolean;
  json.boolean_ = value;
  return json;
}

Json Json::number(std::string source) {
  CHECK(!source.empty());
  Json json;
  json.kind_ = Kind::number;
  json.text_ = std::move(source);
  return json;
}

Json Json::number(int64_t value) { return number(std::to_string(value)); }

Json Json::string(std::string utf8) {
  Json json;
  json.kind_ = Kind::string;
  json.text_ = std::move(utf8);
  return json;
}

Json Json::array(std::vector<Json> items) {
  Json json;
  json.kind_ = Kind::array;
  json.items_ = std::move(items);
  return json;
}

Json Json::object(std::vector<Member> members) {
  std::stable_sort(members.begin(), members.end(), key_before);
  // Equal keys now stand in the order they came in: of each run keep the last.
  auto keep = members.begin();
  for (auto member = members.begin(); member != members.end(); ++member) {
    const auto next = std::next(member);
    if (next != members.end() && next->key == member->key) continue;
    if (keep != member) *keep = std::move(*member);
    ++keep;
  }
  members.erase(keep, members.end());
  Json json;
  json.kind_ = Kind::object;
  json.members_ = std::move(members);
  return json;
}

double Json::as_number() const {
  // The "C" locale holds in every process of this project, so the decimal point is a dot.
  return is_number() ? std::strtod(text_.c_str(), nullptr) : 0;
}

const std::string& Json::as_string() const { return is_string() ? text_ : kNoText; }

const std::string& Json::number_source() const { return is_number() ? text_ : kNoText; }

const Json* Json::find(std::string_view key) const {
  const auto at = std::lower_bound(
      members_.begin(), members_.end(), key,
      [](const Member& member, std::string_view wanted) { return member.key < wanted; });
  return at != members_.end() && at->key == key ? &at->value : nullptr;
}

bool Json::operator==(const Json& other) const {
  return kind_ == other.kind_ && boolean_ == other.boolean_ && text_ == other.text_ &&
         items_ == other.items_ &&
         std::equal(members_.begin(), members_.end(), other.members_.begin(), other.members_.end(),
                    [](const Member& left, const Member& right) {
                      return left.key == right.key && left.value == right.value;
                    });
}

}  // namespace inlay::apps
