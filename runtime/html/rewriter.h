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

#include "html/comment.h"
#include "html/doctype.h"
#include "html/element.h"
#include "html/markup_output.h"
#include "html/page_end.h"
#include "html/relay.h"
#include "html/scanner.h"
#include "html/selector_matcher.h"
#include "html/text_chunk.h"
#include "html/tree_context.h"

namespace inlay::html {

class Rewriter;

// What a handler can be told of, as a bit set: of a selector, of all that lies in the elements it
// matches (at any depth) beside these themselves; of the document.
using ToldSet = uint8_t;
struct Told {
  static constexpr ToldSet elements = 1;
  static constexpr ToldSet text = 2;        // in pieces
  static constexpr ToldSet text_nodes = 4;  // each as a whole
  static constexpr ToldSet comments = 8;
  static constexpr ToldSet doctype = 16;
};

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

// Whether implied elements are handed to the handler too.
enum class Implied : uint8_t { skipped, handed };

struct RewriterLimits {
  ScannerLimits scanner;
  size_t content_bytes_max = 1024 * 1024;  // held for elements that have not ended
  size_t content_pieces_max = 64 * 1024;   // the same, counted
  // What elements may add to a page, by contents and attributes: bytes for any page, and for each
  // byte of it that has come before the element.
  uint64_t added_bytes_base = 1024 * 1024;
  uint64_t added_bytes_per_byte = 16;
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
// tag, of limits.scanner.token_bytes_max at most, for nothing else. No allocation per chunk, nor
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

  // Before the first byte. Of a selector, in place of Told::elements alone, which holds for all.
  void tell(uint32_t selector, ToldSet what);
  void tell_document(ToldSet what);
  // MarkupOutput::reached() is called, and before each call of the handler that hands out something
  // of the page all that came before it has left.
  void tell_offsets();

  // For handlers:
  const TreeContext& context() const { return context_; }
  // All tags are told that this filter wants (null: all), beside those that end what is being
  // changed. At first: those that the selectors want. The filter outlives its use.
  void tell_only(const TagFilter* filter);
  void set_encoding(ContentEncoding encoding) { encoding_ = encoding; }
  // Before the token told now. `bytes` are whole markup.
  void put(std::string_view bytes);
  // Nothing waits for the end of an element.
  bool idle() const { return live_.empty(); }
  // No further change, for good; what waits is given up. feed() only hands on from then on, and may
  // be left out like finish().
  void stop();
  bool stopped() const { return stopped_; }

  uint64_t bytes_added() const { return bytes_added_; }  // by put() and as contents
  bool over_limit() const { return over_limit_; }        // nothing is changed any more
  // Borrowed contents that were not put, since they cannot stand where they should, or since too
  // many wait.
  uint32_t refused() const { return refused_ + budget_.refused; }
  size_t kept_bytes() const { return relay_.kept_bytes(); }

 private:
  // An element that has begun, and something waits for its end.
  struct Live {
    uint32_t mark;
    ElementFacts facts;
    ElementEdits edits;
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

  void work_on(const Token& token);
  void end_elements(const Token& token);
  void end_document(const Token& token);
  static bool is_end_tag_of(TagName name, const Token& token);
  void wait_for_head(Live& head);
  void end_waiting_head(const Token& token);
  void end_element(size_t index, const Token& token, bool by_own_tag);
  void call_hooks(Live& live, const Token& token, bool by_own_tag);
  void write_end_tag(const ElementEdits& edits, const TagEvent& tag);
  void end_all_at_input_end(uint64_t place, bool takes_markup);
  void end_at_input_end(size_t index, bool& takes_markup);
  size_t find_live(uint32_t mark) const;  // kNone: nobody waits for it

  void begin_implied(const Token& token);
  void begin_passed_head(const Token& token);
  void begin_started(const TagEvent& tag);
  ElementFacts facts_of(const TagEvent& tag) const;
  ElementFacts facts_of_implied(Tag tag) const;
  void write_start(const ElementFacts& facts, const ElementEdits& edits,
                   std::string_view changed_tag, const TagEvent& tag);
  void keep(uint32_t mark, const ElementFacts& facts, ElementEdits& edits);
  uint32_t mark_of_started();
  uint32_t mark_of(size_t index);  // in the stack of open elements

  bool may_add(const ElementEdits& edits, size_t tag_growth);
  bool may_add(uint64_t bytes);
  size_t bytes_of(const ContentList& list);

  ContentPlace before_token() const;
  ContentPlace after_token() const;
  void pass_to(uint64_t offset);
  void drop_to(uint64_t offset);
  void close_gap();
  void write(std::string_view bytes);
  void put_list(const ContentList& list, ContentPlace place);
  void put_reversed(const ContentList& list, ContentPlace place);
  void put_content(const Content& content, ContentPlace place);
  void put_form(const Content::Form& form);

  static constexpr size_t kNone = static_cast<size_t>(-1);

  RewriteHandler& handler_;
  TreeContext context_;
  std::optional<SelectorMatcher> matcher_;
  Scanner scanner_;
  Relay relay_;
  RewriterLimits limits_;
  Implied implied_;
  EditBudget budget_;
  ContentEncoding encoding_ = ContentEncoding::ascii;
  MarkupOutput* output_ = nullptr;  // during feed() and finish()
  std::vector<Live> live_;          // outer ones first
  size_t removing_ = 0;             // of live_, how many drop their content
  bool head_waits_ = false;         // one of live_
  const TagFilter* filter_ = nullptr;
  uint64_t token_begin_ = 0;  // of the token told now
  uint64_t bytes_added_ = 0;
  uint64_t charged_bytes_ = 0;  // of what RewriterLimits allow to add
  uint32_t refused_ = 0;
  bool over_limit_ = false;
  bool stopped_ = false;
};

}  // namespace inlay::html
