// Where a page app's tag goes: inside of the head, before its first script or link, else before the
// token at which a browser's tree ends the head.
#pragma once

#include <cstdint>

#include "html/encoding_label.h"
#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {

// Listens to a scanner until the place is found, and then stops it. What counts as a script or link
// of the head is what becomes an element in it: not one in a comment, in noscript (raw text), in a
// title, or in a template's content. The head ends at `</head>`, or where that is omitted at the
// first start tag that does not belong into a head, the first character that is neither blank nor
// comes from a reference to a blank, or an end tag of body, html or br. All this also holds where
// `<head>` is omitted.
class HeadPlace final : public ScannerHandler {
 public:
  static constexpr TokenSet kWanted =
      Tokens::tags | Tokens::comments | Tokens::doctype | Tokens::classified_text;

  enum class Answer : uint8_t {
    not_yet,
    here,   // at offset()
    never,  // the page says that it is ISO-2022-JP, where bytes of markup may be text: hands off
  };

  // `context` is the scanner's own, and outlives this.
  explicit HeadPlace(const TreeContext& context, EncodingFrom encoding = EncodingFrom::page)
      : context_(context), encoding_(encoding) {}
  void listen_to(Scanner& scanner) { scanner_ = &scanner; }

  Answer answer() const { return answer_; }
  uint64_t offset() const { return offset_; }

  // The input has ended at `end`; instead of Scanner::finish(). The place is there or, if a token
  // is unfinished, before that. None if an unfinished comment, title, style, script or template
  // would swallow the tag, or if the page is empty.
  void end_of_input(uint64_t held_from, uint64_t end);

  void tag(const TagEvent& event) override;
  void text(const TextEvent& event) override;
  void comment(const CommentEvent& event) override { token_end_ = event.end; }
  void doctype(const DoctypeEvent& event) override { token_end_ = event.end; }

 private:
  void decide(Answer answer, uint64_t offset);
  bool past_head() const { return context_.phase() > Phase::in_head; }
  bool is_head_resource(const TagEvent& event) const;

  const TreeContext& context_;
  EncodingFrom encoding_;
  Scanner* scanner_ = nullptr;
  Answer answer_ = Answer::not_yet;
  uint64_t offset_ = 0;
  uint64_t token_end_ = 0;  // of the token told last
};

}  // namespace inlay::html
