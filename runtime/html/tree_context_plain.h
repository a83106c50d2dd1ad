// TreeContext's quick lane: the tags that are most of every page's body, inline for the scanner.
// Each of them does here what its insertion mode's rule comes to where TreeContext::plain() holds:
// in the body, a cell, or between the cells and rows of a table, on an HTML element, no frameset
// possible any more, no formatting element waiting to be reopened.
#pragma once

#include "html/tree_context.h"

namespace inlay::html {

// A row where rows belong, or a cell where cells belong.
inline bool TreeContext::plain_start_in_table(TagName name) {
  const OpenElement& top = open_.top();
  const bool is_cell = name.tag == Tag::td || name.tag == Tag::th;
  if (mode_ == Mode::in_row && is_cell && top.is(Tag::tr)) {
    enter_marked(name, Mode::in_cell);
    return true;
  }
  if (mode_ == Mode::in_table_body && name.tag == Tag::tr && top.is(Tag::tbody)) {
    enter(name, Mode::in_row);
    return true;
  }
  return false;
}

inline bool TreeContext::plain_start(TagName name, std::string_view raw, uint32_t name_size) {
  if (mode_ != Mode::in_body && mode_ != Mode::in_cell) return plain_start_in_table(name);
  const ElementKind kind = kind_of(name.tag, Namespace::html);
  const OpenElement& top = open_.top();
  uint32_t formatting_id = 0;
  if ((kind & (Kind::begins_block | Kind::begins_item)) != 0) {
    if ((kind & Kind::begins_item) != 0 && !top.is(Tag::ul) && !top.is(Tag::ol) &&
        !top.is(Tag::dl)) {
      return false;
    }
    if ((kind & top.kind & Kind::heading) != 0) return false;
    if (open_.count(Tag::p) != 0) {
      // Not for headings: below the p there may be one that ends too.
      const bool ends_p = top.is(Tag::p) && top.mark == 0 && (kind & Kind::heading) == 0;
      if (ends_p && open_.count(Tag::p) == 1) {
        open_.pop_plain();
      } else if (open_.has_in_scope(Tag::p, Scope::button)) {
        return false;
      }
    }
  } else if ((kind & Kind::formatting) != 0) {
    if (name.tag == Tag::a && formatting_.find_since_marker(name) != ActiveFormatting::kNone) {
      return false;
    }
    formatting_id = list_formatting(name, raw, name_size);
  } else if ((kind & Kind::begins_plainly) == 0) {
    return (kind & Kind::leaves_nothing) != 0;
  }
  const bool pushed = open_.push(
      {.name_hash = name.hash, .formatting_id = formatting_id, .kind = kind, .tag = name.tag});
  // One that would lie too deep is closed at once, and waits to be reopened.
  if (!pushed && formatting_id != 0) plain_ = false;
  return true;
}

inline bool TreeContext::plain_end(TagName name) {
  const OpenElement& top = open_.top();
  if (top.name() != name || top.mark != 0) return false;
  if ((top.kind & Kind::ends_plainly) != 0) {
    if (mode_ != Mode::in_body && mode_ != Mode::in_cell) return false;
    open_.pop_plain();
    plain_ = open_.top().space == Namespace::html;
    return true;
  }
  if ((top.kind & Kind::formatting) != 0 && top.formatting_id == formatting_.last_id() &&
      top.formatting_id != 0) {
    formatting_.pop();
    open_.pop_plain();
    plain_ = open_.top().space == Namespace::html && !formatting_.needs_reconstruction();
    return true;
  }
  if (mode_ == Mode::in_cell && (name.tag == Tag::td || name.tag == Tag::th)) {
    formatting_.clear_to_marker();
    open_.pop_plain();
    mode_ = Mode::in_row;
    plain_ = !formatting_.needs_reconstruction();
    return true;
  }
  if (mode_ == Mode::in_row && name.tag == Tag::tr) {
    open_.pop_plain();
    mode_ = Mode::in_table_body;
    return true;
  }
  return false;
}

}  // namespace inlay::html
