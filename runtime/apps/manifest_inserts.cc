#include <algorithm>
#include <array>

#include "apps/manifest_parts.h"
#include "html/ascii.h"
#include "html/containment.h"
#include "html/markup_names.h"
#include "html/selector_set.h"

namespace inlay::apps {
namespace {

constexpr std::array<std::string_view, 5> kMethods = {"before", "prepend", "append", "after",
                                                      "replace"};
constexpr std::array<std::string_view, 6> kInsertMembers = {"selector",   "method",  "html",
                                                            "attributes", "contain", "if"};
constexpr std::array<std::string_view, 2> kPagesMembers = {"include", "exclude"};

// Reads one entry. What is wrong with it is reported, and the rest read all the same.
class InsertReader {
 public:
  InsertReader(const Json& entry, Reporter& reporter) : entry_(entry), reporter_(reporter) {}

  InsertTemplate read() {
    report_unknown_members(entry_, kInsertMembers, Rule::insert_shape, reporter_);
    insert_.place = reporter_.place_of(entry_.at());
    read_selector();
    read_method();
    read_html();
    read_attributes();
    read_contain();
    read_condition();
    check_parts();
    return std::move(insert_);
  }

 private:
  void wrong(const Json& value, std::string message) {
    reporter_.report(Rule::insert_shape, value.at(), std::move(message));
  }

  void wrong_inside(Rule rule, const Json& string, size_t offset, std::string message) {
    reporter_.report(rule, reporter_.inside(string.at(), offset), std::move(message));
  }

  const Json* string_member(std::string_view key) {
    const Json* value = entry_.find(key);
    if (value == nullptr || value->is_string()) return value;
    wrong(*value, std::string(key) + " of an insert must be a string");
    return nullptr;
  }

  void read_selector() {
    if (entry_.find("selector") == nullptr) return wrong(entry_, "an insert must have a selector");
    const Json* value = string_member("selector");
    if (value == nullptr) return;
    insert_.selector_at = value->at();
    auto selector = SelectorTemplate::parse(value->as_string());
    if (!selector) {
      return wrong_inside(Rule::insert_placeholder, *value, selector.error().offset,
                          selector.error().reason);
    }
    insert_.selector = std::move(*selector);
    if (insert_.selector.is_chosen()) return;  // known only with the options
    html::SelectorSet set;
    const auto added = set.add(with_letters(value->as_string(), insert_.selector.placeholders()));
    if (added) return;
    wrong_inside(Rule::insert_selector, *value, added.error().offset, added.error().reason);
  }

  void read_method() {
    const Json* value = string_member("method");
    if (value == nullptr) return;
    insert_.method_at = value->at();
    auto placeholders = Placeholders::parse(value->as_string());
    const bool is_chosen = placeholders && placeholders->parts().size() == 2 &&
                           placeholders->fill(std::array<std::string, 1>{}).empty();
    if (is_chosen) {
      insert_.method_path = placeholders->parts()[0].path;
      return;
    }
    const auto method = html::insert_method(value->as_string());
    if (method) {
      insert_.method = *method;
      return;
    }
    wrong(*value, unknown_word("method", value->as_string(), kMethods) +
                      "; before, prepend, append, after and replace are known");
  }

  void read_html() {
    const Json* value = string_member("html");
    if (value == nullptr) return;
    insert_.html_at = value->at();
    auto html = HtmlTemplate::parse(value->as_string());
    if (!html) {
      return wrong_inside(Rule::insert_placeholder, *value, html.error().offset,
                          html.error().reason);
    }
    insert_.html = std::move(*html);
    const auto contained = html::contain(
        with_letters(value->as_string(), insert_.html.placeholders()), html::ContentPlace::markup);
    if (!contained) {
      reporter_.report(Rule::insert_html, value->at(),
                       "a <plaintext> would swallow the rest of the page");
    } else if (!contained->closing.empty()) {
      wrong_inside(
          Rule::insert_not_closed, *value, value->as_string().size(),
          "html leaves something open, which is closed with " + in_quotes(contained->closing));
    }
  }

  void read_attributes() {
    const Json* value = entry_.find("attributes");
    if (value == nullptr) return;
    if (!value->is_object()) return wrong(*value, "attributes of an insert must be an object");
    if (value->members().size() > kInsertAttributesMax) {
      return wrong(*value, "more than " + std::to_string(kInsertAttributesMax) +
                               " attributes (insert_attributes_max)");
    }
    std::vector<const Json::Member*> members;
    for (const Json::Member& member : value->members()) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const auto* left, const auto* right) { return left->key_at < right->key_at; });
    for (const Json::Member* member : members) read_attribute(*member);
  }

