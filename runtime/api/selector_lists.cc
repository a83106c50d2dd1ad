#include "api/selector_lists.h"

#include <cstdint>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace inlay {
namespace {

void append(std::string& key, std::string_view css) {
  const auto size = static_cast<uint32_t>(css.size());
  char prefix[sizeof size];
  std::memcpy(prefix, &size, sizeof size);
  key.append(prefix, sizeof size).append(css);
}

}  // namespace

bool SelectorLists::knows_beginning(std::string_view key) const {
  const auto at = sets_.lower_bound(key);
  return at != sets_.end() && std::string_view(at->first).starts_with(key);
}

SelectorLists::Set SelectorLists::find(std::string_view key) const {
  const auto found = sets_.find(key);
  return found == sets_.end() ? nullptr : found->second;
}

void SelectorLists::keep(std::string_view key, Set set) {
  if (sets_.size() == kListsMax) sets_.clear();
  sets_.emplace(key, std::move(set));
}

tl::expected<void, html::SelectorError> SelectorList::add(const SelectorLists& lists,
                                                          std::string_view css) {
  std::string key = key_;
  append(key, css);
  if (building_ == nullptr && !lists.knows_beginning(key)) {
    building_ = std::make_unique<html::SelectorSet>(rebuilt());
  }
  if (building_ != nullptr) {
    if (auto added = building_->add(css); !added) return tl::unexpected(added.error());
  }
  key_ = std::move(key);
  compiled_ = nullptr;
  return {};
}

SelectorLists::Set SelectorList::compiled(SelectorLists& lists) {
  if (compiled_ == nullptr) compiled_ = lists.find(key_);
  if (compiled_ == nullptr) {
    compiled_ = building_ == nullptr
                    ? std::make_shared<const html::SelectorSet>(rebuilt())
                    : std::make_shared<const html::SelectorSet>(std::move(*building_));
    lists.keep(key_, compiled_);
  }
  building_ = nullptr;
  return compiled_;
}

std::vector<std::string_view> SelectorList::texts() const {
  std::vector<std::string_view> texts;
  std::string_view rest = key_;
  while (!rest.empty()) {
    uint32_t size;
    std::memcpy(&size, rest.data(), sizeof size);
    texts.push_back(rest.substr(sizeof size, size));
    rest.remove_prefix(sizeof size + size);
  }
  return texts;
}

html::SelectorSet SelectorList::rebuilt() const {
  html::SelectorSet set;
  for (const std::string_view css : texts()) CHECK(set.add(css));
  return set;
}

}  // namespace inlay
