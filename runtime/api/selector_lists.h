// Compiled selectors, kept for scripts that register the same ones for every page.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "html/selector_set.h"

namespace inlay {

// By the list of their texts. One per isolate, on its thread. Memory: kListsMax sets.
class SelectorLists {
 public:
  using Set = std::shared_ptr<const html::SelectorSet>;

  static constexpr size_t kListsMax = 64;  // of one script; when there are more, all are forgotten

  // `key`: of a SelectorList.
  bool knows_beginning(std::string_view key) const;
  Set find(std::string_view key) const;
  void keep(std::string_view key, Set set);

 private:
  std::map<std::string, Set, std::less<>> sets_;
};

// The selectors of one rewriter in the order of their registration. Compiles nothing while `lists`
// knows a list that begins as this one does.
class SelectorList {
 public:
  tl::expected<void, html::SelectorError> add(const SelectorLists& lists, std::string_view css);
  // The set of all so far.
  SelectorLists::Set compiled(SelectorLists& lists);

  std::vector<std::string_view> texts() const;  // valid until add()
  size_t bytes() const { return key_.size(); }

 private:
  html::SelectorSet rebuilt() const;

  std::string key_;  // each behind its length
  std::unique_ptr<html::SelectorSet> building_;
  SelectorLists::Set compiled_;
};

}  // namespace inlay
