// The scan lane's tokenizer: finds the tokens that the HTML standard's tokenizer finds, with their
// exact byte spans, in a stream cut anywhere, without decoding and without keeping more than one
// unfinished tag.
//
//   Scanner scanner(handler, &context, ScannerLimits{});
//   scanner.feed(chunk); … scanner.finish();
//
// Single-threaded, never fails: every byte sequence is HTML. Costs about a nanosecond per byte or
// less. Source: HTML standard 13.2.5. States that differ only in which parse error they report are
// merged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "html/blank_reference.h"
#include "html/tag_tail.h"
#include "html/text_mode.h"
#include "html/token_events.h"

namespace inlay::html {

class TreeContext;
struct TagFilter;

// Which tokens a handler wants, as a bit set. What nobody wants costs nothing.
using TokenSet = uint8_t;
struct Tokens {
  static constexpr TokenSet tags = 1;
  static constexpr TokenSet comments = 2;         // their place only
  static constexpr TokenSet comment_content = 4;  // with their bytes; implies comments
  static constexpr TokenSet doctype = 8;
  static constexpr TokenSet text = 16;
  static constexpr TokenSet classified_text = 32;  // implies text
  // Only text that the tree context looks at, classified: what may begin or end elements. Rare
  // after the body's first word.
  static constexpr TokenSet context_text = 64;
  static constexpr TokenSet text_ends = 128;  // of text that is told
};

// Told of each wanted token in order, after the tree context has seen it. Must not call feed() or
// finish().
class ScannerHandler {
 public:
  virtual ~ScannerHandler() = default;
  virtual void tag(const TagEvent&) {}
  virtual void text(const TextEvent&) {}
  // What begins at that offset is not text, or the input has ended there; there was text right
  // before it, or before other text that is not told. The tree context has not seen it yet.
  virtual void text_ends(uint64_t /*offset*/) {}
  virtual void comment(const CommentEvent&) {}
  virtual void doctype(const DoctypeEvent&) {}
};

struct ScannerLimits {
  // Bytes of one tag, doctype or wanted comment that are kept and shown. Longer tokens are found
  // just as exactly, but what is past this bound cannot be looked at.
  uint32_t token_bytes_max = 64 * 1024;
  static constexpr uint32_t kTokenBytesLeast =
      64;  // fits all that has to be held to tell tokens apart
};

class Scanner {
 public:
  // `handler` and `context` (may be null: then there is no foreign content, and no start tag
  // switches the text mode) outlive the scanner.
  Scanner(ScannerHandler& handler, TreeContext* context, ScannerLimits limits, TokenSet wanted);
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  void feed(std::string_view chunk);  // borrows for the call
  void finish();                      // the stream ends; call once

  // From now on only the tags that `filter` wants are told, of those that are wanted at all; null:
  // all. The filter may be exchanged and its table changed between any two tokens, and outlives its
  // use here.
  void tell_only(const TagFilter* filter) { filter_ = filter; }

  // From now on other tokens are wanted; from inside a handler, or between calls of feed(). A
  // comment that has begun is told as it was wanted then, if at all.
  void want(TokenSet wanted) { wanted_ = wanted; }

  // From inside a handler: no further event, for good; feed() returns at once and does nothing from
  // then on.
  void stop() { stopped_ = true; }

  // Before the first byte, for pieces of markup that are not a whole stream: how to read the start,
  // and whose end tag ends that (lower case). A byte order mark is then text; at the start of a
  // stream it is no token at all.
  void start_in(TextMode mode, std::string_view last_start_tag);
  void start_in_cdata();

