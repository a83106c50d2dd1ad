// Insertion modes outside of the body: before, in and after the head, framesets, templates, after
// the body.
#include "html/doctype.h"
#include "html/quirks.h"
#include "html/tree_context.h"

namespace inlay::html {

void TreeContext::doctype(const DoctypeEvent& doctype) {
  begin_token();
  if (mode_ != Mode::initial) return;
  quirks_ = means_quirks(read_doctype(doctype));
  mode_ = Mode::before_html;
}

void TreeContext::begin_html(Origin origin) {
  if (mode_ == Mode::initial) quirks_ = true;  // there was no doctype
  mode_ = Mode::before_head;
  open_.begin_bottom(origin);
  if (origin == Origin::implied) made_implied_ = true;
}

void TreeContext::begin_head(Origin origin) {
  if (mode_ == Mode::initial || mode_ == Mode::before_html) begin_html(Origin::implied);
  open_.push_html(name_of(Tag::head), origin);
  if (origin == Origin::implied) made_implied_ = true;
  mode_ = Mode::in_head;
  phase_ = Phase::in_head;
}

void TreeContext::end_head() {
  if (phase_ == Phase::before_head) begin_head(Origin::implied);
  made_empty_head_ = open_.newly_open() != 0;
  open_.pop();
  mode_ = Mode::after_head;
  phase_ = Phase::after_head;
}

void TreeContext::begin_body(Origin origin) {
  if (phase_ != Phase::after_head) end_head();
  open_.push_html(name_of(Tag::body), origin);
  if (origin == Origin::implied) made_implied_ = true;
  mode_ = Mode::in_body;
  phase_ = Phase::in_body;
}

void TreeContext::begin_frameset() {
  open_.push_html(name_of(Tag::frameset));
  mode_ = Mode::in_frameset;
  phase_ = Phase::in_frameset;
}

TextMode TreeContext::start_before_head(const TagEvent& tag) {
  if (tag.name.tag == Tag::html) {
    // Before the head only the first one makes the element.
    const bool first = mode_ != Mode::before_head;
    if (first) begin_html(Origin::tag);
    return first ? inserted(true) : ignore();
  }
  const bool is_head = tag.name.tag == Tag::head;
  begin_head(is_head ? Origin::tag : Origin::implied);
  return is_head ? inserted(true) : start_in_head(tag);
}

void TreeContext::end_before_head(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::head:
    case Tag::body:
    case Tag::html:
    case Tag::br:
      begin_head(Origin::implied);
      return end_in_head(tag);
    default:
      // In "initial" an ignored end tag still settles that there is no doctype.
      if (mode_ == Mode::initial) {
        quirks_ = true;
        mode_ = Mode::before_html;
      }
  }
}

TextMode TreeContext::start_in_head(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::html:
    case Tag::head:
      return ignore();
    case Tag::base:
    case Tag::basefont:
    case Tag::bgsound:
    case Tag::link:
    case Tag::meta:
      return insert_void();
    case Tag::title:
      return insert_text_element(TextMode::rcdata);
    case Tag::noscript:
    case Tag::noframes:
    case Tag::style:
      return insert_text_element(TextMode::rawtext);
    case Tag::script:
      return insert_text_element(TextMode::script_data);
    case Tag::template_:
      return start_template();
    default:
      end_head();
      return start_after_head(tag);
  }
}

void TreeContext::end_in_head(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::head:
      return end_head();
    case Tag::body:
    case Tag::html:
    case Tag::br:
      end_head();
      return end_after_head(tag);
    case Tag::template_:
      return end_template();
    default:
      return;
  }
}

TextMode TreeContext::start_after_head(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::html:
    case Tag::head:
      return ignore();
    case Tag::body:
      begin_body(Origin::tag);
      frameset_ok_ = false;
      return inserted(true);
    case Tag::frameset:
      begin_frameset();
      return inserted(true);
    case Tag::base:
    case Tag::basefont:
    case Tag::bgsound:
    case Tag::link:
    case Tag::meta:
    case Tag::noframes:
    case Tag::script:
    case Tag::style:
    case Tag::template_:
    case Tag::title:
      // They go into the head element, which is put back on the stack for their sake; nothing here
      // sees it there.
      return start_in_head(tag);
    default:
      begin_body(Origin::implied);
      return start_in_body(tag);
  }
}

void TreeContext::end_after_head(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::body:
    case Tag::html:
    case Tag::br:
      begin_body(Origin::implied);
      return end_in_body(tag);
    case Tag::template_:
      return end_template();
    default:
      return;
  }
}

TextMode TreeContext::start_template() {
  if (!open_.push_html(name_of(Tag::template_))) return inserted(false);
  formatting_.push_marker();
  frameset_ok_ = false;
  mode_ = Mode::in_template;
  template_modes_.push_back(Mode::in_template);
  return inserted(true);
}

void TreeContext::end_template() {
  if (!in_template()) return;
  open_.generate_implied_end_tags_thoroughly();
  open_.pop_through(Tag::template_);
  formatting_.clear_to_marker();
  template_modes_.pop_back();
  reset_insertion_mode();
}

TextMode TreeContext::start_in_template(const TagEvent& tag) {
  Mode mode = Mode::in_body;
  switch (tag.name.tag) {
    case Tag::base:
    case Tag::basefont:
    case Tag::bgsound:
    case Tag::link:
    case Tag::meta:
    case Tag::noframes:
    case Tag::script:
    case Tag::style:
    case Tag::template_:
    case Tag::title:
      return start_in_head(tag);
    case Tag::caption:
    case Tag::colgroup:
    case Tag::tbody:
    case Tag::tfoot:
    case Tag::thead:
      mode = Mode::in_table;
      break;
    case Tag::col:
      mode = Mode::in_column_group;
      break;
    case Tag::tr:
      mode = Mode::in_table_body;
      break;
    case Tag::td:
    case Tag::th:
      mode = Mode::in_row;
      break;
    default:
      break;
  }
  template_modes_.back() = mode;
  mode_ = mode;
  return start_html(tag);
}

TextMode TreeContext::start_after_body(const TagEvent& tag) {
  if (tag.name.tag == Tag::html) return ignore();
  mode_ = Mode::in_body;
  return start_in_body(tag);
}

void TreeContext::end_after_body(const TagEvent& tag) {
  if (mode_ == Mode::after_body && tag.name.tag == Tag::html) {
    mode_ = Mode::after_after_body;
    return end_document(DocumentEnd::html);
  }
  mode_ = Mode::in_body;
  end_in_body(tag);
}

TextMode TreeContext::start_in_frameset(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::frameset:
      return insert(tag.name);
    case Tag::frame:
      return insert_void();
    case Tag::noframes:
      return start_in_head(tag);
    default:
      return ignore();
  }
}

TextMode TreeContext::start_after_frameset(const TagEvent& tag) {
  return tag.name.tag == Tag::noframes ? start_in_head(tag) : ignore();
}

void TreeContext::end_in_frameset(const TagEvent& tag) {
  if (mode_ == Mode::in_frameset && tag.name.tag == Tag::frameset && open_.size() > 1) {
    open_.pop();
    if (!open_.top().is(Tag::frameset)) mode_ = Mode::after_frameset;
  } else if (mode_ == Mode::after_frameset && tag.name.tag == Tag::html) {
    mode_ = Mode::after_after_frameset;
    end_document(DocumentEnd::html);
  }
}

void TreeContext::end_document(DocumentEnd end) {
  if (end <= document_ended_) return;
  document_end_ = document_ended_ = end;
}

}  // namespace inlay::html
