// The stack of open elements (HTML standard 13.2.4.2), without the elements: 16 bytes each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "html/active_formatting.h"
#include "html/element_kind.h"
#include "html/tag_name.h"

namespace inlay::html {

struct OpenElement {
  uint64_t name_hash = 0;
  uint32_t formatting_id =
      0;  // of its entry in the list of active formatting elements when it was made, or 0
  ElementKind kind = 0;
  Tag tag = Tag::unknown;
  Namespace space = Namespace::html;

  TagName name() const { return {tag, name_hash}; }
  bool is(Tag wanted) const { return tag == wanted && space == Namespace::html; }
};
static_assert(sizeof(OpenElement) == 16);

// The bottom is always there and is never popped: before the html element is made, and after, it
// stands for it. Bounded: push() beyond `depth_max` does nothing. Counts elements per name, so that
// most searches end before they begin.
class OpenElements {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  // `formatting` is told of elements that leave; it outlives this.
  OpenElements(size_t depth_max, ActiveFormatting& formatting);

  const OpenElement& top() const { return elements_.back(); }
  const OpenElement& at(size_t index) const { return elements_[index]; }
  size_t size() const { return elements_.size(); }
  // HTML elements of that name; for Tag::unknown, of any unknown name.
  size_t count(Tag tag) const { return counts_[static_cast<size_t>(tag)]; }

  bool push(TagName name, Namespace space, ElementKind kind, uint32_t formatting_id = 0) {
    if (elements_.size() >= depth_max_) return refuse(formatting_id);
    elements_.push_back({name.hash, formatting_id, kind, name.tag, space});
    if (space == Namespace::html) ++counts_[static_cast<size_t>(name.tag)];
    return true;
  }
  bool push_html(TagName name, uint32_t formatting_id = 0) {
    return push(name, Namespace::html, kind_of(name.tag, Namespace::html), formatting_id);
  }
  void pop() {
    if (elements_.size() == 1) return;
    left(elements_.back());
    elements_.pop_back();
  }
  void pop_to(size_t size);  // until no more than `size` (at least 1) are left
  // Pops up to and including the topmost HTML element of that name; nothing if there is none.
  void pop_through(Tag tag);
  void erase(size_t index);
  // Inserts at `index`, above what is there now. Same bound as push().
  void insert(size_t index, const OpenElement& element);
  void mark_form_pointer();  // the top
  void forget_form_pointer(size_t index);

  // Topmost HTML element of that name, if no boundary of the scope lies above it.
  bool has_in_scope(Tag tag, Scope scope) const {
    return count(tag) != 0 && search_scope(tag, scope);
  }
  // Whether a boundary of Scope::normal lies above `index`.
  bool is_in_scope(size_t index) const;
  // Topmost element of any of these kinds that is in Scope::normal.
  bool has_kind_in_scope(ElementKind kind) const;
  size_t find_formatting(uint32_t formatting_id) const;
  size_t find_special_above(size_t index) const;  // the nearest
  size_t find_kind(ElementKind kind) const;       // topmost, or kNone

  void generate_implied_end_tags(Tag spared = Tag::unknown);
  void generate_implied_end_tags_thoroughly();
  // "Clear the stack back to a … context": pops until the top is one of these, or template or html.
  void clear_back_to(Tag a) { clear_back_to(a, a, a); }
  void clear_back_to(Tag a, Tag b, Tag c);

 private:
  bool search_scope(Tag tag, Scope scope) const;
  bool refuse(uint32_t formatting_id);
  void left(const OpenElement& element) {
    if (element.space == Namespace::html) --counts_[static_cast<size_t>(element.tag)];
    if (element.formatting_id != 0) formatting_.element_left(element.formatting_id);
  }

  std::vector<OpenElement> elements_;
  std::array<uint16_t, kTagCount> counts_{};
  size_t depth_max_;
  ActiveFormatting& formatting_;
};

}  // namespace inlay::html
