// Selectors matched the slow and obvious way, to compare with: every element of the page is
// recorded with its ancestors and elder siblings, and a selector is matched from right to left by
// recursion. Shares with the matcher the parser of selectors, the tree context and the decoding of
// attributes; nothing else.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "html/scanner.h"
#include "html/selector.h"
#include "html/tree_context.h"

namespace inlay::html {

struct RecordedElement {
  std::string name;  // lower case
  Namespace space = Namespace::html;
  std::string label;  // as in SelectorMatches::of_selector
  std::vector<std::pair<std::string, std::string>> attributes;
  const RecordedElement* parent = nullptr;  // null: the document, or a clone
  bool is_root = false;
  std::vector<const RecordedElement*> ancestors;
  std::vector<const RecordedElement*> elder;  // siblings, from the first
  bool in_clone = false;                      // then `elder` is not known
};

class RecordedPage final : public ScannerHandler {
 public:
  explicit RecordedPage(std::string_view page, ScannerLimits limits = {});

  // Like SelectorMatches::of_selector, implied elements included.
  std::string matches(const SelectorList& list) const;

  void tag(const TagEvent& event) override;
  void text(const TextEvent& event) override;

 private:
  void token(uint64_t begin);
  RecordedElement& add(size_t parent_index, std::string name);
  void add_implied(size_t index, uint64_t begin);
  void add_passed_head(uint64_t begin);
  RecordedElement* of_index(size_t index) const;
  void remember(size_t index, RecordedElement* element);

  TreeContext context_;
  std::vector<std::unique_ptr<RecordedElement>> elements_;
  std::map<uint32_t, RecordedElement*> by_mark_;
  std::map<const RecordedElement*, std::vector<const RecordedElement*>> children_;
  RecordedElement* head_ = nullptr;
  bool quirks_ = false;
};

}  // namespace inlay::html
