#include "html/selector_program.h"

#include <algorithm>

#include "html/ascii.h"
#include "html/decoded_text.h"

namespace inlay::html {
namespace {

constexpr Tag kImplied[] = {Tag::html, Tag::head, Tag::body, Tag::tbody, Tag::tr, Tag::colgroup};
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

void set_bit(std::vector<uint64_t>& row, size_t bit) { row[bit / 64] |= uint64_t{1} << bit % 64; }

using Compound = SelectorProgram::Compound;

// Whether an element of that name can match, as far as the name tells and whether there are
// attributes. Errs to true.
bool may_match(const SelectorProgram& program, const Compound& compound, Tag tag,
               bool has_attributes) {
  if (!compound.any_type && compound.type.tag != tag) return false;
  if (compound.root && tag != Tag::html) return false;
  if (!compound.attributes.empty() && !has_attributes) return false;
  return std::all_of(compound.nested.begin(), compound.nested.end(), [&](const auto& nested) {
    return nested.negated ||
           std::any_of(nested.subjects.begin(), nested.subjects.end(), [&](uint32_t subject) {
             return may_match(program, program.compounds[subject], tag, has_attributes);
           });
  });
}

bool is_asked_by_its_user(const Compound& compound) {
  return compound.is_subject && compound.selector == SelectorProgram::kNested;
}

void fill_possible(const SelectorProgram& program, bool has_attributes,
                   std::vector<uint64_t>& table) {
  const size_t words = program.words();
  table.assign(kTagCount * words, 0);
  for (size_t tag = 0; tag < kTagCount; ++tag) {
    for (size_t i = 0; i < program.compounds.size(); ++i) {
      const Compound& compound = program.compounds[i];
      if (is_asked_by_its_user(compound)) continue;
      if (!may_match(program, compound, static_cast<Tag>(tag), has_attributes)) continue;
      table[tag * words + i / 64] |= uint64_t{1} << i % 64;
    }
  }
}

}  // namespace

size_t WantedNames::bucket_of(std::string_view name) {
  return (static_cast<size_t>(to_lower(name.front())) * 7 +
          static_cast<size_t>(to_lower(name.back())) + name.size()) %
         kBuckets;
}

uint32_t WantedNames::add(const std::string& name) {
  const uint32_t known = find(name);
  if (known != kNone) return known;
  const auto number = static_cast<uint32_t>(names_.size());
  uint32_t& first = first_[bucket_of(name)];
  names_.push_back(name);
  next_.push_back(first);
  first = number + 1;
  sizes_ |= size_bit(name.size());
  letters_ |= letter_bit(name.front());
  if (name.find(kReplacement) != name.npos) {
    has_replacement_ = true;
    sizes_ = ~uint64_t{0};  // each NUL is three bytes of it
    letters_ = ~uint32_t{0};
  }
  return number;
}

uint32_t WantedNames::look_up(std::string_view name) const {
  if (has_replacement_ && name.find('\0') != name.npos) return find(decode_name(name));
  for (uint32_t at = first_[bucket_of(name)]; at != 0; at = next_[at - 1]) {
    if (equal_ignoring_case(name, names_[at - 1])) return at - 1;
  }
  return kNone;
}

void SelectorProgram::fill_tables() {
  const size_t words = (compounds.size() + 63) / 64;
  for (Row* row :
       {&always, &of_combinator_child, &of_combinator_descendant, &of_combinator_later_sibling}) {
    row->assign(words, 0);
  }
  has_next_sibling = counts_children = counts_types = false;
  for (size_t i = 0; i < compounds.size(); ++i) {
    const Compound& compound = compounds[i];
    for (const NthTest& test : compound.nth) {
      counts_children = true;
      counts_types = counts_types || test.of_type;
    }
    switch (compound.combinator) {
      case Combinator::none:
        set_bit(always, i);
        break;
      case Combinator::child:
        set_bit(of_combinator_child, i);
        break;
      case Combinator::descendant:
        set_bit(of_combinator_descendant, i);
        break;
      case Combinator::later_sibling:
        set_bit(of_combinator_later_sibling, i);
        break;
      case Combinator::next_sibling:
        has_next_sibling = true;
        break;
    }
  }
  fill_possible(*this, true, with_attributes);
  fill_possible(*this, false, without_attributes);
  fill_filter();
}

void SelectorProgram::fill_filter() {
  const bool all = counts_children || has_next_sibling;
  const auto any_possible = [this](Tag tag, bool has_attributes) {
    const uint64_t* row = possible(tag, has_attributes);
    return std::any_of(row, row + words(), [](uint64_t word) { return word != 0; });
  };
  filter = TagFilter();
  for (size_t i = 0; i < kTagCount; ++i) {
    const auto tag = static_cast<Tag>(i);
    if (any_possible(tag, true)) filter.want(tag, StartTags::with_attributes);
    if (all || any_possible(tag, false)) filter.want(tag);
  }
  filter.want(Tag::image, filter.start[static_cast<size_t>(Tag::img)]);  // which becomes an img
  filter.implied = all || std::any_of(std::begin(kImplied), std::end(kImplied),
                                      [&](Tag tag) { return any_possible(tag, false); });
}

}  // namespace inlay::html
