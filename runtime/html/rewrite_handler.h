// Who changes a page that the rewriter (rewriter.h) goes through.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "html/comment.h"
#include "html/doctype.h"
#include "html/element.h"
#include "html/page_end.h"
#include "html/text_chunk.h"
#include "html/token_events.h"

namespace inlay::html {

// Whoever changes the page: compiled inserts (page_rewriter.h), scripts. Called from inside
// Rewriter::feed() and finish(); calls neither itself. A call may take as long as it likes, and all
// that it is given stays valid until it returns.
class RewriteHandler {
 public:
  virtual ~RewriteHandler() = default;

  // An element that some selectors match: their numbers, ascending, which is the order in which
  // they were added. Not called for elements with an oversize start tag, which cannot be changed.
  virtual void element(Element& element, std::span<const uint32_t> selectors) = 0;
  virtual void end_tag(EndTag&, uint32_t /*hook*/) {}
  // `selectors`: those that want it and match an element around it, ascending. None where only the
  // document wants it (Rewriter::tell_document()).
  virtual void text(TextChunk&, std::span<const uint32_t> /*selectors*/) {}
  // Before its pieces, if some want those too.
  virtual void text_node(TextChunk& /*whole*/, std::span<const uint32_t> /*selectors*/) {}
  virtual void comment(Comment&, std::span<const uint32_t> /*selectors*/) {}
  virtual void doctype(const Doctype&) {}  // each one in the page
  virtual void page_end(PageEnd&) {}       // once, from finish()
  // Something was not done as it was asked for, and the app is to blame: a text node is longer than
  // RewriterLimits::text_node_bytes_max (Fault::too_large), a streamed content cannot be contained
  // (Fault::refused) or adds more than the page may (Fault::too_large).
  virtual void fails(const Error&) {}

  // Each token that the rewriter is told of (Rewriter::tell_only), before anything is done about
  // it: Rewriter::put() puts something before it. And when all is done about it.
  virtual void tag_begins(const TagEvent&) {}
  virtual void text_begins() {}
  virtual void token_done() {}
  // The input has ended, maybe within a token that no browser would count; before what is open
  // ends. `takes_markup`: not in a comment, a text element or the like, so that put() makes sense.
  virtual void input_ends(bool /*takes_markup*/) {}

  // For contents that have slots for it; empty: none.
  virtual std::string_view nonce() { return {}; }
};

}  // namespace inlay::html
