#include "selector_oracle.h"

#include <algorithm>
#include <set>

#include "html/ascii.h"
#include "html/decoded_text.h"

namespace inlay::html {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = to_lower(c);
  return text;
}

const std::set<std::string> kValuesWithoutCase = {
    "accept",     "accept-charset", "align",     "alink",    "axis",     "bgcolor", "charset",
    "checked",    "clear",          "codetype",  "color",    "compact",  "declare", "defer",
    "dir",        "direction",      "disabled",  "enctype",  "face",     "frame",   "hreflang",
    "http-equiv", "lang",           "language",  "link",     "media",    "method",  "multiple",
    "nohref",     "noresize",       "noshade",   "nowrap",   "readonly", "rel",     "rev",
    "rules",      "scope",          "scrolling", "selected", "shape",    "target",  "text",
    "type",       "valign",         "valuetype", "vlink"};

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  for (char c : text) {
    if (is_blank(c)) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

bool compare(AttributeOperator comparison, const std::string& has, const std::string& wants) {
  switch (comparison) {
    case AttributeOperator::exists:
      return true;
    case AttributeOperator::equals:
      return has == wants;
    case AttributeOperator::includes: {
      const std::vector<std::string> words = words_of(has);
      return !wants.empty() && std::find(words.begin(), words.end(), wants) != words.end();
    }
    case AttributeOperator::dash:
      return has == wants || has.rfind(wants + "-", 0) == 0;
    case AttributeOperator::prefix:
      return !wants.empty() && has.rfind(wants, 0) == 0;
    case AttributeOperator::suffix:
      return !wants.empty() && has.size() >= wants.size() &&
             has.substr(has.size() - wants.size()) == wants;
    case AttributeOperator::contains:
      return !wants.empty() && has.find(wants) != has.npos;
  }
  return false;
}

bool is_nth(const NthTest& test, size_t number) {
  for (int64_t n = 0; n <= static_cast<int64_t>(number) + 2'000'000'000; ++n) {
    const int64_t here = n * test.a + test.b;
    if (here == static_cast<int64_t>(number)) return true;
    if (test.a == 0 || (test.a > 0 && here > static_cast<int64_t>(number)) ||
        (test.a < 0 && here < 0)) {
      return false;
    }
    // Far from zero in small steps: begin near the answer.
    const int64_t gap = static_cast<int64_t>(number) - here;
    n += std::max<int64_t>(0, gap / test.a - 2);
  }
  return false;
}

// Remembers what it has found, for chains that would else be walked again and again.
class Oracle {
 public:
  explicit Oracle(bool quirks) : quirks_(quirks) {}

  bool any(const SelectorList& list, const RecordedElement& element) {
    return std::any_of(list.begin(), list.end(), [&](const ComplexSelector& complex) {
      return chain(complex, complex.size() - 1, element);
    });
  }

 private:
  bool chain(const ComplexSelector& complex, size_t last, const RecordedElement& element) {
    const auto key = std::make_pair(&complex[last], &element);
    const auto known = known_.find(key);
    if (known != known_.end()) return known->second;
    const bool found = compound(complex[last], element) && left(complex, last, element);
    known_[key] = found;
    return found;
  }

  bool left(const ComplexSelector& complex, size_t last, const RecordedElement& element) {
    const auto matches = [&](const RecordedElement* other) {
      return chain(complex, last - 1, *other);
    };
    switch (complex[last].combinator) {
      case Combinator::none:
        return true;
      case Combinator::child:
        return element.parent != nullptr && matches(element.parent);
      case Combinator::descendant:
        return std::any_of(element.ancestors.begin(), element.ancestors.end(), matches);
      case Combinator::next_sibling:
        return !element.elder.empty() && matches(element.elder.back());
      case Combinator::later_sibling:
        return std::any_of(element.elder.begin(), element.elder.end(), matches);
    }
    return false;
  }

  bool compound(const Compound& wants, const RecordedElement& element) {
    if (wants.root && !element.is_root) return false;
    if (!wants.type.empty() && !type(wants.type, element)) return false;
    for (const AttributeTest& test : wants.attributes) {
      if (!attribute(test, element)) return false;
    }
    for (const NthTest& test : wants.nth) {
      if (element.in_clone || !is_nth(test, number(element, test.of_type))) return false;
    }
    for (const NestedTest& test : wants.nested) {
      if (any(test.list, element) == test.negated) return false;
    }
    return true;
  }

  bool type(const std::string& wanted, const RecordedElement& element) {
    const bool of_document = wanted == "html" || wanted == "head" || wanted == "body";
    return wanted == element.name && (!of_document || element.space == Namespace::html);
  }

  bool attribute(const AttributeTest& test, const RecordedElement& element) {
    for (const auto& [name, value] : element.attributes) {
      if (name != test.name) continue;
      if (!any_case(test, element)) return compare(test.comparison, value, test.value);
      return compare(test.comparison, lower(value), lower(test.value));
    }
    return false;
  }

  bool any_case(const AttributeTest& test, const RecordedElement& element) const {
    switch (test.value_case) {
      case ValueCase::sensitive:
        return false;
      case ValueCase::insensitive:
        return true;
      case ValueCase::insensitive_in_html:
        return element.space == Namespace::html && kValuesWithoutCase.count(test.name) != 0;
      case ValueCase::insensitive_in_quirks:
        return quirks_;
    }
    return false;
  }

  static size_t number(const RecordedElement& element, bool of_type) {
    return 1 + static_cast<size_t>(std::count_if(
                   element.elder.begin(), element.elder.end(), [&](const RecordedElement* other) {
                     return !of_type ||
                            (other->name == element.name && other->space == element.space);
                   }));
  }

  bool quirks_;
  std::map<std::pair<const Compound*, const RecordedElement*>, bool> known_;
};

}  // namespace

