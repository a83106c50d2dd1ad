#include "html/open_elements.h"

#include <algorithm>

#include "base/check.h"

namespace inlay::html {
namespace {

ElementKind boundary_of(Scope scope) {
  switch (scope) {
    case Scope::normal:
      return Kind::ends_scope;
    case Scope::list_item:
      return Kind::ends_scope | Kind::ends_list_item_scope;
    case Scope::button:
      return Kind::ends_scope | Kind::ends_button_scope;
    case Scope::table:
      return Kind::ends_table_scope;
  }
  return Kind::ends_scope;
}

}  // namespace

OpenElements::OpenElements(size_t depth_max, ActiveFormatting& formatting, ElementMarks& marks)
    : depth_max_(depth_max), formatting_(formatting), marks_(marks) {
  push_html(name_of(Tag::html), Origin::implied);
  begin_token();
}

void OpenElements::begin_bottom(Origin origin) {
  elements_.front().origin = origin;
  new_from_ = 0;
}

uint32_t OpenElements::watch(size_t index) {
  OpenElement& element = elements_[index];
  if (element.mark == 0) element.mark = marks_.take();
  return element.mark;
}

void OpenElements::replace_by_clone(size_t index) {
  OpenElement& element = elements_[index];
  if (element.mark != 0) marks_.end(element.mark);
  element.mark = 0;
  element.origin = Origin::clone;
}

bool OpenElements::refuse(uint32_t formatting_id) {
  if (formatting_id != 0) formatting_.element_left(formatting_id);
  return false;
}

void OpenElements::pop_to(size_t size) {
  CHECK(size >= 1);
  while (elements_.size() > size) pop();
}

void OpenElements::pop_through(Tag tag) {
  if (count(tag) == 0) return;
  while (elements_.size() > 1) {
    const bool last = top().is(tag);
    pop();
    if (last) return;
  }
}

void OpenElements::erase(size_t index) {
  CHECK(index >= 1 && index < elements_.size());
  left(elements_[index]);
  elements_.erase(elements_.begin() + static_cast<ptrdiff_t>(index));
  if (new_from_ != kNone && index < new_from_) --new_from_;
}

void OpenElements::insert(size_t index, const OpenElement& element) {
  CHECK(index >= 1 && index <= elements_.size());
  if (elements_.size() >= depth_max_) {
    refuse(element.formatting_id);
    return;
  }
  elements_.insert(elements_.begin() + static_cast<ptrdiff_t>(index), element);
  if (element.space == Namespace::html) ++counts_[static_cast<size_t>(element.tag)];
  if (new_from_ != kNone && index <= new_from_) ++new_from_;
}

void OpenElements::mark_form_pointer() { elements_.back().kind |= Kind::form_pointer; }

void OpenElements::forget_form_pointer(size_t index) {
  elements_[index].kind &= ~Kind::form_pointer;
}

bool OpenElements::search_scope(Tag tag, Scope scope) const {
  const ElementKind boundary = boundary_of(scope);
  for (size_t i = elements_.size(); i > 0; --i) {
    const OpenElement& element = elements_[i - 1];
    if (element.is(tag)) return true;
    if ((element.kind & boundary) != 0) return false;
  }
  return false;
}

bool OpenElements::is_in_scope(size_t index) const {
  return std::none_of(
      elements_.begin() + static_cast<ptrdiff_t>(index) + 1, elements_.end(),
      [](const OpenElement& element) { return (element.kind & Kind::ends_scope) != 0; });
}

bool OpenElements::has_kind_in_scope(ElementKind kind) const {
  for (size_t i = elements_.size(); i > 0; --i) {
    if ((elements_[i - 1].kind & kind) != 0) return true;
    if ((elements_[i - 1].kind & Kind::ends_scope) != 0) return false;
  }
  return false;
}

size_t OpenElements::find_formatting(uint32_t formatting_id) const {
  for (size_t i = elements_.size(); i > 0; --i) {
    if (elements_[i - 1].formatting_id == formatting_id) return i - 1;
  }
  return kNone;
}

size_t OpenElements::find_special_above(size_t index) const {
  for (size_t i = index + 1; i < elements_.size(); ++i) {
    if ((elements_[i].kind & Kind::special) != 0) return i;
  }
  return kNone;
}

size_t OpenElements::find_kind(ElementKind kind) const {
  for (size_t i = elements_.size(); i > 0; --i) {
    if ((elements_[i - 1].kind & kind) != 0) return i - 1;
  }
  return kNone;
}

void OpenElements::generate_implied_end_tags(Tag spared) {
  while ((top().kind & Kind::implied_end) != 0 && top().tag != spared) pop();
}

void OpenElements::generate_implied_end_tags_thoroughly() {
  while ((top().kind & Kind::implied_end_thoroughly) != 0) pop();
}

void OpenElements::clear_back_to(Tag a, Tag b, Tag c) {
  while (elements_.size() > 1 && !top().is(a) && !top().is(b) && !top().is(c) &&
         !top().is(Tag::template_)) {
    pop();
  }
}

}  // namespace inlay::html
