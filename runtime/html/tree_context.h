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
// Single-threaded. Memory: at most kDepthMax × 16 bytes and kFormattingMax × 32 bytes, grown on
// demand. A tag inside the body costs a few ns, a hostile one at most a walk over the stack.
// Source: HTML standard 13.2.4 "Parse state" and 13.2.6 "Tree construction".
#pragma once

#include <cstdint>
#include <vector>

#include "html/active_formatting.h"
#include "html/open_elements.h"
#include "html/tag_name.h"
#include "html/text_mode.h"
#include "html/token_events.h"

namespace inlay::html {

// How far the document has come. Never goes back.
enum class Phase : uint8_t { before_head, in_head, after_head, in_body, in_frameset };

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
  // The end of a tag that was told while `oversize`.
  void oversize_tag_closed(bool self_closing);
  // Comments and the end of the input change nothing.

  // Whether text() would change anything now. While false (most of the time in the body), text need
  // not be told nor classified.
  bool wants_text() const;
  // Whether `<![CDATA[` begins a CDATA section here: the current node is foreign.
  bool cdata_allowed() const { return open_.top().space != Namespace::html; }

  Phase phase() const { return phase_; }
  bool quirks() const {
    return quirks_;
  }  // known once something other than blanks and comments has come
  // Whether what comes now goes into the content of a template.
  bool in_template() const { return open_.count(Tag::template_) != 0; }
  // Inside title, script and the like: markup there is text.
  bool in_text_element() const { return in_text_; }
  // About the start tag told last: whether a browser makes an element of it at all (some are
  // ignored), and of which kind.
  bool made_element() const { return made_element_; }
  Namespace element_space() const { return element_space_; }
  size_t depth() const { return open_.size(); }

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
  void begin_html();
  void begin_head();
  void end_head();
  void begin_body();
  void begin_frameset();

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
  void close_open_a(TagName name);
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
  bool close_table();  // these answer whether there was one
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
  TextMode insert(TagName name);  // push
  TextMode insert_void();         // push and pop
  TextMode insert_text_element(TextMode mode);
  TextMode ignore();
  void reset_insertion_mode();
  Mode mode_of_stack() const;

  ActiveFormatting formatting_{kFormattingMax};
  OpenElements open_{kDepthMax, formatting_};
  std::vector<Mode> template_modes_;
  Mode mode_ = Mode::initial;
  Phase phase_ = Phase::before_head;
  bool in_text_ = false;  // inside title, script and the like, which are not put on the stack
  bool frameset_ok_ = true;
  bool quirks_ = false;
  bool form_set_ = false;  // the form element pointer
  bool made_element_ = false;
  Namespace element_space_ = Namespace::html;
  bool undo_if_self_closing_ = false;  // an oversize foreign start tag is open
};

}  // namespace inlay::html
