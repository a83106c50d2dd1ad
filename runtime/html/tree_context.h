// What the tokenizer must know of the tree: a tree builder without a tree. It is told of each token
// in order and answers how to read on (text mode, CDATA), and where in the document we are.
//
// It follows the HTML standard as it is today, scripting on, whole documents (no fragment case, no
// document.write). In particular there are no "in select" insertion modes any more: whatwg/html
// #10548 (2025) took them out, `select` became a boundary of scopes, and option, optgroup, hr,
// input and select itself look for a select in scope. The html5lib files of today and Chromium 156
// agree with that; older parsers (Gumbo, parse5 7) do not.
//
// Exact, but for four bounds and one liberty, all of them far from real pages:
//  - an element that would lie deeper than kDepthMax counts as closed at once;
//  - of more than kFormattingMax active formatting elements the oldest are forgotten;
//  - names of more than 8 bytes and attribute lists are compared by hash (TagName);
//  - what an oversize tag has past ScannerLimits::token_bytes_max does not exist;
//  - the line feed that the standard drops after <pre> is a blank like others (it cannot be told
//  from the rest).
// Beyond a bound the answers stay those of *some* tree: nothing is ever read past, nothing fails.
//
// Elements of the page can be watched: one begins at its start tag, or where the author's omission
// implies it, and ends with the token at which it leaves the stack of open elements. What stays on
// the stack beyond that, as a clone, is not that element any more.
//
// Single-threaded. Memory: at most kDepthMax × 24 bytes and kFormattingMax × 32 bytes, grown on
// demand. A tag inside the body costs a few ns, a hostile one at most a walk over the stack.
// Source: HTML standard 13.2.4 "Parse state" and 13.2.6 "Tree construction".
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "html/active_formatting.h"
#include "html/element_marks.h"
#include "html/open_elements.h"
#include "html/tag_name.h"
#include "html/text_mode.h"
#include "html/token_events.h"

namespace inlay::html {

// How far the document has come. Never goes back.
enum class Phase : uint8_t { before_head, in_head, after_head, in_body, in_frameset };

// What a browser makes of a start tag: nothing, an element that ends at once (void, self-closing in
// foreign content, beyond kDepthMax), one that is now the top of the stack of open elements, or one
// whose content is text and that is never on the stack.
enum class Opened : uint8_t { nothing, void_element, open, text };

// What a token ends: `body` at the first </body> that counts; `html`, with the body if that has not
// ended yet, at the first </html> that counts. The stack of open elements keeps all that lies in
// them.
enum class DocumentEnd : uint8_t { none, body, html };

class TreeContext {
 public:
  static constexpr size_t kDepthMax = 2048;
  static constexpr size_t kFormattingMax = 128;

  TreeContext();
  TreeContext(const TreeContext&) = delete;
  TreeContext& operator=(const TreeContext&) = delete;

  // Each token, in order. A byte order mark at the very start of the stream is not text and must
  // not be told.
  TextMode start_tag(const TagEvent& tag);  // how to read what follows
  void end_tag(const TagEvent& tag);
  void text(TextClass text_class);
  void doctype(const DoctypeEvent& doctype);
  // The quick lane (tree_context_plain.h): as start_tag() and end_tag() for tags that a browser's
  // tree takes without any exception, where nobody has to be told of them. While `plain`, text
  // changes nothing. False: nothing was done, and the tag has to be told by start_tag() or
  // end_tag(). `raw` is the whole tag.
  bool plain() const { return plain_; }
  bool plain_start(TagName name, std::string_view raw, uint32_t name_size);
  bool plain_end(TagName name);
  // The end of a tag that was told while `oversize`.
  void oversize_tag_closed(bool self_closing);
  // Comments, and text while wants_text() is false, change nothing, and the end of the input is not
  // told. Who tells somebody else of such a token says so, so that nothing is said of the last one
  // any more.
  void other_token() { begin_token(); }

  // Whether text() would change anything now. While false (most of the time in the body), text need
  // not be told nor classified.
  bool wants_text() const;
  // Whether `<![CDATA[` begins a CDATA section here: the current node is foreign.
  bool cdata_allowed() const { return open_.top().space != Namespace::html; }

