// Changes a page while it streams, in one pass: finds the elements that selectors match, hands them
// to a handler, and carries out what that asks for.
//
//   Rewriter rewriter(handler, &selectors, RewriterLimits{});
//   rewriter.feed(chunk, output); … rewriter.finish(output);
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "html/element.h"
#include "html/listeners.h"
#include "html/markup_output.h"
#include "html/page_writer.h"
#include "html/rewrite_handler.h"
#include "html/scanner.h"
#include "html/selector_matcher.h"
#include "html/text_decoding.h"
#include "html/text_run.h"
#include "html/told.h"
#include "html/tree_context.h"

namespace inlay::html {

// Whether implied elements are handed to the handler too.
enum class Implied : uint8_t { skipped, handed };

struct RewriterLimits {
  ScannerLimits scanner;
  size_t content_bytes_max = 1024 * 1024;  // held for elements that have not ended
  size_t content_pieces_max = 64 * 1024;   // the same, counted
  AddedBytesLimit added_bytes = {.base = 1024 * 1024, .per_byte = 16};
  size_t text_piece_bytes = 1024;           // held where text is told, until as many are there
  size_t text_node_bytes_max = 128 * 1024;  // held where a text node is told as a whole
};

// Where an element begins and ends, and what goes where, is in docs/decisions/0014: before stands
// before the start tag, prepend after it; append before the token at which the element ends; after
// behind its own end tag or, if something else ends it, before that token. Of nested elements that
// end together the inner ones come first. At the end of the input all that is open ends, before an
// unfinished token; in an unfinished comment or text element nothing more is put. A head that the
// page writes is not ended by text: its append and after wait for what its author can have meant.
//
// An element is changed wholly or, where that would add more than the limits allow, not at all;
// from that element on nothing is changed any more, and what is open ends as it was begun.
//
// Bytes that nobody changes are passed on by reference and in order; the output does not depend on
// how the input is cut. Removed bytes are dropped as they come. Waits for the end of an unfinished
// tag, of limits.scanner.token_bytes_max at most, where comments are told also of these, where text
// is told for as much of it as the limits say, for nothing else. No allocation per chunk, nor
// per tag that nothing matches. Memory: what the limits say, and one record per element that is
// being changed (TreeContext::kDepthMax at most). Never fails. Single-threaded.
class Rewriter final : private ScannerHandler {
 public:
  // `handler` and `selectors` (null: none) outlive this.
  Rewriter(RewriteHandler& handler, const SelectorSet* selectors, Implied implied,
           const RewriterLimits& limits);
  Rewriter(const Rewriter&) = delete;
  Rewriter& operator=(const Rewriter&) = delete;

  void feed(std::string_view chunk, MarkupOutput& output);  // borrows both for the call
  void finish(MarkupOutput& output);                        // the page ends; call once
  // Instead of it, where the page breaks off: what is held leaves as it came, and nobody is told.
  void break_off(MarkupOutput& output);

  // Before the first byte. Of a selector, in place of Told::elements alone, which holds for all.
  // Not of what lies in implied elements.
  void tell(uint32_t selector, ToldSet what);
  void tell_document(ToldSet what);
  // MarkupOutput::reached() is called, and before each call of the handler that hands out something
  // of the page all that came before it has left.
  void tell_offsets() { writer_.tell_offsets(); }
  // Elements know where they stand (Element::position()).
  void tell_positions() { writer_.count_lines(); }

  // For handlers:
  const TreeContext& context() const { return context_; }
  // All tags are told that this filter wants (null: all), beside those that end what is being
  // changed. At first: those that the selectors want. The filter outlives its use.
  void tell_only(const TagFilter* filter);
  // How contents are written, and how the page is read: as UTF-8, or as windows-1252 and what
  // markup needs of any superset of ASCII, unless it is said how.
  void set_encoding(ContentEncoding encoding) { writer_.encode(encoding); }
  void set_decoding(const TextDecoding& decoding) { decoding_ = &decoding; }  // outlives this
  // Before the token told now. `bytes` are whole markup.
  void put(std::string_view bytes);
  // Nothing waits for the end of an element.
  bool idle() const { return live_.empty(); }
  // No further change, for good; what waits is given up. feed() only hands on from then on, and may
  // be left out like finish().
  void stop();
  bool stopped() const { return stopped_; }
  // The handler has failed: it is not called any more, also if it is in a call now, and nothing new
  // is changed. What it has asked for so far is carried out, and elements that are open end as they
  // were begun: what is removed goes on to its end, and what is to stand there is put there.
  void drop();

  uint64_t bytes_added() const { return writer_.bytes_added(); }  // by put() and as contents
  bool over_limit() const { return writer_.over_limit(); }        // nothing is changed any more
  // Borrowed contents that were not put, since they cannot stand where they should, or since too
  // many wait.
  uint32_t refused() const { return writer_.refused() + budget_.refused; }
  // Of the page, between calls: an unfinished token, text that is not told yet (twice).
  size_t kept_bytes() const { return writer_.kept_bytes() + text_.kept_bytes(); }
  // How many elements each selector has matched so far, by its number.
  std::span<const uint64_t> match_counts() const { return match_counts_; }

