// Insertion modes inside of tables (13.2.6.4.9 to 13.2.6.4.15). What they do not name is foster
// parented: for us, as in the body. Every change of mode goes with the element that it is for:
// where the stack is full, neither happens.
#include "html/tree_context.h"

namespace inlay::html {

TextMode TreeContext::enter(TagName name, Mode mode) {
  const bool pushed = open_.push_html(name);
  if (pushed) mode_ = mode;
  return inserted(pushed);
}

// Makes the element that the author left out, and does the tag again inside of it.
TextMode TreeContext::enter_implied(Tag implied, Mode mode, const TagEvent& tag) {
  if (!open_.push_html(name_of(implied), Origin::implied)) return ignore();
  made_implied_ = true;
  mode_ = mode;
  return start_html(tag);
}

TextMode TreeContext::start_in_table(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::caption:
      open_.clear_back_to(Tag::table);
      return enter_marked(tag.name, Mode::in_caption);
    case Tag::colgroup:
      open_.clear_back_to(Tag::table);
      return enter(tag.name, Mode::in_column_group);
    case Tag::col:
      open_.clear_back_to(Tag::table);
      return enter_implied(Tag::colgroup, Mode::in_column_group, tag);
    case Tag::tbody:
    case Tag::tfoot:
    case Tag::thead:
      open_.clear_back_to(Tag::table);
      return enter(tag.name, Mode::in_table_body);
    case Tag::td:
    case Tag::th:
    case Tag::tr:
      open_.clear_back_to(Tag::table);
      return enter_implied(Tag::tbody, Mode::in_table_body, tag);
    case Tag::table:
      if (!close_table()) return ignore();
      return start_html(tag);
    case Tag::style:
    case Tag::script:
    case Tag::template_:
      return start_in_head(tag);
    case Tag::input:
      return is_hidden_input(tag) ? insert_void() : start_in_body(tag);
    case Tag::form:
      if (in_template() || form_set_) return ignore();
      form_set_ = true;
      return insert_void();
    default:
      return start_in_body(tag);
  }
}

void TreeContext::end_in_table(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::table:
      close_table();
      return;
    case Tag::body:
    case Tag::caption:
    case Tag::col:
    case Tag::colgroup:
    case Tag::html:
    case Tag::tbody:
    case Tag::td:
    case Tag::tfoot:
    case Tag::th:
    case Tag::thead:
    case Tag::tr:
      return;
    default:
      return end_in_body(tag);
  }
}

bool TreeContext::close_table() {
  if (!open_.has_in_scope(Tag::table, Scope::table)) return false;
  open_.pop_through(Tag::table);
  reset_insertion_mode();
  return true;
}

TextMode TreeContext::enter_marked(TagName name, Mode mode) {
  const bool pushed = open_.push_html(name);
  if (pushed) {
    formatting_.push_marker();
    mode_ = mode;
  }
  return inserted(pushed);
}

TextMode TreeContext::start_in_caption(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::caption:
    case Tag::col:
    case Tag::colgroup:
    case Tag::tbody:
    case Tag::td:
    case Tag::tfoot:
    case Tag::th:
    case Tag::thead:
    case Tag::tr:
      if (!close_caption()) return ignore();
      return start_html(tag);
    default:
      return start_in_body(tag);
  }
}

void TreeContext::end_in_caption(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::caption:
      close_caption();
      return;
    case Tag::table:
      if (close_caption()) end_html(tag);
      return;
    case Tag::body:
    case Tag::col:
    case Tag::colgroup:
    case Tag::html:
    case Tag::tbody:
    case Tag::td:
    case Tag::tfoot:
    case Tag::th:
    case Tag::thead:
    case Tag::tr:
      return;
    default:
      return end_in_body(tag);
  }
}

bool TreeContext::close_caption() {
  if (!open_.has_in_scope(Tag::caption, Scope::table)) return false;
  open_.pop_through(Tag::caption);
  formatting_.clear_to_marker();
  mode_ = Mode::in_table;
  return true;
}

TextMode TreeContext::start_in_column_group(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::html:
      return ignore();
    case Tag::col:
      return insert_void();
    case Tag::template_:
      return start_in_head(tag);
    default:
      if (!close_column_group()) return ignore();
      return start_html(tag);
  }
}

void TreeContext::end_in_column_group(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::colgroup:
      close_column_group();
      return;
    case Tag::col:
      return;
    case Tag::template_:
      return end_template();
    default:
      if (close_column_group()) end_html(tag);
  }
}

