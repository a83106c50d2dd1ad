#include "html/element.h"

#include <algorithm>
#include <utility>

#include "html/ascii.h"
#include "html/decoded_text.h"
#include "html/markup_names.h"

namespace inlay::html {
namespace {

// Of one attribute of one element, whoever asks for it.
constexpr size_t kAttributeValueBytesMax = 64 * 1024;

Result<> check_value(std::string_view value) {
  if (value.size() <= kAttributeValueBytesMax) return {};
  return fail(Fault::too_large, Blame::app,
              "attribute value: " + std::to_string(value.size()) + " bytes, limit " +
                  std::to_string(kAttributeValueBytesMax));
}

}  // namespace

Result<> Element::own(ContentList& list, std::string_view content, ContentType type,
                      ContentPlace place) {
  return add_content(list, content, type, place, edits_, budget_);
}

void Element::borrow(ContentList& list, const Content& content) {
  if (budget_.charge(edits_, 0)) {
    list.add(content);
  } else {
    ++budget_.refused;
  }
}

std::string Element::tag_name() const {
  return tag_ != nullptr ? tag_->name() : std::string(tag_text(facts_.name.tag));
}

Result<> Element::set_tag_name(std::string_view name) {
  if (auto checked = check_tag_name(name); !checked) return checked;
  if (equal_ignoring_case(name, "plaintext")) {
    return fail(Fault::refused, Blame::app, "tag name: nothing would end a <plaintext>");
  }
  if (tag_ == nullptr) return {};
  tag_->set_name(name);
  edits_.end_tag_name = name;
  return {};
}

std::string_view Element::namespace_uri() const {
  switch (facts_.space) {
    case Namespace::html:
      return "http://www.w3.org/1999/xhtml";
    case Namespace::svg:
      return "http://www.w3.org/2000/svg";
    case Namespace::mathml:
      return "http://www.w3.org/1998/Math/MathML";
  }
  return {};
}

std::optional<SourcePosition> Element::position() const {
  return position_ != nullptr ? std::optional(*position_) : std::nullopt;
}

std::optional<SourcePosition> Element::attribute_position(std::string_view name) const {
  if (position_ == nullptr || tag_ == nullptr) return std::nullopt;
  const std::optional<size_t> offset = tag_->offset_of(name);
  if (!offset) return std::nullopt;
  SourcePosition position = *position_;
  position.pass(tag_->written().substr(0, *offset));
  return position;
}

std::optional<std::string> Element::attribute(std::string_view name) const {
  return tag_ != nullptr ? tag_->attribute(name) : std::nullopt;
}

std::vector<StartTagEdit::NameValue> Element::attributes() const {
  return tag_ != nullptr ? tag_->attributes() : std::vector<StartTagEdit::NameValue>();
}

Result<> Element::set_attribute(std::string_view name, std::string_view value) {
  if (auto checked = check_attribute_name(name); !checked) return checked;
  if (auto checked = check_value(value); !checked) return checked;
  ++attributes_version_;
  if (tag_ != nullptr) tag_->set(name, value);
  return {};
}

Result<> Element::add_attribute_tokens(std::string_view name, std::string_view tokens) {
  if (auto checked = check_attribute_name(name); !checked) return checked;
  if (auto checked = check_value(tokens); !checked) return checked;
  ++attributes_version_;
  if (tag_ != nullptr) tag_->add_tokens(name, tokens);
  return {};
}

void Element::remove_attribute(std::string_view name) {
  ++attributes_version_;
  if (tag_ != nullptr) tag_->remove(name);
}

Result<> Element::before(std::string_view content, ContentType type) {
  return own(edits_.before, content, type, facts_.outside);
}

Result<> Element::after(std::string_view content, ContentType type) {
  return own(edits_.after, content, type, facts_.outside);
}

Result<> Element::prepend(std::string_view content, ContentType type) {
  return facts_.has_content ? own(edits_.prepend, content, type, facts_.inside) : Result<>();
}

Result<> Element::append(std::string_view content, ContentType type) {
  return facts_.has_content ? own(edits_.append, content, type, facts_.inside) : Result<>();
}

void Element::prepend(const Content& content) {
  if (facts_.has_content) borrow(edits_.prepend, content);
}

void Element::append(const Content& content) {
  if (facts_.has_content) borrow(edits_.append, content);
}

Result<> Element::set_inner_content(std::string_view content, ContentType type) {
  if (!facts_.has_content || facts_.implied) return {};
  ContentList inner;
  if (auto owned = own(inner, content, type, facts_.inside); !owned) return owned;
  remove_content();
  edits_.prepend = std::move(inner);
  return {};
}

Result<> Element::replace(std::string_view content, ContentType type) {
  if (facts_.implied) return {};
  ContentList replacement;
  if (auto owned = own(replacement, content, type, facts_.outside); !owned) return owned;
  remove();
  edits_.replacement = std::move(replacement);
  return {};
}

Result<> Element::before(std::unique_ptr<ContentSource> content, ContentType type) {
  return add_content(edits_.before, std::move(content), type, edits_, budget_);
}

Result<> Element::after(std::unique_ptr<ContentSource> content, ContentType type) {
  return add_content(edits_.after, std::move(content), type, edits_, budget_);
}

Result<> Element::prepend(std::unique_ptr<ContentSource> content, ContentType type) {
  if (!facts_.has_content) return {};
  return add_content(edits_.prepend, std::move(content), type, edits_, budget_);
}

Result<> Element::append(std::unique_ptr<ContentSource> content, ContentType type) {
  if (!facts_.has_content) return {};
  return add_content(edits_.append, std::move(content), type, edits_, budget_);
}

Result<> Element::set_inner_content(std::unique_ptr<ContentSource> content, ContentType type) {
  if (!facts_.has_content || facts_.implied) return {};
  ContentList inner;
  if (auto added = add_content(inner, std::move(content), type, edits_, budget_); !added) {
    return added;
  }
  remove_content();
  edits_.prepend = std::move(inner);
  return {};
}

Result<> Element::replace(std::unique_ptr<ContentSource> content, ContentType type) {
  if (facts_.implied) return {};
  ContentList replacement;
  if (auto added = add_content(replacement, std::move(content), type, edits_, budget_); !added) {
    return added;
  }
  remove();
  edits_.replacement = std::move(replacement);
  return {};
}

void Element::replace_too(const Content& content) {
  if (facts_.implied) return;
  remove();
  borrow(edits_.replacement, content);
}

void Element::remove() {
  if (facts_.implied) return;
  edits_.dropped = true;
  if (!facts_.has_content) return;
  remove_content();
  edits_.drop_end_tag = true;
}

void Element::remove_and_keep_content() {
  if (facts_.implied) return;
  edits_.dropped = true;
  edits_.drop_end_tag = facts_.has_content;
}

void Element::remove_content() {
  edits_.prepend.clear();
  edits_.append.clear();
  edits_.drop_content = true;
}

Result<> Element::on_end_tag(uint32_t hook) {
  if (!facts_.has_content) {
    std::string detail = "<";
    detail.append(tag_name()).append("> has no end tag");
    return fail(Fault::refused, Blame::app, std::move(detail));
  }
  if (auto charged = charge_hook(edits_, budget_); !charged) return charged;
  edits_.end_tag_hooks.push_back(hook);
  return {};
}

std::string EndTag::name() const {
  std::string name(edits_.end_tag_name);
  if (name.empty()) return decode_name(written_name_);
  std::transform(name.begin(), name.end(), name.begin(), to_lower);
  return name;
}

Result<> EndTag::set_name(std::string_view name) {
  if (auto checked = check_tag_name(name); !checked) return checked;
  edits_.end_tag_name = name;
  return {};
}

Result<> EndTag::before(std::string_view content, ContentType type) {
  return add_content(edits_.append, content, type, facts_.inside, edits_, budget_);
}

Result<> EndTag::after(std::string_view content, ContentType type) {
  return add_content(edits_.after, content, type, facts_.outside, edits_, budget_);
}

Result<> EndTag::before(std::unique_ptr<ContentSource> content, ContentType type) {
  return add_content(edits_.append, std::move(content), type, edits_, budget_);
}

Result<> EndTag::after(std::unique_ptr<ContentSource> content, ContentType type) {
  return add_content(edits_.after, std::move(content), type, edits_, budget_);
}

}  // namespace inlay::html