  void read_attribute(const Json::Member& member) {
    if (auto named = html::check_attribute_name(member.key); !named) {
      reporter_.report(Rule::insert_shape, member.key_at, named.error().detail);
      return;
    }
    AttributeEditTemplate edit;
    edit.name = member.key;
    const Json* value = &member.value;
    if (value->is_null()) {
      edit.action = html::AttributeEdit::Action::remove;
      insert_.attributes.push_back(std::move(edit));
      return;
    }
    if (value->is_object() && value->members().size() == 1 && value->find("add") != nullptr) {
      edit.action = html::AttributeEdit::Action::add_tokens;
      value = value->find("add");
    }
    if (!value->is_string()) {
      return wrong(
          *value,
          "an attribute's value must be a string, null to remove it, or {\"add\": \"words\"}");
    }
    edit.at = value->at();
    auto text = AttributeTemplate::parse(member.key, value->as_string());
    if (!text) {
      return wrong_inside(Rule::insert_placeholder, *value, text.error().offset,
                          text.error().reason);
    }
    edit.value = std::move(*text);
    insert_.attributes.push_back(std::move(edit));
  }

  void read_contain() {
    const Json* value = string_member("contain");
    if (value == nullptr) return;
    if (value->as_string() != "tree") return wrong(*value, "contain can only be \"tree\"");
    insert_.contain = html::Containment::tree;
  }

  void read_condition() {
    const Json* value = string_member("if");
    if (value == nullptr) return;
    insert_.condition_at = value->at();
    auto condition = Condition::parse(value->as_string());
    if (!condition) {
      return wrong(*value, "if " + in_quotes(value->as_string()) + ": " + condition.error() +
                               " (options.name or !options.name)");
    }
    insert_.condition = std::move(*condition);
  }

  void check_parts() {
    const bool has_method = entry_.find("method") != nullptr;
    const bool has_html = entry_.find("html") != nullptr;
    if (has_method != has_html) {
      wrong(entry_, "an insert must have method and html together");
    } else if (!has_html && entry_.find("attributes") == nullptr) {
      wrong(entry_, "an insert must have html with a method, or attributes");
    }
    const bool is_inner = insert_.method == html::InsertMethod::prepend ||
                          insert_.method == html::InsertMethod::append;
    const Json* selector = entry_.find("selector");
    if (is_inner && insert_.html.has_text_values() && selector != nullptr &&
        !insert_.selector.is_chosen() &&
        !outside_code(with_letters(selector->as_string(), insert_.selector.placeholders()))) {
      reporter_.report(Rule::insert_placeholder, insert_.selector_at,
                       "the selector asks for elements whose text is code, into which no option "
                       "can be put");
    }
  }

  const Json& entry_;
  Reporter& reporter_;
  InsertTemplate insert_;
};

void read_patterns(const Json& pages, std::string_view key, PagePatterns& patterns,
                   Reporter& reporter) {
  const Json* list = pages.find(key);
  if (list == nullptr) return;
  const std::string name = "inlay.pages." + std::string(key);
  if (!list->is_array()) {
    reporter.report(Rule::inlay_shape, list->at(), name + " must be a list of patterns");
    return;
  }
  for (const Json& item : list->items()) {
    if (!item.is_string()) {
      reporter.report(Rule::inlay_shape, item.at(), name + " must be a list of patterns");
      continue;
    }
    const auto added =
        key == "include" ? patterns.include(item.as_string()) : patterns.exclude(item.as_string());
    if (added) continue;
    reporter.report(Rule::page_pattern, reporter.inside(item.at(), added.error().offset),
                    added.error().reason);
  }
}

}  // namespace

std::vector<InsertTemplate> read_insert_templates(const Json& manifest, Reporter& reporter) {
  std::vector<InsertTemplate> inserts;
  const Json* list = inlay_member(manifest, "inserts");
  if (list == nullptr) return inserts;
  if (!list->is_array()) {
    reporter.report(Rule::inlay_shape, list->at(), "inlay.inserts must be an array");
    return inserts;
  }
  if (list->items().size() > kInsertsMax) {
    reporter.report(Rule::inlay_shape, list->at(),
                    "more than " + std::to_string(kInsertsMax) + " inserts (inserts_max)");
    return inserts;
  }
  for (const Json& entry : list->items()) {
    if (entry.is_object()) {
      inserts.push_back(InsertReader(entry, reporter).read());
    } else {
      reporter.report(Rule::insert_shape, entry.at(), "an insert must be an object");
    }
  }
  return inserts;
}

PagePatterns read_page_patterns(const Json& manifest, Reporter& reporter) {
  PagePatterns patterns;
  const Json* pages = inlay_member(manifest, "pages");
  if (pages == nullptr) return patterns;
  if (!pages->is_object()) {
    reporter.report(Rule::inlay_shape, pages->at(), "inlay.pages must be an object");
    return patterns;
  }
  report_unknown_members(*pages, kPagesMembers, Rule::inlay_shape, reporter);
  read_patterns(*pages, "include", patterns, reporter);
  read_patterns(*pages, "exclude", patterns, reporter);
  return patterns;
}

}  // namespace inlay::apps
