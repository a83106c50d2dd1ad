// What a set of selectors compiles to: all compounds in one row, each complex selector a run of
// them, and tables that rule out at a glance what a start tag cannot match.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "html/element_kind.h"
#include "html/selector.h"
#include "html/tag_filter.h"
#include "html/tag_name.h"

namespace inlay::html {

// The names of attributes that a set looks at, numbered. A tag's names are looked up in it.
class WantedNames {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  uint32_t add(const std::string& lower_case_name);
  uint32_t find(std::string_view any_case_name) const {
    return may_be_wanted(any_case_name) ? look_up(any_case_name) : kNone;
  }
  size_t size() const { return names_.size(); }

 private:
  static constexpr size_t kBuckets = 64;
  static size_t bucket_of(std::string_view name);
  static uint64_t size_bit(size_t size) { return uint64_t{1} << std::min<size_t>(size, 63); }
  // Upper and lower case letters have the same one.
  static uint32_t letter_bit(char letter) {
    return uint32_t{1} << (static_cast<uint8_t>(letter) & 31);
  }
  // Most names of a page are ruled out by these.
  bool may_be_wanted(std::string_view name) const {
    return (sizes_ & size_bit(name.size())) != 0 && (letters_ & letter_bit(name.front())) != 0;
  }
  uint32_t look_up(std::string_view any_case_name) const;

  std::vector<std::string> names_;
  std::vector<uint32_t> next_;  // in the same bucket; + 1, 0 ends
  std::array<uint32_t, kBuckets> first_{};
  uint64_t sizes_ = 0;            // of the names
  uint32_t letters_ = 0;          // with which they begin
  bool has_replacement_ = false;  // a name has a U+FFFD, as which a NUL counts
};

struct SelectorProgram {
  static constexpr uint32_t kNested = UINT32_MAX;

  struct Attribute {
    uint32_t name = 0;  // in `names`
    AttributeOperator comparison = AttributeOperator::exists;
    ValueCase value_case = ValueCase::sensitive;
    std::string value;
  };
  struct Nested {
    bool negated = false;
    std::vector<uint32_t> subjects;  // the last compound of each of its complex selectors
  };
  struct Compound {
    Combinator combinator = Combinator::none;  // to the compound before it in the row
    bool root = false;
    bool any_type = true;
    bool is_subject = false;      // the last of its complex selector; else the next one follows it
    uint32_t selector = kNested;  // of a subject: the number of the list it belongs to
    TagName type;
    std::string type_text;  // of types that are not known
    std::vector<Attribute> attributes;
    std::vector<NthTest> nth;
    std::vector<Nested> nested;
  };
  struct Facts {
    bool only_in_head = false;
    bool at_most_once = false;
  };
  using Row = std::vector<uint64_t>;  // a bit for each compound

  size_t words() const { return always.size(); }
  // Which compounds an element of that name may match at all.
  const uint64_t* possible(Tag tag, bool has_attributes) const {
    const std::vector<uint64_t>& table = has_attributes ? with_attributes : without_attributes;
    return table.data() + static_cast<size_t>(tag) * words();
  }
  void fill_tables();  // after compounds have been added
  void fill_filter();

  std::vector<Compound> compounds;
  std::vector<Facts> facts;  // by selector
  WantedNames names;
  size_t selector_count = 0;
  size_t test_count = 0;

  // Filled by fill_tables(). Subjects of nested selectors are in none of the rows: who nests them
  // asks.
  Row always;  // leftmost compounds
  Row of_combinator_child;
  Row of_combinator_descendant;
  Row of_combinator_later_sibling;
  std::vector<uint64_t> with_attributes;     // kTagCount rows
  std::vector<uint64_t> without_attributes;  // kTagCount rows
  bool has_next_sibling = false;
  bool counts_children = false;  // every open element needs a frame
  bool counts_types = false;
  TagFilter filter;
};

}  // namespace inlay::html
