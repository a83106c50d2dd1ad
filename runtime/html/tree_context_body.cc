// "In body" (13.2.6.4.7), less formatting elements.
#include "html/ascii.h"
#include "html/tree_context.h"

namespace inlay::html {

void TreeContext::close_p_in_button_scope() {
  if (open_.has_in_scope(Tag::p, Scope::button)) open_.pop_through(Tag::p);
}

TextMode TreeContext::start_in_body(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::html:
    case Tag::caption:
    case Tag::col:
    case Tag::colgroup:
    case Tag::frame:
    case Tag::head:
    case Tag::tbody:
    case Tag::td:
    case Tag::tfoot:
    case Tag::th:
    case Tag::thead:
    case Tag::tr:
      return ignore();
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
    case Tag::body:
      if (!in_template()) frameset_ok_ = false;
      return ignore();
    case Tag::frameset:
      return start_frameset_in_body();
    case Tag::h1:
    case Tag::h2:
    case Tag::h3:
    case Tag::h4:
    case Tag::h5:
    case Tag::h6:
      close_p_in_button_scope();
      if ((open_.top().kind & Kind::heading) != 0) open_.pop();
      return insert(tag.name);
    case Tag::pre:
    case Tag::listing:
      frameset_ok_ = false;
      [[fallthrough]];
    case Tag::address:
    case Tag::article:
    case Tag::aside:
    case Tag::blockquote:
    case Tag::center:
    case Tag::details:
    case Tag::dialog:
    case Tag::dir:
    case Tag::div:
    case Tag::dl:
    case Tag::fieldset:
    case Tag::figcaption:
    case Tag::figure:
    case Tag::footer:
    case Tag::header:
    case Tag::hgroup:
    case Tag::main:
    case Tag::menu:
    case Tag::nav:
    case Tag::ol:
    case Tag::p:
    case Tag::search:
    case Tag::section:
    case Tag::summary:
    case Tag::ul:
      close_p_in_button_scope();
      return insert(tag.name);
    case Tag::form:
      return start_form();
    case Tag::li:
    case Tag::dd:
    case Tag::dt:
      return start_list_item(tag.name);
    case Tag::plaintext:
      close_p_in_button_scope();
      return insert_text_element(TextMode::plaintext);
    case Tag::button:
      if (open_.has_in_scope(Tag::button, Scope::normal)) open_.pop_through(Tag::button);
      frameset_ok_ = false;
      reconstruct_formatting();
      return insert(tag.name);
    case Tag::a:
    case Tag::b:
    case Tag::big:
    case Tag::code:
    case Tag::em:
    case Tag::font:
    case Tag::i:
    case Tag::nobr:
    case Tag::s:
    case Tag::small:
    case Tag::strike:
    case Tag::strong:
    case Tag::tt:
    case Tag::u:
      return start_formatting(tag);
    case Tag::applet:
    case Tag::marquee:
    case Tag::object:
      return start_marked(tag.name);
    case Tag::table:
      if (!quirks_) close_p_in_button_scope();
      frameset_ok_ = false;
      return enter(tag.name, Mode::in_table);
    case Tag::area:
    case Tag::br:
    case Tag::embed:
    case Tag::img:
    case Tag::image:  // becomes an img
    case Tag::keygen:
    case Tag::wbr:
      reconstruct_formatting();
      frameset_ok_ = false;
      return insert_void();
    case Tag::input:
      if (open_.has_in_scope(Tag::select, Scope::normal)) open_.pop_through(Tag::select);
      reconstruct_formatting();
      if (!is_hidden_input(tag)) frameset_ok_ = false;
      return insert_void();
    case Tag::param:
    case Tag::source:
    case Tag::track:
      return insert_void();
    case Tag::hr:
      close_p_in_button_scope();
      if (open_.has_in_scope(Tag::select, Scope::normal)) open_.generate_implied_end_tags();
      frameset_ok_ = false;
      return insert_void();
    case Tag::textarea:
      frameset_ok_ = false;
      return insert_text_element(TextMode::rcdata);
    case Tag::xmp:
      close_p_in_button_scope();
      reconstruct_formatting();
      [[fallthrough]];
    case Tag::iframe:
      frameset_ok_ = false;
      [[fallthrough]];
    case Tag::noembed:
    case Tag::noscript:
      return insert_text_element(TextMode::rawtext);
    case Tag::select:
      return start_select(tag.name);
    case Tag::optgroup:
      return start_option(tag.name, Tag::unknown);
    case Tag::option:
      return start_option(tag.name, Tag::optgroup);
    case Tag::rb:
    case Tag::rtc:
      return start_ruby_part(tag.name, Tag::unknown);
    case Tag::rp:
    case Tag::rt:
      return start_ruby_part(tag.name, Tag::rtc);
    case Tag::math:
      reconstruct_formatting();
      return insert_foreign(tag, Namespace::mathml);
    case Tag::svg:
      reconstruct_formatting();
      return insert_foreign(tag, Namespace::svg);
    default:
      reconstruct_formatting();
      return insert(tag.name);
  }
}

TextMode TreeContext::start_frameset_in_body() {
  // Without a body element second on the stack, in a template for one, the flag is not ok either.
  if (!frameset_ok_) return ignore();
  open_.pop_to(1);
  begin_frameset();
  return inserted(true);
}

TextMode TreeContext::start_form() {
  if (form_set_ && !in_template()) return ignore();
  close_p_in_button_scope();
  const bool pushed = open_.push_html(name_of(Tag::form));
  if (!in_template()) {
    form_set_ = true;
    if (pushed) open_.mark_form_pointer();
  }
  return inserted(pushed);
}

