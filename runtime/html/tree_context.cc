#include "html/tree_context.h"

#include <utility>

#include "base/check.h"

namespace inlay::html {

TreeContext::TreeContext() = default;

TextMode TreeContext::start_tag(const TagEvent& tag) {
  begin_token();
  const TextMode mode = start_is_foreign(tag) ? start_foreign(tag) : start_html(tag);
  plain_ = is_plain();
  return mode;
}

bool TreeContext::is_plain() const {
  const bool may_be = mode_ == Mode::in_body || mode_ == Mode::in_cell || mode_ == Mode::in_row ||
                      mode_ == Mode::in_table_body;
  return may_be && !in_text_ && !frameset_ok_ && open_.top().space == Namespace::html &&
         !formatting_.needs_reconstruction() && !ends_late_;
}

void TreeContext::end_tag(const TagEvent& tag) {
  begin_token();
  const OpenElement& top = open_.top();
  if (in_text_) {
    // Only the element's own end tag gets here: the tokenizer takes all others for text.
    in_text_ = false;
    if (text_mark_ != 0) marks_.end(std::exchange(text_mark_, 0));
  } else if (top.name() == tag.name && (top.kind & Kind::ends_plainly) != 0 &&
             (mode_ == Mode::in_body || mode_ == Mode::in_cell)) {
    // No rule says otherwise; this is for speed.
    open_.pop();
  } else if (top.space != Namespace::html) {
    end_foreign(tag);
  } else {
    end_html(tag);
  }
  plain_ = is_plain();
}

TextMode TreeContext::start_html(const TagEvent& tag) {
  switch (mode_) {
    case Mode::in_body:
      return start_in_body(tag);
    case Mode::initial:
    case Mode::before_html:
    case Mode::before_head:
      return start_before_head(tag);
    case Mode::in_head:
      return start_in_head(tag);
    case Mode::after_head:
      return start_after_head(tag);
    case Mode::in_table:
      return start_in_table(tag);
    case Mode::in_caption:
      return start_in_caption(tag);
    case Mode::in_column_group:
      return start_in_column_group(tag);
    case Mode::in_table_body:
      return start_in_table_body(tag);
    case Mode::in_row:
      return start_in_row(tag);
    case Mode::in_cell:
      return start_in_cell(tag);
    case Mode::in_template:
      return start_in_template(tag);
    case Mode::after_body:
    case Mode::after_after_body:
      return start_after_body(tag);
    case Mode::in_frameset:
      return start_in_frameset(tag);
    case Mode::after_frameset:
    case Mode::after_after_frameset:
      return start_after_frameset(tag);
  }
  return ignore();
}

void TreeContext::end_html(const TagEvent& tag) {
  switch (mode_) {
    case Mode::in_body:
      return end_in_body(tag);
    case Mode::initial:
    case Mode::before_html:
    case Mode::before_head:
      return end_before_head(tag);
    case Mode::in_head:
      return end_in_head(tag);
    case Mode::after_head:
      return end_after_head(tag);
    case Mode::in_table:
      return end_in_table(tag);
    case Mode::in_caption:
      return end_in_caption(tag);
    case Mode::in_column_group:
      return end_in_column_group(tag);
    case Mode::in_table_body:
      return end_in_table_body(tag);
    case Mode::in_row:
      return end_in_row(tag);
    case Mode::in_cell:
      return end_in_cell(tag);
    case Mode::in_template:
      if (tag.name.tag == Tag::template_) end_template();
      return;
    case Mode::after_body:
    case Mode::after_after_body:
      return end_after_body(tag);
    case Mode::in_frameset:
    case Mode::after_frameset:
    case Mode::after_after_frameset:
      return end_in_frameset(tag);
  }
}

TextMode TreeContext::insert(TagName name) { return inserted(open_.push_html(name)); }

TextMode TreeContext::insert_void() { return inserted(false); }

TextMode TreeContext::inserted(bool pushed) {
  opened_ = pushed ? Opened::open : Opened::void_element;
  element_space_ = Namespace::html;
  return TextMode::data;
}

TextMode TreeContext::insert_text_element(TextMode mode) {
  in_text_ = true;
  opened_ = Opened::text;
  element_space_ = Namespace::html;
  return mode;
}

uint32_t TreeContext::watch_text_element() {
  CHECK(in_text_);
  if (text_mark_ == 0) text_mark_ = marks_.take();
  return text_mark_;
}

TextMode TreeContext::ignore() {
  opened_ = Opened::nothing;
  return TextMode::data;
}

// 13.2.4.1 "reset the insertion mode appropriately"
void TreeContext::reset_insertion_mode() { mode_ = mode_of_stack(); }

TreeContext::Mode TreeContext::mode_of_stack() const {
  for (size_t i = open_.size(); i > 1; --i) {
    const OpenElement& element = open_.at(i - 1);
    if (element.space != Namespace::html) continue;
    switch (element.tag) {
      case Tag::td:
      case Tag::th:
        return Mode::in_cell;
      case Tag::tr:
        return Mode::in_row;
      case Tag::tbody:
      case Tag::thead:
      case Tag::tfoot:
        return Mode::in_table_body;
      case Tag::caption:
        return Mode::in_caption;
      case Tag::colgroup:
        return Mode::in_column_group;
      case Tag::table:
        return Mode::in_table;
      case Tag::template_:
        return template_modes_.back();
      case Tag::head:
        return Mode::in_head;
      case Tag::body:
        return Mode::in_body;
      case Tag::frameset:
        return Mode::in_frameset;
      default:
        break;
    }
  }
  return phase_ == Phase::before_head ? Mode::before_head : Mode::after_head;
}

}  // namespace inlay::html
