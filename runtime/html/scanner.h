// The scan lane's tokenizer: finds the tokens that the HTML standard's tokenizer finds, with their exact byte
// spans, in a stream cut anywhere, without decoding and without keeping more than one unfinished tag.
//
//   Scanner scanner(handler, &context, ScannerLimits{});
//   scanner.feed(chunk); … scanner.finish();
//
// Single-threaded, never fails: every byte sequence is HTML. Costs about a nanosecond per byte or less.
// Source: HTML standard 13.2.5. States that differ only in which parse error they report are merged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "html/text_mode.h"
#include "html/token_events.h"

namespace inlay::html {

class TreeContext;

// Which tokens a handler wants, as a bit set. What nobody wants costs nothing.
using TokenSet = uint8_t;
struct Tokens {
  static constexpr TokenSet tags = 1;
  static constexpr TokenSet comments = 2;         // their place only
  static constexpr TokenSet comment_content = 4;  // with their bytes; implies comments
  static constexpr TokenSet doctype = 8;
  static constexpr TokenSet text = 16;
  static constexpr TokenSet classified_text = 32;  // implies text
};

// Told of each wanted token in order, after the tree context has seen it. Must not call feed() or finish().
class ScannerHandler {
 public:
  virtual ~ScannerHandler() = default;
  virtual void tag(const TagEvent&) {}
  virtual void text(const TextEvent&) {}
  virtual void comment(const CommentEvent&) {}
  virtual void doctype(const DoctypeEvent&) {}
};

struct ScannerLimits {
  // Bytes of one tag, doctype or wanted comment that are kept and shown. Longer tokens are found just as exactly,
  // but what is past this bound cannot be looked at.
  uint32_t token_bytes_max = 64 * 1024;
};

class Scanner {
 public:
  // `handler` and `context` (may be null: then there is no foreign content, and no start tag switches the text
  // mode) outlive the scanner.
  Scanner(ScannerHandler& handler, TreeContext* context, ScannerLimits limits, TokenSet wanted);
  ~Scanner();
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  void feed(std::string_view chunk);  // borrows for the call
  void finish();                      // the stream ends; call once

  // From inside a handler: no further event, and feed() returns at once. For good.
  void stop();

  void set_wanted(TokenSet wanted);

  // Before the first byte, for fragments: how to read the start, and whose end tag would end that.
  void start_in(TextMode mode, std::string_view last_start_tag);
  void start_in_cdata();

  uint64_t position() const;  // bytes fed so far
  // Offset of the first byte of an unfinished token that a handler may yet be told of and want to change.
  // Everything before may leave. Equals position() in the middle of text, an unwanted comment, or an oversize tag.
  uint64_t held_from() const;
  // The bytes from held_from() to position(); valid until the next call.
  std::string_view held() const;
};

}  // namespace inlay::html