 private:
  // An element that has begun, and something waits for its end.
  struct Live {
    uint32_t mark;
    ElementFacts facts;
    ElementEdits edits;
    bool diverges = false;  // what is in it is not read any more as the page's tags say
  };
  // What is known of a token while it is worked on.
  struct Token {
    uint64_t begin = 0;
    const TagEvent* tag = nullptr;  // null: text
  };
  // Of elements whose end TreeContext does not tell, or not any more.
  static constexpr uint32_t kHtmlMark = UINT32_MAX;
  static constexpr uint32_t kWaitingHeadMark = UINT32_MAX - 1;

  void tag(const TagEvent& event) override;
  void text(const TextEvent& event) override;
  void text_ends(uint64_t offset) override;
  void comment(const CommentEvent& event) override;
  void doctype(const DoctypeEvent& event) override;

  bool is_quiet() const { return dropped_ || writer_.over_limit(); }
  void stop_if_dropped();
  void work_on(const Token& token);
  void end_elements(const Token& token);
  void end_document(const Token& token);
  static bool is_end_tag_of(TagName name, const Token& token);
  void wait_for_head(Live& head);
  void end_waiting_head(const Token& token);
  void end_element(size_t index, const Token& token, bool by_own_tag);
  void call_hooks(Live& live, const Token& token, bool by_own_tag);
  void write_end_tag(const Live& live, const TagEvent& tag);
  void end_input();
  void end_all_at_input_end(uint64_t place, bool takes_markup);
  void end_at_input_end(size_t index, bool& takes_markup);
  void end_page();
  size_t find_live(uint32_t mark) const;  // kNone: nobody waits for it

  void begin_implied(const Token& token);
  void begin_passed_head(const Token& token);
  void begin_started(const TagEvent& tag);
  std::optional<SourcePosition> position_of(const TagEvent& tag);
  std::span<const uint32_t> told_of_elements(std::span<const uint32_t> matching);
  ElementFacts facts_of(const TagEvent& tag) const;
  ElementFacts facts_of_implied(Tag tag) const;
  void write_start(const ElementFacts& facts, const ElementEdits& edits,
                   std::string_view changed_tag, const TagEvent& tag);
  void keep(Live live);
  static bool diverges(const ElementFacts& facts, const ElementEdits& edits);
  uint32_t mark_of_started();
  uint32_t mark_of(size_t index);  // in the stack of open elements
  bool may_add(const ElementEdits& edits, size_t tag_growth);

  // rewriter_tokens.cc: what is neither an element nor its end
  ToldSet told_here() const;
  void want_tokens();
  void begin_listening(std::span<const uint32_t> matching);
  void end_listening(std::span<const uint32_t> ended);
  bool moves_elements() const;
  void take_text(const TextEvent& event);
  void begin_text(const TextEvent& event);
  void end_text(uint64_t offset);
  void tell_text_node();
  void tell_pieces(bool to_the_last);
  void tell_piece(size_t size, bool last);
  void carry_out(const TokenEdits& edits, uint64_t begin, uint64_t end, ContentPlace place);
  void write_comment(const CommentEvent& event, const std::string& new_text,
                     const TokenEdits& edits, ContentPlace place);
  void let_go_before(const Token& token) {
    if (writer_.tells_offsets()) let_go_and_tell(token);
  }
  void let_go_and_tell(const Token& token);
  void let_go_before_text();
  void let_go_at_chunk_end();

  const TextDecoding& decoding() const;
  ContentPlace before_token() const;
  ContentPlace after_token() const;

  static constexpr size_t kNone = static_cast<size_t>(-1);

  RewriteHandler& handler_;
  TreeContext context_;
  std::optional<SelectorMatcher> matcher_;
  Scanner scanner_;
  RewriterLimits limits_;
  PageWriter writer_;
  Implied implied_;
  EditBudget budget_;
  Listeners listeners_;
  ToldSet document_told_ = 0;
  TextRun text_;
  const TextDecoding* decoding_ = nullptr;  // null: as the encoding says
  std::vector<uint32_t> told_of_element_;
  std::vector<uint64_t> match_counts_;
  std::vector<Live> live_;   // outer ones first
  bool head_waits_ = false;  // one of live_
  const TagFilter* filter_ = nullptr;
  uint64_t token_begin_ = 0;  // of the token told now
  bool finishing_ = false;
  bool unfinished_comment_ = false;  // the page ends in one that stays
  bool whole_text_ = false;          // text_ is told as a whole
  bool dropped_ = false;
  bool stopped_ = false;
};

}  // namespace inlay::html
