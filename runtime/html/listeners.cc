#include "html/listeners.h"

#include <algorithm>

namespace inlay::html {
namespace {

constexpr std::array<ToldSet, 3> kKinds = {Told::text, Told::text_nodes, Told::comments};
constexpr ToldSet kInside = Told::text | Told::text_nodes | Told::comments;

}  // namespace

void Listeners::tell(uint32_t selector, ToldSet what) {
  told_[selector] = what;
  elements_only_ =
      std::all_of(told_.begin(), told_.end(), [](ToldSet told) { return told == Told::elements; });
}

bool Listeners::any_listens(std::span<const uint32_t> selectors) const {
  return !elements_only_ && std::any_of(selectors.begin(), selectors.end(),
                                        [&](uint32_t one) { return (told_[one] & kInside) != 0; });
}

void Listeners::begin(uint32_t mark, std::span<const uint32_t> selectors) {
  Element element{.mark = mark, .selectors = {}};
  for (const uint32_t selector : selectors) {
    if ((told_[selector] & kInside) == 0) continue;
    element.selectors.push_back(selector);
    if (++open_[selector] == 1) opened(selector);
  }
  elements_.push_back(std::move(element));
}

void Listeners::opened(uint32_t selector) {
  for (size_t i = 0; i < kKinds.size(); ++i) {
    if ((told_[selector] & kKinds[i]) == 0) continue;
    open_set_ |= kKinds[i];
    lists_[i].insert(std::lower_bound(lists_[i].begin(), lists_[i].end(), selector), selector);
  }
}

void Listeners::closed(uint32_t selector) {
  for (size_t i = 0; i < kKinds.size(); ++i) {
    if ((told_[selector] & kKinds[i]) == 0) continue;
    std::erase(lists_[i], selector);
    if (lists_[i].empty()) open_set_ &= static_cast<ToldSet>(~kKinds[i]);
  }
}

void Listeners::close(const Element& element) {
  for (const uint32_t selector : element.selectors) {
    if (--open_[selector] == 0) closed(selector);
  }
}

void Listeners::ended(uint32_t mark) {
  for (size_t i = elements_.size(); i-- > 0;) {
    if (elements_[i].mark != mark) continue;
    close(elements_[i]);
    elements_.erase(elements_.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

void Listeners::all_ended_but(uint32_t mark) {
  std::erase_if(elements_, [&](const Element& element) {
    if (element.mark == mark) return false;
    close(element);
    return true;
  });
}

}  // namespace inlay::html