  // Between calls of feed():
  uint64_t position() const { return position_; }  // bytes fed so far
  // Offset of the first byte of an unfinished token that a handler may yet be told of and want to
  // change. Everything before may leave. Equals position() in the middle of text, an unwanted
  // comment, or a token that has outgrown token_bytes_max.
  uint64_t held_from() const { return holding() ? token_begin_ : position_; }
  // The bytes from held_from() to position(); valid until the next call.
  std::string_view held() const { return holding() ? carry_ : std::string_view(); }
  // Whether markup that is put in at held_from() is read as such: not in a text element, a CDATA
  // section, or something that began before held_from() and has not ended.
  bool takes_markup() const {
    const bool between_tokens = state_ == State::data || state_ == State::text_reference ||
                                state_ == State::byte_order_mark;
    return text_kind_ == TextKind::data && (between_tokens || holding());
  }
  // What ends the text element, the comment or whatever was begun and is not finished, so that
  // markup behind it is read as such; empty where it is already, and for a `<` or `</` at the end,
  // which may yet become anything. Nothing can end a plaintext. MarkupOutput::kRestoreBytesMax at
  // most.
  std::optional<std::string> closing() const;
  // Whether a character reference behind the bytes so far is one: in markup's text, in title and
  // textarea, and, as far as that is known, in the value of an attribute.
  bool takes_references() const {
    return state_ == State::tag_tail || state_ == State::data || state_ == State::text_reference ||
           (state_ == State::rawtext && text_kind_ == TextKind::rcdata);
  }
  // From inside a handler: how the text right before the token told now is read.
  TextKind kind_before() const { return text_kind_; }
  // In text that is not markup: of which element.
  Tag text_element() const { return find_tag(last_start_tag_).tag; }
  size_t memory_bytes() const { return carry_.capacity(); }  // what it has allocated

 private:
  // Named as in the standard. The states inside a tag after its name are in TagTail; RCDATA and
  // RAWTEXT differ only in their kind of text, and share the states of the end tags that can end
  // them with script data.
  enum class State : uint8_t {
    byte_order_mark,
    data,
    text_reference,  // not in the standard: a character reference that may turn out to be a blank
    tag_open,
    end_tag_open,
    tag_name,
    tag_tail,
    rawtext,
    rawtext_less_than_sign,
    rawtext_end_tag_name,
    script_data,
    script_data_escape_start,
    script_data_escape_start_dash,
    script_data_escaped,
    script_data_escaped_dash,
    script_data_escaped_dash_dash,
    script_data_double_escape_start,
    script_data_double_escaped,
    script_data_double_escaped_dash,
    script_data_double_escaped_dash_dash,
    script_data_double_escaped_less_than_sign,
    script_data_double_escape_end,
    plaintext,
    markup_declaration_open,
    declaration_keyword,
    bogus_comment,
    comment_start,
    comment_start_dash,
    comment,
    comment_end_dash,
    comment_end,
    comment_end_bang,
    doctype,
    cdata_section,
    cdata_section_bracket,
    cdata_section_end,
  };
  using Place = const char*;  // in the chunk

  enum class RunEnd : uint8_t { token, chunk };  // why a run of text ends
  enum class Size : uint8_t { whole, oversize };

  // One step each: from a place in the chunk to where to go on, in another state or further.
  // scanner.cc:
  Place step(Place at);
  Place byte_order_mark(Place at);
  Place data(Place at);
  Place whole_tag(Place less_than);
  bool takes_plainly(TagKind kind, TagName name, std::string_view raw, uint32_t name_size);
  Place tag_open(Place at);
  Place end_tag_open(Place at);
  Place tag_name(Place at);
  Place tag_tail(Place at);
  void begin_tag(TagKind kind);
  void begin_tag_tail(uint64_t name_size);
  uint32_t tag_prefix() const { return tag_kind_ == TagKind::end ? 2 : 1; }
  // scanner_raw_text.cc:
  Place rawtext_step(Place at);
  Place rawtext_less_than(Place at, State otherwise);
  Place rawtext_less_than_sign(Place at);
  Place rawtext_end_tag_name(Place at);
  Place script_step(Place at);
  Place script_dash(Place at, State next);
  Place script_data_escaped(Place at);
  Place script_data_double_escaped(Place at);
  Place script_keyword(Place at, State if_script, State if_not);
  // scanner_markup.cc:
  Place declaration_step(Place at);
  Place markup_declaration_open(Place at);
  Place declaration_keyword(Place at);
  Place bogus_comment_or_doctype(Place at);
  Place comment_step(Place at);
  Place finish_comment(Place after, uint32_t closing_bytes);
  Place cdata_section_end(Place at);
  void begin_bogus_comment(uint32_t content_begin);
  void finish_token();