  // The same right before the token told last.
  bool cdata_was_allowed() const { return cdata_was_allowed_; }

  Phase phase() const { return phase_; }
  bool quirks() const {
    return quirks_;
  }  // known once something other than blanks and comments has come
  // Whether what comes now goes into the content of a template.
  bool in_template() const { return open_.count(Tag::template_) != 0; }
  // Inside title, script and the like: markup there is text.
  bool in_text_element() const { return in_text_; }
  // About the start tag told last: what it made, and of which kind.
  Opened opened() const { return opened_; }
  bool made_element() const { return opened_ != Opened::nothing; }
  Namespace element_space() const { return element_space_; }

  // The stack of open elements. The bottom stands for the html element also before that begins.
  const OpenElements& open() const { return open_; }
  size_t depth() const { return open_.size(); }
  // How many of its topmost elements the token told last has put there: implied ones, clones and
  // its own. The html element is among them when it begins.
  size_t newly_open() const { return open_.newly_open(); }
  // Whether the token told last has made elements without a start tag (Origin::implied).
  bool made_implied() const { return made_implied_; }
  // Whether it has made the head without a start tag and ended it at once: then it is no longer on
  // the stack. Nothing else begins and ends with one token.
  bool made_empty_head() const { return made_empty_head_; }
  DocumentEnd document_end() const { return document_end_; }  // of the token told last

  // Asks to be told of the end of the open element at `index` of the stack, or of the text element
  // that the last start tag opened: by its mark, a small number other than 0. The same element has
  // one mark, however often it is asked for. Not for clones.
  uint32_t watch(size_t index) { return open_.watch(index); }
  uint32_t watch_text_element();
  // Marks of the elements that ended with the token told last, innermost first; valid until the
  // next token, also one that only this is told of (Tokens::context_text). A mark is given again
  // only after that. Never the html element's, and nothing at the end of the input: what is open
  // then ends there. An oversize foreign start tag that turns out to be self-closing ends its
  // element with the token after it.
  std::span<const uint32_t> ended() const { return marks_.ended(); }

 private:
  // The insertion modes of 13.2.4.1, less those that we do without: "in head noscript" needs
  // scripting off, "text" is `in_text_`, "in table text" is text() itself.
  enum class Mode : uint8_t {
    initial,
    before_html,
    before_head,
    in_head,
    after_head,
    in_body,
    in_table,
    in_caption,
    in_column_group,
    in_table_body,
    in_row,
    in_cell,
    in_template,
    after_body,
    in_frameset,
    after_frameset,
    after_after_body,
    after_after_frameset,
  };

  // One function per insertion mode and kind of token, as 13.2.6.4 has them. Start tags answer the
  // text mode. tree_context_document.cc: outside of the body
  TextMode start_before_head(const TagEvent& tag);
  TextMode start_in_head(const TagEvent& tag);
  TextMode start_after_head(const TagEvent& tag);
  TextMode start_after_body(const TagEvent& tag);
  TextMode start_in_frameset(const TagEvent& tag);
  TextMode start_after_frameset(const TagEvent& tag);
  TextMode start_in_template(const TagEvent& tag);
  void end_before_head(const TagEvent& tag);
  void end_in_head(const TagEvent& tag);
  void end_after_head(const TagEvent& tag);
  void end_after_body(const TagEvent& tag);
  void end_in_frameset(const TagEvent& tag);
  TextMode start_template();
  void end_template();
  void begin_html(Origin origin);
  void begin_head(Origin origin);
  void end_head();
  void begin_body(Origin origin);
  void begin_frameset();
  void end_document(DocumentEnd end);

  // tree_context_body.cc
  TextMode start_in_body(const TagEvent& tag);
  TextMode start_form();
  TextMode start_list_item(TagName name);
  TextMode start_select(TagName name);
  TextMode start_option(TagName name, Tag spared);
  TextMode start_ruby_part(TagName name, Tag spared);
  TextMode start_frameset_in_body();
  TextMode start_marked(TagName name);
  bool is_hidden_input(const TagEvent& tag) const;
  void end_in_body(const TagEvent& tag);
  void end_block(Tag tag, Scope scope);
  void end_form();
  void end_heading();
  void end_any_other(TagName name);
  void close_p_in_button_scope();

