// Characters: all that they can change is the insertion mode, the frameset-ok flag and reopened
// formatting.
#include "html/tree_context.h"

namespace inlay::html {
namespace {

constexpr ElementKind kTakesText =
    Kind::html_integration_point | Kind::mathml_text_integration_point;

}  // namespace

bool TreeContext::text_is_foreign() const {
  return open_.top().space != Namespace::html && (open_.top().kind & kTakesText) == 0;
}

bool TreeContext::wants_text() const {
  if (plain_) return false;
  if (in_text_) return false;
  if (ends_late_) return true;
  if (text_is_foreign()) return frameset_ok_;
  switch (mode_) {
    case Mode::in_body:
    case Mode::in_caption:
    case Mode::in_cell:
    case Mode::in_template:
    case Mode::in_table:
    case Mode::in_table_body:
    case Mode::in_row:
      return frameset_ok_ || formatting_.needs_reconstruction();
    case Mode::in_frameset:
    case Mode::after_frameset:
    case Mode::after_after_frameset:
      return false;
    case Mode::initial:
    case Mode::before_html:
    case Mode::before_head:
    case Mode::in_head:
    case Mode::after_head:
    case Mode::in_column_group:
    case Mode::after_body:
    case Mode::after_after_body:
      return true;
  }
  return true;
}

void TreeContext::text(TextClass text_class) {
  if (in_text_) return;
  begin_token();
  if (text_is_foreign()) {
    if (text_class == TextClass::other) frameset_ok_ = false;
  } else {
    text_html(text_class);
  }
  plain_ = is_plain();
}

void TreeContext::text_html(TextClass text_class) {
  switch (mode_) {
    case Mode::in_body:
    case Mode::in_caption:
    case Mode::in_cell:
    case Mode::in_template:
      return text_in_body(text_class);
    case Mode::initial:
    case Mode::before_html:
    case Mode::before_head:
    case Mode::in_head:
    case Mode::after_head:
      if (text_class == TextClass::blank) return;
      begin_body(Origin::implied);
      return text_in_body(text_class);
    case Mode::in_table:
    case Mode::in_table_body:
    case Mode::in_row:
      return text_in_table(text_class);
    case Mode::in_column_group:
      if (text_class != TextClass::blank && close_column_group()) text_in_table(text_class);
      return;
    case Mode::after_body:
    case Mode::after_after_body:
      if (text_class != TextClass::blank) mode_ = Mode::in_body;
      return text_in_body(text_class);
    case Mode::in_frameset:
    case Mode::after_frameset:
    case Mode::after_after_frameset:
      return;
  }
}

void TreeContext::text_in_body(TextClass text_class) {
  if (text_class == TextClass::nul) return;
  reconstruct_formatting();
  if (text_class == TextClass::other) frameset_ok_ = false;
}

// "In table text" (13.2.6.4.10): a run that is all blank is inserted as it is, any other is foster
// parented as in the body.
void TreeContext::text_in_table(TextClass text_class) {
  const OpenElement& top = open_.top();
  const bool table_text = top.is(Tag::table) || top.is(Tag::tbody) || top.is(Tag::tfoot) ||
                          top.is(Tag::thead) || top.is(Tag::tr) || top.is(Tag::template_);
  if (!table_text || text_class == TextClass::other) text_in_body(text_class);
}

}  // namespace inlay::html
