// What the scanner reports. Events borrow: every view in them is valid for the call that delivers
// the event, no longer. Offsets count bytes from the start of the stream; nothing here is decoded
// (see decoded_token.h).
#pragma once

#include <cstdint>
#include <string_view>

#include "html/attributes.h"
#include "html/tag_name.h"

namespace inlay::html {

enum class TagKind : uint8_t { start, end };

// A start or end tag. One longer than ScannerLimits::token_bytes_max is reported as soon as that
// many bytes are there: `oversize` is set, `raw` holds just those, `end` is where they end, and
// `self_closing` is false because it is not known yet (TreeContext::oversize_tag_closed tells it
// when it is).
struct TagEvent {
  uint64_t begin = 0;    // of '<'
  uint64_t end = 0;      // one past '>'
  std::string_view raw;  // from '<' to '>' inclusive
  TagName name;
  uint32_t name_size = 0;  // bytes
  TagKind kind = TagKind::start;
  bool self_closing = false;
  bool oversize = false;

  std::string_view name_bytes() const {
    return raw.substr(kind == TagKind::start ? 1 : 2, name_size);
  }
  // Of a start tag.
  bool may_have_attributes() const { return html::may_have_attributes(raw.size(), name_size); }
  // Reads the attributes out of `raw`; costs one pass over it, nothing if never called.
  AttributeReader attributes() const {
    return AttributeReader(raw, (kind == TagKind::start ? 1U : 2U) + name_size);
  }
};

// Which tokenizer state the characters were read in: decides what '&' and NUL mean.
enum class TextKind : uint8_t { data, rcdata, rawtext, script_data, plaintext, cdata };

// What a tree builder distinguishes, after character references: blanks, NUL, everything else.
enum class TextClass : uint8_t { blank, nul, other };

// A piece of text. Where one run of text is cut into pieces depends on the chunks; a piece is never
// empty. If Tokens::classified_text is wanted, each piece of markup's text up to and including the
// first `other` one of a run has one class, and what follows that in the same run is `other`.
// Unclassified text, and text that is not markup (RCDATA, scripts …), is always `other`.
struct TextEvent {
  uint64_t begin = 0;
  std::string_view bytes;
  TextKind kind = TextKind::data;
  TextClass text_class = TextClass::other;
};

// A comment, also a bogus one (`<?…>`, `<!…>`, `</ …>`). `raw` is filled only if content was asked
// for, and then holds at most token_bytes_max bytes (`oversize` when that cut something off).
struct CommentEvent {
  uint64_t begin = 0;
  uint64_t end = 0;
  std::string_view raw;
  uint32_t content_begin = 0;  // into raw: after "<!--", "<!", "<" or "</"
  uint32_t content_end =
      0;  // into raw: before "-->", "--!>", ">" or what the input's end left of them
  bool oversize = false;

  std::string_view content() const {
    return raw.substr(content_begin, content_end - content_begin);
  }
};

// A doctype; read it with read_doctype() of doctype.h. Oversize as for comments.
struct DoctypeEvent {
  uint64_t begin = 0;
  uint64_t end = 0;
  std::string_view raw;
  bool oversize = false;
};

}  // namespace inlay::html
