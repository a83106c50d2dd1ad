// Foreign content: SVG and MathML, their integration points, and the HTML tags that break out of
// them (13.2.6.5).
#include "html/ascii.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

constexpr ElementKind kIntegrationPoints =
    Kind::html_integration_point | Kind::mathml_text_integration_point;

bool breaks_out(const TagEvent& tag) {
  switch (tag.name.tag) {
    case Tag::b:
    case Tag::big:
    case Tag::blockquote:
    case Tag::body:
    case Tag::br:
    case Tag::center:
    case Tag::code:
    case Tag::dd:
    case Tag::div:
    case Tag::dl:
    case Tag::dt:
    case Tag::em:
    case Tag::embed:
    case Tag::h1:
    case Tag::h2:
    case Tag::h3:
    case Tag::h4:
    case Tag::h5:
    case Tag::h6:
    case Tag::head:
    case Tag::hr:
    case Tag::i:
    case Tag::img:
    case Tag::li:
    case Tag::listing:
    case Tag::menu:
    case Tag::meta:
    case Tag::nobr:
    case Tag::ol:
    case Tag::p:
    case Tag::pre:
    case Tag::ruby:
    case Tag::s:
    case Tag::small:
    case Tag::span:
    case Tag::strong:
    case Tag::strike:
    case Tag::sub:
    case Tag::sup:
    case Tag::table:
    case Tag::tt:
    case Tag::u:
    case Tag::ul:
    case Tag::var:
      return true;
    case Tag::font:
      return tag.attributes().find("color") || tag.attributes().find("face") ||
             tag.attributes().find("size");
    default:
      return false;
  }
}

bool encodes_html(const TagEvent& annotation_xml) {
  const auto encoding = annotation_xml.attributes().find("encoding");
  return encoding && (equal_ignoring_case(encoding->value, "text/html") ||
                      equal_ignoring_case(encoding->value, "application/xhtml+xml"));
}

}  // namespace

// The tree construction dispatcher of 13.2.6, for start tags.
bool TreeContext::start_is_foreign(const TagEvent& tag) const {
  const OpenElement& top = open_.top();
  if (top.space == Namespace::html) return false;
  if ((top.kind & Kind::html_integration_point) != 0) return false;
  if ((top.kind & Kind::mathml_text_integration_point) != 0) {
    return tag.name.tag == Tag::mglyph || tag.name.tag == Tag::malignmark;
  }
  const bool annotation = top.space == Namespace::mathml && top.tag == Tag::annotation_xml;
  return !(annotation && tag.name.tag == Tag::svg);
}

TextMode TreeContext::start_foreign(const TagEvent& tag) {
  if (breaks_out(tag)) {
    leave_foreign();
    return start_html(tag);
  }
  return insert_foreign(tag, open_.top().space);
}

TextMode TreeContext::insert_foreign(const TagEvent& tag, Namespace space) {
  opened_ = Opened::void_element;
  element_space_ = space;
  if (tag.self_closing) return TextMode::data;
  ElementKind kind = kind_of(tag.name.tag, space);
  if (space == Namespace::mathml && tag.name.tag == Tag::annotation_xml && encodes_html(tag)) {
    kind |= Kind::html_integration_point;
  }
  const bool pushed =
      open_.push({.name_hash = tag.name.hash, .kind = kind, .tag = tag.name.tag, .space = space});
  if (pushed) opened_ = Opened::open;
  undo_if_self_closing_ = pushed && tag.oversize;
  return TextMode::data;
}

void TreeContext::oversize_tag_closed(bool self_closing) {
  if (undo_if_self_closing_ && self_closing) {
    begin_token();
    open_.pop();
    ends_late_ = !marks_.ended().empty();
    plain_ = is_plain();
  }
  undo_if_self_closing_ = false;
}

void TreeContext::leave_foreign() {
  while (open_.top().space != Namespace::html && (open_.top().kind & kIntegrationPoints) == 0) {
    open_.pop();
  }
}

void TreeContext::end_foreign(const TagEvent& tag) {
  if (tag.name.tag == Tag::p || tag.name.tag == Tag::br) {
    leave_foreign();
    return end_html(tag);
  }
  // The bottom is an HTML element, so this ends.
  for (size_t i = open_.size() - 1; open_.at(i).space != Namespace::html; --i) {
    if (open_.at(i).name() == tag.name) return open_.pop_to(i);
  }
  end_html(tag);
}

}  // namespace inlay::html