  // tree_context_formatting.cc
  TextMode start_formatting(const TagEvent& tag);
  void end_formatting(TagName name);  // the adoption agency algorithm
  bool adopt_once(TagName name);      // one turn of its outer loop; false: done
  void move_below_furthest_block(size_t element_at, size_t block_at, size_t entry_at);
  void adopt(TagName name);
  void close_open_a(TagName name);
  uint32_t list_formatting(TagName name, std::string_view raw, uint32_t name_size);
  void reconstruct_formatting();

  // tree_context_table.cc
  TextMode start_in_table(const TagEvent& tag);
  TextMode start_in_caption(const TagEvent& tag);
  TextMode start_in_column_group(const TagEvent& tag);
  TextMode start_in_table_body(const TagEvent& tag);
  TextMode start_in_row(const TagEvent& tag);
  TextMode start_in_cell(const TagEvent& tag);
  void end_in_table(const TagEvent& tag);
  void end_in_caption(const TagEvent& tag);
  void end_in_column_group(const TagEvent& tag);
  void end_in_table_body(const TagEvent& tag);
  void end_in_row(const TagEvent& tag);
  void end_in_cell(const TagEvent& tag);
  TextMode enter(TagName name, Mode mode);
  TextMode enter_marked(TagName name, Mode mode);
  TextMode enter_implied(Tag implied, Mode mode, const TagEvent& tag);
  bool plain_start_in_table(TagName name);  // tree_context_plain.h
  bool close_table();                       // these answer whether there was one
  bool close_caption();
  bool close_column_group();
  bool close_any_table_body();
  bool close_row();
  void close_table_body();
  void close_cell();
  void close_cell_of(Tag cell);

  // tree_context_foreign.cc
  bool start_is_foreign(const TagEvent& tag) const;
  TextMode start_foreign(const TagEvent& tag);
  TextMode insert_foreign(const TagEvent& tag, Namespace space);
  void end_foreign(const TagEvent& tag);
  void leave_foreign();

  // tree_context_text.cc
  bool text_is_foreign() const;
  void text_html(TextClass text_class);
  void text_in_body(TextClass text_class);
  void text_in_table(TextClass text_class);

  // tree_context.cc: dispatch and what all share
  TextMode start_html(const TagEvent& tag);  // by insertion mode
  void end_html(const TagEvent& tag);
  void begin_token() {
    cdata_was_allowed_ = cdata_allowed();
    open_.begin_token();
    made_implied_ = made_empty_head_ = false;
    document_end_ = DocumentEnd::none;
    if (ends_late_) {
      ends_late_ = false;
    } else {
      marks_.forget_ended();
    }
  }
  bool is_plain() const;
  TextMode insert(TagName name);  // push
  TextMode insert_void();         // push and pop
  TextMode inserted(bool pushed);
  TextMode insert_text_element(TextMode mode);
  TextMode ignore();
  void reset_insertion_mode();
  Mode mode_of_stack() const;

  ActiveFormatting formatting_{kFormattingMax};
  ElementMarks marks_;
  OpenElements open_{kDepthMax, formatting_, marks_};
  std::vector<Mode> template_modes_;
  Mode mode_ = Mode::initial;
  Phase phase_ = Phase::before_head;
  bool plain_ = false;    // is_plain() after the token told last
  bool in_text_ = false;  // inside title, script and the like, which are not put on the stack
  bool frameset_ok_ = true;
  bool quirks_ = false;
  bool form_set_ = false;  // the form element pointer
  Opened opened_ = Opened::nothing;
  Namespace element_space_ = Namespace::html;
  bool cdata_was_allowed_ = false;
  bool made_implied_ = false;
  bool made_empty_head_ = false;
  DocumentEnd document_end_ = DocumentEnd::none;
  DocumentEnd document_ended_ = DocumentEnd::none;  // by any token so far
  bool undo_if_self_closing_ = false;               // an oversize foreign start tag is open
  bool ends_late_ = false;  // ended() holds what the coming token has to tell
  uint32_t text_mark_ = 0;  // of the text element, if it is watched
};

}  // namespace inlay::html