  // The unfinished token and the reports, scanner_tokens.cc:
  bool holding() const {
    return in_token_ && keep_ && position_ - token_begin_ <= limits_.token_bytes_max;
  }
  uint64_t offset(Place at) const { return base_ + static_cast<uint64_t>(at - begin_); }
  Place place(uint64_t at) const { return begin_ + (at - base_); }
  void begin_token(Place at);
  void token_is_text(State next);
  void first_byte_is_text();
  void confirm_token();
  void end_token(Place after);
  void drop_content();
  std::optional<std::string> closing_of_tag() const;
  std::string_view token_bytes(Place to);
  void carry(Place from, Place to);
  void carry_over();
  TagName tag_name_in(std::string_view raw) const;
  void finish_tag(TagName name, std::string_view raw, Place after);
  void enter(TextMode mode);
  void report_tag(TagName name, std::string_view raw, Size size);
  bool is_told(const TagEvent& tag) const;
  void report_comment(Place after, uint32_t closing_bytes);
  void report_doctype(Place after);

  // Text not reported yet, scanner_text.cc:
  bool text_is_wanted() const;
  bool context_wants_text() const;
  bool text_is_classified() const;
  void flush_text(Place to, RunEnd run_end) {
    if (text_ != to && text_is_wanted()) report_run(to, run_end);
  }
  void end_told_text(uint64_t at) {
    if (text_told_) report_text_end(at);
  }
  void report_text_end(uint64_t at);
  void report_run(Place to, RunEnd run_end);
  void report_blanks(Place at, Place to, RunEnd run_end);
  void report_piece(Place to, TextClass text_class);
  void report_text(uint64_t begin, std::string_view bytes, TextClass text_class);
  Place skip_blank(Place at, Place to, RunEnd run_end);
  Place text_reference(Place at);
  void end_text_reference(Place at, TextClass text_class);

  ScannerHandler& handler_;
  TreeContext* context_;
  ScannerLimits limits_;
  TokenSet wanted_;
  const TagFilter* filter_ = nullptr;
  bool stopped_ = false;

  State state_ = State::byte_order_mark;
  TextKind text_kind_ = TextKind::data;
  TextMode next_mode_ = TextMode::data;  // after the tag being read
  bool run_has_other_ = false;           // see TextEvent
  bool text_told_ = false;               // and its end is not

  uint64_t position_ = 0;
  uint64_t base_ = 0;  // offset of the chunk
  Place begin_ = nullptr;
  Place end_ = nullptr;
  Place text_ =
      nullptr;  // start of the unreported text; null inside a token that began in an earlier chunk

  uint64_t token_begin_ = 0;
  bool in_token_ = false;
  bool keep_ = false;  // its bytes are held until it is complete
  std::string carry_;  // those of them that came with earlier chunks; token_bytes_max at most

  TagKind tag_kind_ = TagKind::start;
  uint32_t name_size_ = 0;
  uint32_t content_begin_ = 0;  // of a comment, from its first byte
  bool tag_reported_ = false;   // oversize: the event is out, the end is still to be found
  TagTail tail_;
  BlankReference reference_;

  State less_than_return_ = State::data;  // where a '<' that starts no end tag leads back to
  std::string_view keyword_;              // "doctype" and its like, being matched
  size_t matched_ = 0;                    // bytes of keyword_ or last_start_tag_ seen so far
  std::string last_start_tag_;            // lower case; what an "appropriate end tag" has to name
};

}  // namespace inlay::html
