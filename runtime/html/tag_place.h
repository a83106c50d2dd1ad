// Where a page app's tag goes: inside of the head, before its first script or link, else before the
// token at which a browser's tree ends the head.
#pragma once

#include "html/token_events.h"
#include "html/tree_context.h"

namespace inlay::html {

// The head ends at `</head>`, or where that is omitted at the first start tag that does not belong
// into a head, the first character that is neither blank nor comes from a reference to a blank, or
// an end tag of body, html or br. All this also holds where `<head>` is omitted.
inline bool is_past_head(const TreeContext& context) { return context.phase() > Phase::in_head; }

// Asked of each tag in order, after the context has seen it, until the answer is yes. What counts
// as a script or link of the head is what becomes an element in it: not one in a comment, in
// noscript (raw text), in a title, or in a template's content.
inline bool tag_goes_before(const TreeContext& context, const TagEvent& tag) {
  if (is_past_head(context)) return true;
  return tag.kind == TagKind::start && (tag.name.tag == Tag::script || tag.name.tag == Tag::link) &&
         context.made_element() && !context.in_template();
}

}  // namespace inlay::html