bool TreeContext::close_column_group() {
  if (!open_.top().is(Tag::colgroup)) return false;
  open_.pop();
  mode_ = Mode::in_table;
  return true;
}

TextMode TreeContext::start_in_table_body(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::tr:
      open_.clear_back_to(Tag::tbody, Tag::tfoot, Tag::thead);
      return enter(tag.name, Mode::in_row);
    case Tag::td:
    case Tag::th:
      open_.clear_back_to(Tag::tbody, Tag::tfoot, Tag::thead);
      return enter_implied(Tag::tr, Mode::in_row, tag);
    case Tag::caption:
    case Tag::col:
    case Tag::colgroup:
    case Tag::tbody:
    case Tag::tfoot:
    case Tag::thead:
      if (!close_any_table_body()) return ignore();
      return start_html(tag);
    default:
      return start_in_table(tag);
  }
}

void TreeContext::end_in_table_body(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::tbody:
    case Tag::tfoot:
    case Tag::thead:
      if (open_.has_in_scope(tag.name.tag, Scope::table)) close_table_body();
      return;
    case Tag::table:
      if (close_any_table_body()) end_html(tag);
      return;
    case Tag::body:
    case Tag::caption:
    case Tag::col:
    case Tag::colgroup:
    case Tag::html:
    case Tag::td:
    case Tag::th:
    case Tag::tr:
      return;
    default:
      return end_in_table(tag);
  }
}

void TreeContext::close_table_body() {
  open_.clear_back_to(Tag::tbody, Tag::tfoot, Tag::thead);
  open_.pop();
  mode_ = Mode::in_table;
}

bool TreeContext::close_any_table_body() {
  if (!open_.has_in_scope(Tag::tbody, Scope::table) &&
      !open_.has_in_scope(Tag::thead, Scope::table) &&
      !open_.has_in_scope(Tag::tfoot, Scope::table)) {
    return false;
  }
  close_table_body();
  return true;
}

TextMode TreeContext::start_in_row(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::td:
    case Tag::th:
      open_.clear_back_to(Tag::tr);
      return enter_marked(tag.name, Mode::in_cell);
    case Tag::caption:
    case Tag::col:
    case Tag::colgroup:
    case Tag::tbody:
    case Tag::tfoot:
    case Tag::thead:
    case Tag::tr:
      if (!close_row()) return ignore();
      return start_html(tag);
    default:
      return start_in_table(tag);
  }
}

void TreeContext::end_in_row(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::tr:
      close_row();
      return;
    case Tag::table:
      if (close_row()) end_html(tag);
      return;
    case Tag::tbody:
    case Tag::tfoot:
    case Tag::thead:
      if (open_.has_in_scope(tag.name.tag, Scope::table) && close_row()) end_html(tag);
      return;
    case Tag::body:
    case Tag::caption:
    case Tag::col:
    case Tag::colgroup:
    case Tag::html:
    case Tag::td:
    case Tag::th:
      return;
    default:
      return end_in_table(tag);
  }
}

bool TreeContext::close_row() {
  if (!open_.has_in_scope(Tag::tr, Scope::table)) return false;
  open_.clear_back_to(Tag::tr);
  open_.pop();
  mode_ = Mode::in_table_body;
  return true;
}

TextMode TreeContext::start_in_cell(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::caption:
    case Tag::col:
    case Tag::colgroup:
    case Tag::tbody:
    case Tag::td:
    case Tag::tfoot:
    case Tag::th:
    case Tag::thead:
    case Tag::tr:
      close_cell();
      return start_html(tag);
    default:
      return start_in_body(tag);
  }
}

void TreeContext::end_in_cell(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::td:
    case Tag::th:
      if (open_.has_in_scope(tag.name.tag, Scope::table)) close_cell_of(tag.name.tag);
      return;
    case Tag::table:
    case Tag::tbody:
    case Tag::tfoot:
    case Tag::thead:
    case Tag::tr:
      if (!open_.has_in_scope(tag.name.tag, Scope::table)) return;
      close_cell();
      return end_html(tag);
    case Tag::body:
    case Tag::caption:
    case Tag::col:
    case Tag::colgroup:
    case Tag::html:
      return;
    default:
      return end_in_body(tag);
  }
}

// 13.2.6.4.15 "close the cell": whichever of td and th is nearer.
void TreeContext::close_cell() {
  close_cell_of(open_.has_in_scope(Tag::td, Scope::table) ? Tag::td : Tag::th);
}

void TreeContext::close_cell_of(Tag cell) {
  open_.pop_through(cell);
  formatting_.clear_to_marker();
  mode_ = Mode::in_row;
}

}  // namespace inlay::html
