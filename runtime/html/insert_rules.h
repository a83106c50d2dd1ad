// The compiled form of inserts, for the rewriter of pages only (insert_program.h is the door).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "html/content.h"
#include "html/insert_program.h"
#include "html/selector_set.h"

namespace inlay::html {

struct InsertRule {
  uint32_t selector = 0;  // its number in the set
  InsertMethod method = InsertMethod::none;
  uint32_t install = 0;
  std::shared_ptr<const Content> content;  // shared by the rules that have the same html
  std::vector<AttributeEdit> attributes;
};

struct InsertRules {
  SelectorSet selectors;  // each distinct one once
  std::vector<InsertRule> rules;
  std::vector<std::vector<uint32_t>> rules_of_selector;  // ascending
  uint32_t install_count = 0;                            // one more than the greatest
};

}  // namespace inlay::html
