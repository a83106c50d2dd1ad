#include "html/page_rewriter.h"

#include <algorithm>
#include <vector>

#include "html/ascii.h"
#include "html/decoded_text.h"
#include "html/insert_rules.h"
#include "html/rewriter.h"
#include "html/tag_place.h"

namespace inlay::html {

class PageRewriter::Impl final : public RewriteHandler {
 public:
  Impl(const PageChanges& changes, ScannerLimits limits)
      : changes_(changes),
        rules_(active_rules(changes)),
        rewriter_(*this, rules_ != nullptr ? &rules_->selectors : nullptr, Implied::handed,
                  RewriterLimits{.scanner = limits}) {
    // Values are compared as the bytes that they are.
    rewriter_.set_decoding(utf8_decoding());
    if (changes.encoding == EncodingFrom::outside_utf8) {
      rewriter_.set_encoding(ContentEncoding::utf8);
    }
    if (rules_ != nullptr) count_selectors();
    place_open_ = !changes.tag.empty();
    tell_what_matters();
    stop_if_over();
  }

  Rewriter& rewriter() { return rewriter_; }
  const Rewriter& rewriter() const { return rewriter_; }
  bool tag_inserted() const { return tag_inserted_; }
  bool tag_forbidden() const { return tag_forbidden_; }
  std::span<const uint32_t> matched() const { return matched_; }

 private:
  static const InsertRules* active_rules(const PageChanges& changes) {
    if (changes.inserts == nullptr) return nullptr;
    const InsertRules& rules = changes.inserts->rules();
    const bool any = std::any_of(rules.rules.begin(), rules.rules.end(), [&](const auto& rule) {
      return is_on(changes.active, rule.install);
    });
    return any ? &rules : nullptr;
  }

  void count_selectors() {
    matched_.resize(rules_->install_count);
    may_match_.resize(rules_->selectors.size());
    for (const InsertRule& rule : rules_->rules) {
      if (is_on(changes_.active, rule.install)) may_match_[rule.selector] = 1;
    }
    waiting_ = static_cast<size_t>(std::count(may_match_.begin(), may_match_.end(), 1));
  }

  // What tags the rewriter is told of: while the tag's place is open all, then in the head those
  // that say how the page is to be read and that it ends, later the selectors' own.
  void tell_what_matters() {
    if (place_open_) return rewriter_.tell_only(nullptr);
    if (rules_ == nullptr) return;
    if (past_head_) return rewriter_.tell_only(&rules_->selectors.filter());
    head_filter_ = rules_->selectors.filter();
    head_filter_.want(Tag::meta);
    head_filter_.want(Tag::body);
    head_filter_.want(Tag::frameset);
    head_filter_.implied = true;
    rewriter_.tell_only(&head_filter_);
  }

  void stop_if_over() {
    const bool none_can_match = waiting_ == 0 || rewriter_.over_limit();
    if (!place_open_ && none_can_match && rewriter_.idle()) rewriter_.stop();
  }

  void tag_begins(const TagEvent& event) override {
    if (place_open_ && tag_goes_before(rewriter_.context(), event)) place_tag();
    if (event.kind == TagKind::start && event.name.tag == Tag::meta) read_meta(event);
  }
  void text_begins() override {
    if (place_open_ && is_past_head(rewriter_.context())) place_tag();
  }
  void input_ends(bool takes_markup) override {
    if (place_open_ && takes_markup && !rewriter_.context().in_template()) place_tag();
  }

  void token_done() override {
    if (!past_head_ && rewriter_.context().phase() > Phase::after_head) {
      past_head_ = true;
      for (uint32_t selector = 0; selector < may_match_.size(); ++selector) {
        if (rules_->selectors.only_in_head(selector)) rule_out(selector);
      }
      tell_what_matters();
    }
    stop_if_over();
  }

  void rule_out(uint32_t selector) {
    if (may_match_[selector] == 0) return;
    may_match_[selector] = 0;
    --waiting_;
  }

  void read_meta(const TagEvent& meta) {
    const TreeContext& context = rewriter_.context();
    if (context.phase() > Phase::after_head || !context.made_element()) return;
    if (changes_.encoding == EncodingFrom::page && !encoding_settled_) {
      const MetaEncoding encoding = encoding_of_meta(meta);
      if (encoding == MetaEncoding::iso_2022_jp) return rewriter_.stop();
      if (encoding == MetaEncoding::utf8) rewriter_.set_encoding(ContentEncoding::utf8);
      encoding_settled_ = encoding != MetaEncoding::unknown;
    }
    if (changes_.policy == nullptr || context.in_template()) return;
    const auto http_equiv = meta.attributes().find("http-equiv");
    if (!http_equiv || !equal_ignoring_case(decode_attribute_value(http_equiv->value),
                                            "content-security-policy")) {
      return;
    }
    const auto content = meta.attributes().find("content");
    if (content) changes_.policy->meta_policy(decode_attribute_value(content->value));
  }

