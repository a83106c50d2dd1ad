// The stack of open elements (HTML standard 13.2.4.2), without the elements: 24 bytes each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "html/active_formatting.h"
#include "html/element_kind.h"
#include "html/element_marks.h"
#include "html/tag_name.h"

namespace inlay::html {

// Who made an element. A clone, of the adoption agency or of reconstructed formatting, stands for
// no element of the page.
enum class Origin : uint8_t { tag, implied, clone };

struct OpenElement {
  uint64_t name_hash = 0;
  uint32_t formatting_id =
      0;  // of its entry in the list of active formatting elements when it was made, or 0
  ElementKind kind = 0;
  uint32_t mark = 0;  // of TreeContext::watch(), or 0
  Tag tag = Tag::unknown;
  Namespace space = Namespace::html;
  Origin origin = Origin::tag;

  TagName name() const { return {tag, name_hash}; }
  bool is(Tag wanted) const { return tag == wanted && space == Namespace::html; }
};
static_assert(sizeof(OpenElement) == 24);

// The bottom is always there and is never popped: before the html element is made, and after, it
// stands for it. Bounded: push() beyond `depth_max` does nothing. Counts elements per name, so that
// most searches end before they begin.
class OpenElements {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  // `formatting` is told of elements that leave, `marks` of those of them that are watched; both
  // outlive this.
  OpenElements(size_t depth_max, ActiveFormatting& formatting, ElementMarks& marks);

  const OpenElement& top() const { return elements_.back(); }
  const OpenElement& at(size_t index) const { return elements_[index]; }
  size_t size() const { return elements_.size(); }
  // HTML elements of that name; for Tag::unknown, of any unknown name.
  size_t count(Tag tag) const { return counts_[static_cast<size_t>(tag)]; }

  bool push(const OpenElement& element) {
    const size_t size = elements_.size();
    if (size >= depth_max_) return refuse(element.formatting_id);
    if (size < new_from_) new_from_ = size;
    elements_.push_back(element);
    if (element.space == Namespace::html) ++counts_[static_cast<size_t>(element.tag)];
    return true;
  }
  bool push_html(TagName name, Origin origin = Origin::tag, uint32_t formatting_id = 0) {
    return push({.name_hash = name.hash,
                 .formatting_id = formatting_id,
                 .kind = kind_of(name.tag, Namespace::html),
                 .tag = name.tag,
                 .origin = origin});
  }
  void pop() {
    if (elements_.size() == 1) return;
    left(elements_.back());
    elements_.pop_back();
  }
  // The same where the caller knows that the top is not the bottom, not watched, and either no
  // formatting element or one that has left that list.
  void pop_plain() {
    const OpenElement& top = elements_.back();
    if (top.space == Namespace::html) --counts_[static_cast<size_t>(top.tag)];
    elements_.pop_back();
  }
  void pop_to(size_t size);  // until no more than `size` (at least 1) are left
  // Pops up to and including the topmost HTML element of that name; nothing if there is none.
  void pop_through(Tag tag);
  void erase(size_t index);
  // The bottom, which is there already, becomes the html element.
  void begin_bottom(Origin origin);
  // A clone takes the place of the element there, which ends.
  void replace_by_clone(size_t index);
  // Inserts at `index`, above what is there now. Same bound as push().
  void insert(size_t index, const OpenElement& element);
  void mark_form_pointer();  // the top
  void forget_form_pointer(size_t index);

  uint32_t watch(size_t index);  // its mark, taken now unless it has one
  // How many of the topmost elements were put there since begin_token().
  size_t newly_open() const { return new_from_ < size() ? size() - new_from_ : 0; }
  void begin_token() { new_from_ = kNone; }

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
    if (element.mark != 0) marks_.end(element.mark);
  }

  std::vector<OpenElement> elements_;
  std::array<uint16_t, kTagCount> counts_{};
  size_t depth_max_;
  size_t new_from_ = kNone;  // what lies below was there before the token
  ActiveFormatting& formatting_;
  ElementMarks& marks_;
};

}  // namespace inlay::html
