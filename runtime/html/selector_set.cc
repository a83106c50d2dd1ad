#include "html/selector_set.h"

#include <algorithm>
#include <string>
#include <utility>

#include "html/selector_parser.h"

namespace inlay::html {
namespace {

struct Size {
  size_t compounds = 0;
  size_t tests = 0;
};

Size size_of(const SelectorList& list) {
  Size size;
  for (const ComplexSelector& complex : list) {
    size.compounds += complex.size();
    for (const Compound& compound : complex) {
      size.tests += compound.attributes.size() + compound.nth.size() + compound.nested.size();
      for (const NestedTest& nested : compound.nested) {
        const Size inner = size_of(nested.list);
        size.compounds += inner.compounds;
        size.tests += inner.tests;
      }
    }
  }
  return size;
}

bool is_document_part(const std::string& type) {
  return type == "html" || type == "head" || type == "body";
}

// From the head on, only into it.
bool leads_through_head(const ComplexSelector& complex) {
  for (size_t i = complex.size(); i > 0; --i) {
    if (complex[i - 1].type == "head") return true;
    const Combinator left = complex[i - 1].combinator;
    if (left != Combinator::child && left != Combinator::descendant) return false;
  }
  return false;
}

std::string subject_type(const ComplexSelector& complex) {
  return complex.back().root ? "html" : complex.back().type;
}

SelectorProgram::Facts facts_of(const SelectorList& list) {
  const std::string type = subject_type(list.front());
  return {.only_in_head = std::all_of(list.begin(), list.end(), leads_through_head),
          .at_most_once = is_document_part(type) &&
                          std::all_of(list.begin(), list.end(), [&](const ComplexSelector& each) {
                            return subject_type(each) == type;
                          })};
}

// Puts parsed selectors into the program's row.
class Compiler {
 public:
  explicit Compiler(SelectorProgram& program) : program_(program) {}

  // Answers the subjects.
  std::vector<uint32_t> list(SelectorList& list, uint32_t selector) {
    std::vector<uint32_t> subjects;
    for (ComplexSelector& complex : list) subjects.push_back(this->complex(complex, selector));
    return subjects;
  }

 private:
  uint32_t complex(ComplexSelector& parts, uint32_t selector) {
    std::vector<SelectorProgram::Compound> made;
    for (Compound& part : parts) made.push_back(compound(part));
    made.back().is_subject = true;
    made.back().selector = selector;
    std::move(made.begin(), made.end(), std::back_inserter(program_.compounds));
    return static_cast<uint32_t>(program_.compounds.size() - 1);
  }

  SelectorProgram::Compound compound(Compound& part) {
    SelectorProgram::Compound made;
    made.combinator = part.combinator;
    made.root = part.root;
    made.any_type = part.type.empty();
    if (!made.any_type) made.type = find_tag(part.type);
    if (made.type.tag == Tag::unknown) made.type_text = std::move(part.type);
    for (AttributeTest& test : part.attributes) {
      made.attributes.push_back(
          {program_.names.add(test.name), test.comparison, test.value_case, std::move(test.value)});
    }
    made.nth = std::move(part.nth);
    for (NestedTest& nested : part.nested) {
      made.nested.push_back({nested.negated, list(nested.list, SelectorProgram::kNested)});
    }
    return made;
  }

  SelectorProgram& program_;
};

SelectorError too_many(std::string_view what, size_t limit) {
  return {0, "selectors of one set: more than " + std::to_string(limit) + " " + std::string(what)};
}

}  // namespace

tl::expected<uint32_t, SelectorError> SelectorSet::add(std::string_view css) {
  tl::expected<SelectorList, SelectorError> parsed = parse_selector(css);
  if (!parsed) return tl::unexpected(std::move(parsed.error()));
  const Size size = size_of(*parsed);
  if (program_.selector_count + 1 > SelectorLimits::kSelectorsMax) {
    return tl::unexpected(too_many("selectors", SelectorLimits::kSelectorsMax));
  }
  if (program_.compounds.size() + size.compounds > SelectorLimits::kCompoundsMax) {
    return tl::unexpected(too_many("compounds", SelectorLimits::kCompoundsMax));
  }
  if (program_.test_count + size.tests > SelectorLimits::kTestsMax) {
    return tl::unexpected(
        too_many("classes, ids, attributes and pseudo-classes", SelectorLimits::kTestsMax));
  }
  const auto number = static_cast<uint32_t>(program_.selector_count++);
  program_.test_count += size.tests;
  program_.facts.push_back(facts_of(*parsed));
  Compiler(program_).list(*parsed, number);
  program_.fill_tables();
  return number;
}

}  // namespace inlay::html