  void place_tag() {
    place_open_ = false;
    tell_what_matters();
    if (changes_.policy != nullptr && !changes_.policy->allows_tag()) {
      tag_forbidden_ = true;
      return;
    }
    tag_inserted_ = true;
    put_tag(changes_.policy != nullptr ? changes_.policy->tag_attributes() : std::string_view());
  }

  void put_tag(std::string_view attributes) {
    constexpr std::string_view kScript = "<script";
    const size_t found = changes_.tag.find(kScript);
    const size_t behind = found == changes_.tag.npos ? 0 : found + kScript.size();
    if (behind == 0 || attributes.empty()) return rewriter_.put(changes_.tag);
    rewriter_.put(changes_.tag.substr(0, behind));
    rewriter_.put(attributes);
    rewriter_.put(changes_.tag.substr(behind));
  }

  std::string_view nonce() override {
    return changes_.policy != nullptr ? changes_.policy->nonce() : std::string_view();
  }

  void element(Element& element, std::span<const uint32_t> selectors) override {
    matching_.clear();
    for (const uint32_t selector : selectors) {
      if (may_match_[selector] == 0) continue;
      for (const uint32_t rule : rules_->rules_of_selector[selector]) {
        if (is_on(changes_.active, rules_->rules[rule].install)) matching_.push_back(rule);
      }
      if (rules_->selectors.at_most_once(selector)) rule_out(selector);
    }
    std::sort(matching_.begin(), matching_.end());
    for (const uint32_t rule : matching_) {
      ++matched_[rules_->rules[rule].install];
      apply_in_order(element, rules_->rules[rule]);
    }
    for (size_t i = matching_.size(); i-- > 0;) {
      apply_in_reverse(element, rules_->rules[matching_[i]]);
    }
    // Last, so that what stands inside is gone whoever put it there.
    for (const uint32_t rule : matching_) {
      const InsertRule& one = rules_->rules[rule];
      if (one.method == InsertMethod::replace) element.replace_too(*one.content);
    }
  }

  static void apply_in_order(Element& element, const InsertRule& rule) {
    if (rule.method == InsertMethod::before) element.before(*rule.content);
    if (rule.method == InsertMethod::append) element.append(*rule.content);
    for (const AttributeEdit& edit : rule.attributes) {
      // Names are checked, and a value too long to be set leaves the attribute as it is.
      switch (edit.action) {
        case AttributeEdit::Action::set:
          (void)element.set_attribute(edit.name, edit.value);
          break;
        case AttributeEdit::Action::remove:
          element.remove_attribute(edit.name);
          break;
        case AttributeEdit::Action::add_tokens:
          (void)element.add_attribute_tokens(edit.name, edit.value);
          break;
      }
    }
  }

  static void apply_in_reverse(Element& element, const InsertRule& rule) {
    if (rule.method == InsertMethod::prepend) element.prepend(*rule.content);
    if (rule.method == InsertMethod::after) element.after(*rule.content);
  }

  PageChanges changes_;
  const InsertRules* rules_;  // null: none is active
  Rewriter rewriter_;
  TagFilter head_filter_;
  std::vector<uint8_t> may_match_;  // by selector: whether an active one may match yet
  size_t waiting_ = 0;              // how many of them
  std::vector<uint32_t> matching_;  // rules, of the element at hand
  std::vector<uint32_t> matched_;
  bool place_open_ = false;
  bool past_head_ = false;
  bool encoding_settled_ = false;
  bool tag_inserted_ = false;
  bool tag_forbidden_ = false;
};

PageRewriter::PageRewriter(const PageChanges& changes, ScannerLimits limits)
    : impl_(std::make_unique<Impl>(changes, limits)) {}

PageRewriter::~PageRewriter() = default;

void PageRewriter::feed(std::string_view chunk, MarkupOutput& output) {
  impl_->rewriter().feed(chunk, output);
}

void PageRewriter::finish(MarkupOutput& output) { impl_->rewriter().finish(output); }

bool PageRewriter::done() const { return impl_->rewriter().stopped(); }

bool PageRewriter::tag_inserted() const { return impl_->tag_inserted(); }

bool PageRewriter::tag_forbidden() const { return impl_->tag_forbidden(); }

uint64_t PageRewriter::bytes_added() const { return impl_->rewriter().bytes_added(); }

std::span<const uint32_t> PageRewriter::matched() const { return impl_->matched(); }

uint32_t PageRewriter::refused() const { return impl_->rewriter().refused(); }

bool PageRewriter::over_limit() const { return impl_->rewriter().over_limit(); }

size_t PageRewriter::kept_bytes() const { return impl_->rewriter().kept_bytes(); }

}  // namespace inlay::html
