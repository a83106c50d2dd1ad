#include "html/insert_program.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "html/balanced_content.h"
#include "html/insert_rules.h"
#include "html/markup_names.h"

namespace inlay::html {
namespace {

constexpr std::array<std::pair<std::string_view, InsertMethod>, 5> kMethods = {
    {{"before", InsertMethod::before},
     {"prepend", InsertMethod::prepend},
     {"append", InsertMethod::append},
     {"after", InsertMethod::after},
     {"replace", InsertMethod::replace}}};

InsertError error(InsertError::Part part, std::string reason) {
  return {.insert = 0, .part = part, .attribute = 0, .offset = 0, .reason = std::move(reason)};
}

class Compiler {
 public:
  std::optional<InsertError> add(const Insert& insert) {
    auto selector = add_selector(insert.selector);
    if (!selector) {
      InsertError refused = error(InsertError::Part::selector, selector.error().reason);
      refused.offset = selector.error().offset;
      return refused;
    }
    if (auto refused = check_attributes(insert)) return refused;
    InsertRule rule{.selector = *selector,
                    .method = insert.method,
                    .install = insert.install,
                    .content = nullptr,
                    .attributes = insert.attributes};
    if (insert.method != InsertMethod::none) {
      rule.content = add_content(insert);
      if (rule.content == nullptr) {
        return error(InsertError::Part::html,
                     "opens something that nothing closes, such as <plaintext>; leave it out");
      }
    }
    rules_->rules_of_selector[*selector].push_back(static_cast<uint32_t>(rules_->rules.size()));
    rules_->install_count = std::max(rules_->install_count, insert.install + 1);
    rules_->rules.push_back(std::move(rule));
    return std::nullopt;
  }
  std::unique_ptr<const InsertRules> take() { return std::move(rules_); }

 private:
  tl::expected<uint32_t, SelectorError> add_selector(const std::string& css) {
    if (const auto known = selectors_.find(css); known != selectors_.end()) return known->second;
    auto number = rules_->selectors.add(css);
    if (!number) return number;
    selectors_.emplace(css, *number);
    rules_->rules_of_selector.resize(rules_->selectors.size());
    return number;
  }

  static std::optional<InsertError> check_attributes(const Insert& insert) {
    for (size_t i = 0; i < insert.attributes.size(); ++i) {
      const auto checked = check_attribute_name(insert.attributes[i].name);
      if (checked) continue;
      InsertError refused = error(InsertError::Part::attribute_name, checked.error().detail);
      refused.attribute = i;
      return refused;
    }
    return std::nullopt;
  }

  // Null: it cannot stand in a page.
  std::shared_ptr<const Content> add_content(const Insert& insert) {
    const bool inside =
        insert.method == InsertMethod::prepend || insert.method == InsertMethod::append;
    auto& content = contents_[{insert.html, insert.contain, inside}];
    if (content != nullptr) return content;
    const std::optional<Contained> contained = contain(insert.html, ContentPlace::markup);
    if (!contained) return nullptr;
    const std::string html =
        insert.contain == Containment::tree ? balance_elements(contained->html) : insert.html;
    content =
        std::make_shared<const Content>(inside ? Content::for_any_place(html, ContentType::html)
                                               : Content::for_markup(html, ContentType::html));
    return content;
  }

  std::unique_ptr<InsertRules> rules_ = std::make_unique<InsertRules>();
  std::map<std::string, uint32_t> selectors_;
  std::map<std::tuple<std::string, Containment, bool>, std::shared_ptr<const Content>> contents_;
};

}  // namespace

std::optional<InsertMethod> insert_method(std::string_view name) {
  for (const auto& [text, method] : kMethods) {
    if (text == name) return method;
  }
  return std::nullopt;
}

tl::expected<std::unique_ptr<const InsertProgram>, InsertError> InsertProgram::compile(
    const std::vector<Insert>& inserts) {
  if (inserts.size() > kInsertsMax) {
    InsertError refused =
        error(InsertError::Part::program, "inserts: " + std::to_string(inserts.size()) +
                                              ", limit " + std::to_string(kInsertsMax));
    refused.insert = kInsertsMax;
    return tl::unexpected(std::move(refused));
  }
  Compiler compiler;
  for (size_t i = 0; i < inserts.size(); ++i) {
    if (auto refused = compiler.add(inserts[i])) {
      refused->insert = i;
      return tl::unexpected(std::move(*refused));
    }
  }
  return std::unique_ptr<const InsertProgram>(new InsertProgram(compiler.take()));
}

std::optional<InsertError> check_insert(const Insert& insert) { return Compiler().add(insert); }

InsertProgram::InsertProgram(std::unique_ptr<const InsertRules> rules) : rules_(std::move(rules)) {}

InsertProgram::~InsertProgram() = default;

size_t InsertProgram::size() const { return rules_->rules.size(); }

size_t InsertProgram::memory_bytes() const {
  size_t bytes = sizeof(*this) + sizeof(InsertRules);
  for (const InsertRule& rule : rules_->rules) {
    bytes += sizeof(rule) + sizeof(uint32_t);
    if (rule.content != nullptr) bytes += rule.content->memory_bytes();
    for (const AttributeEdit& edit : rule.attributes) {
      bytes += sizeof(edit) + edit.name.capacity() + edit.value.capacity();
    }
  }
  return bytes;
}

}  // namespace inlay::html