TextMode TreeContext::start_list_item(TagName name) {
  const Tag other = name.tag == Tag::dd ? Tag::dt : Tag::dd;
  frameset_ok_ = false;
  for (size_t i = open_.size(); i > 0; --i) {
    const OpenElement& element = open_.at(i - 1);
    if (element.is(name.tag) || (name.tag != Tag::li && element.is(other))) {
      open_.pop_to(i - 1);
      break;
    }
    const bool passes = element.is(Tag::address) || element.is(Tag::div) || element.is(Tag::p);
    if ((element.kind & Kind::special) != 0 && !passes) break;
  }
  close_p_in_button_scope();
  return insert(name);
}

TextMode TreeContext::start_marked(TagName name) {
  reconstruct_formatting();
  frameset_ok_ = false;
  const bool pushed = open_.push_html(name);
  if (pushed) formatting_.push_marker();
  return inserted(pushed);
}

TextMode TreeContext::start_select(TagName name) {
  if (open_.has_in_scope(Tag::select, Scope::normal)) {
    open_.pop_through(Tag::select);
    return ignore();
  }
  reconstruct_formatting();
  frameset_ok_ = false;
  return insert(name);
}

TextMode TreeContext::start_option(TagName name, Tag spared) {
  if (open_.has_in_scope(Tag::select, Scope::normal)) {
    open_.generate_implied_end_tags(spared);
  } else if (open_.top().is(Tag::option)) {
    open_.pop();
  }
  reconstruct_formatting();
  return insert(name);
}

TextMode TreeContext::start_ruby_part(TagName name, Tag spared) {
  if (open_.has_in_scope(Tag::ruby, Scope::normal)) open_.generate_implied_end_tags(spared);
  return insert(name);
}

bool TreeContext::is_hidden_input(const TagEvent& tag) const {
  const auto type = tag.attributes().find("type");
  return type && equal_ignoring_case(type->value, "hidden");
}

void TreeContext::end_in_body(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::template_:
      return end_template();
    case Tag::body:
    case Tag::html:
      if (!open_.has_in_scope(Tag::body, Scope::normal)) return;
      mode_ = tag.name.tag == Tag::body ? Mode::after_body : Mode::after_after_body;
      return end_document(tag.name.tag == Tag::body ? DocumentEnd::body : DocumentEnd::html);
    case Tag::address:
    case Tag::article:
    case Tag::aside:
    case Tag::blockquote:
    case Tag::button:
    case Tag::center:
    case Tag::details:
    case Tag::dialog:
    case Tag::dir:
    case Tag::div:
    case Tag::dl:
    case Tag::fieldset:
    case Tag::figcaption:
    case Tag::figure:
    case Tag::footer:
    case Tag::header:
    case Tag::hgroup:
    case Tag::listing:
    case Tag::main:
    case Tag::menu:
    case Tag::nav:
    case Tag::ol:
    case Tag::pre:
    case Tag::search:
    case Tag::section:
    case Tag::select:
    case Tag::summary:
    case Tag::ul:
    case Tag::dd:
    case Tag::dt:
      return end_block(tag.name.tag, Scope::normal);
    case Tag::li:
      return end_block(Tag::li, Scope::list_item);
    case Tag::p:
      // Without one to close, an empty p is made.
      return close_p_in_button_scope();
    case Tag::form:
      return end_form();
    case Tag::h1:
    case Tag::h2:
    case Tag::h3:
    case Tag::h4:
    case Tag::h5:
    case Tag::h6:
      return end_heading();
    case Tag::a:
    case Tag::b:
    case Tag::big:
    case Tag::code:
    case Tag::em:
    case Tag::font:
    case Tag::i:
    case Tag::nobr:
    case Tag::s:
    case Tag::small:
    case Tag::strike:
    case Tag::strong:
    case Tag::tt:
    case Tag::u:
      return end_formatting(tag.name);
    case Tag::applet:
    case Tag::marquee:
    case Tag::object:
      if (!open_.has_in_scope(tag.name.tag, Scope::normal)) return;
      open_.pop_through(tag.name.tag);
      return formatting_.clear_to_marker();
    case Tag::br:
      // Taken for a start tag.
      reconstruct_formatting();
      frameset_ok_ = false;
      return;
    default:
      return end_any_other(tag.name);
  }
}

void TreeContext::end_block(Tag tag, Scope scope) {
  if (open_.has_in_scope(tag, scope)) open_.pop_through(tag);
}

void TreeContext::end_form() {
  if (in_template()) return end_block(Tag::form, Scope::normal);
  if (!form_set_) return;
  form_set_ = false;
  const size_t at = open_.find_kind(Kind::form_pointer);
  if (at == OpenElements::kNone) return;
  if (!open_.is_in_scope(at)) return open_.forget_form_pointer(at);
  // Elements above the form stay open when it goes, but not those whose end is implied.
  open_.generate_implied_end_tags();
  open_.erase(at);
}

void TreeContext::end_heading() {
  if (!open_.has_kind_in_scope(Kind::heading)) return;
  open_.pop_to(open_.find_kind(Kind::heading));
}

void TreeContext::end_any_other(TagName name) {
  if (open_.count(name.tag) == 0) return;
  for (size_t i = open_.size(); i > 1; --i) {
    const OpenElement& element = open_.at(i - 1);
    if (element.space == Namespace::html && element.name() == name) return open_.pop_to(i - 1);
    if ((element.kind & Kind::special) != 0) return;
  }
}

}  // namespace inlay::html