RecordedPage::RecordedPage(std::string_view page, ScannerLimits limits) {
  Scanner scanner(*this, &context_, limits, Tokens::tags | Tokens::context_text);
  scanner.feed(page);
  scanner.finish();
  quirks_ = context_.quirks();
}

std::string RecordedPage::matches(const SelectorList& list) const {
  Oracle oracle(quirks_);
  std::string all;
  for (const auto& element : elements_) {
    if (oracle.any(list, *element)) all.append(element->label).append("\n");
  }
  return all;
}

void RecordedPage::text(const TextEvent& event) { token(event.begin); }

void RecordedPage::tag(const TagEvent& event) {
  token(event.begin);
  if (event.kind != TagKind::start || !context_.made_element()) return;
  const bool open = context_.opened() == Opened::open;
  const size_t depth = context_.depth();
  const size_t index = open ? depth - 1 : depth;
  std::string name = decode_name(event.name_bytes());
  if (name == "image" && context_.element_space() == Namespace::html) name = "img";
  RecordedElement& element = add(index, name);
  element.space = context_.element_space();
  element.label = std::to_string(event.begin);
  AttributeReader reader = event.attributes();
  while (const auto attribute = reader.next()) {
    element.attributes.emplace_back(decode_name(attribute->name),
                                    decode_attribute_value(attribute->value));
  }
  if (open) remember(index, &element);
  if (name == "head" && element.space == Namespace::html) head_ = &element;
}

void RecordedPage::token(uint64_t begin) {
  for (uint32_t mark : context_.ended()) by_mark_.erase(mark);
  const size_t size = context_.depth();
  for (size_t i = size - context_.newly_open(); i < size; ++i) {
    if (context_.open().at(i).is(Tag::body)) add_passed_head(begin);
    if (context_.open().at(i).origin == Origin::implied) add_implied(i, begin);
  }
  if (context_.phase() > Phase::in_head) add_passed_head(begin);
}

void RecordedPage::add_implied(size_t index, uint64_t begin) {
  const std::string name(tag_text(context_.open().at(index).tag));
  RecordedElement& element = add(index, name);
  element.label = std::to_string(begin) + "+" + name;
  remember(index, &element);
  if (name == "head") head_ = &element;
}

void RecordedPage::add_passed_head(uint64_t begin) {
  if (head_ != nullptr) return;
  head_ = &add(1, "head");
  head_->label = std::to_string(begin) + "+head";
}

// An element that is, or would be, at `index` of the stack.
RecordedElement& RecordedPage::add(size_t index, std::string name) {
  RecordedElement& element = *elements_.emplace_back(std::make_unique<RecordedElement>());
  element.is_root = index == 0;
  const bool in_passed_head =
      context_.phase() == Phase::after_head && index > 0 && head_ != nullptr;
  for (size_t i = 0; i < index; ++i) {
    if (RecordedElement* ancestor = of_index(i)) element.ancestors.push_back(ancestor);
    if (i == 0 && in_passed_head) element.ancestors.push_back(head_);
  }
  element.name = std::move(name);
  if (index > 0) {
    const RecordedElement* above = of_index(index - 1);
    element.parent = index == 1 && in_passed_head ? head_ : above;
    element.in_clone = element.parent == nullptr;
  }
  if (element.in_clone) return element;
  std::vector<const RecordedElement*>& children = children_[element.parent];
  element.elder = children;
  children.push_back(&element);
  return element;
}

RecordedElement* RecordedPage::of_index(size_t index) const {
  const auto found = by_mark_.find(context_.open().at(index).mark);
  return found == by_mark_.end() ? nullptr : found->second;
}

void RecordedPage::remember(size_t index, RecordedElement* element) {
  by_mark_[context_.watch(index)] = element;
}

}  // namespace inlay::html
