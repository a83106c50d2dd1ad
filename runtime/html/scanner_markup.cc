// Scanner's states in markup that is not a tag: comments, doctype, CDATA sections.
// Source: HTML standard 13.2.5.41–13.2.5.71. What a doctype says is read later, from its bytes:
// every '>' ends it, even one in quotes.
#include "html/ascii.h"
#include "html/byte_block.h"
#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

constexpr std::string_view kCommentOpener = "--";
constexpr std::string_view kDoctypeKeyword = "doctype";
constexpr std::string_view kCdataOpener = "[CDATA[";

}  // namespace

Scanner::Place Scanner::declaration_step(Place at) {
  switch (state_) {
    case State::markup_declaration_open:
      return markup_declaration_open(at);
    case State::declaration_keyword:
      return declaration_keyword(at);
    case State::cdata_section:
      at = find_byte(at, end_, ']');
      if (at == end_) return end_;
      begin_token(at);
      state_ = State::cdata_section_bracket;
      return at + 1;
    case State::cdata_section_bracket:
      if (*at == ']') {
        state_ = State::cdata_section_end;
        return at + 1;
      }
      token_is_text(State::cdata_section);
      return at;
    case State::cdata_section_end:
      return cdata_section_end(at);
    default:
      return bogus_comment_or_doctype(at);
  }
}

Scanner::Place Scanner::markup_declaration_open(Place at) {
  const bool cdata = *at == '[' && context_ != nullptr && context_->cdata_allowed();
  if (*at == '-') {
    keyword_ = kCommentOpener;
  } else if (to_lower(*at) == 'd') {
    keyword_ = kDoctypeKeyword;
  } else if (cdata) {
    keyword_ = kCdataOpener;
  } else {
    begin_bogus_comment(2);
    return at;
  }
  state_ = State::declaration_keyword;
  matched_ = 1;
  return at + 1;
}

Scanner::Place Scanner::declaration_keyword(Place at) {
  const char c = keyword_ == kDoctypeKeyword ? to_lower(*at) : *at;
  if (c != keyword_[matched_]) {
    begin_bogus_comment(2);
    return at;
  }
  if (++matched_ < keyword_.size()) return at + 1;
  confirm_token();
  if (keyword_ == kCdataOpener) {
    end_token(at + 1);
    state_ = State::cdata_section;
    text_kind_ = TextKind::cdata;
  } else if (keyword_ == kDoctypeKeyword) {
    state_ = State::doctype;
    if ((wanted_ & Tokens::doctype) == 0 && context_ == nullptr) drop_content();
  } else {
    state_ = State::comment_start;
    content_begin_ = kCommentOpener.size() + 2;
    if ((wanted_ & Tokens::comment_content) == 0) drop_content();
  }
  return at + 1;
}

void Scanner::begin_bogus_comment(uint32_t content_begin) {
  confirm_token();
  state_ = State::bogus_comment;
  content_begin_ = content_begin;
  if ((wanted_ & Tokens::comment_content) == 0) drop_content();
}

Scanner::Place Scanner::bogus_comment_or_doctype(Place at) {
  at = find_byte(at, end_, '>');
  if (at == end_) return end_;
  if (state_ == State::doctype) {
    report_doctype(at + 1);
  } else {
    report_comment(at + 1, 1);
  }
  enter(TextMode::data);
  end_token(at + 1);
  return at + 1;
}

// The "less-than sign" states of comments only report errors; they change no token.
Scanner::Place Scanner::comment_step(Place at) {
  const char c = *at;
  switch (state_) {
    case State::comment_start:
      if (c == '>') return finish_comment(at + 1, 1);
      state_ = c == '-' ? State::comment_start_dash : State::comment;
      return c == '-' ? at + 1 : at;
    case State::comment_start_dash:
      if (c == '>') return finish_comment(at + 1, 2);
      state_ = c == '-' ? State::comment_end : State::comment;
      return c == '-' ? at + 1 : at;
    case State::comment_end_dash:
      state_ = c == '-' ? State::comment_end : State::comment;
      return c == '-' ? at + 1 : at;
    case State::comment_end:
      if (c == '>') return finish_comment(at + 1, 3);
      if (c == '-') return at + 1;
      state_ = c == '!' ? State::comment_end_bang : State::comment;
      return c == '!' ? at + 1 : at;
    case State::comment_end_bang:
      if (c == '>') return finish_comment(at + 1, 4);
      state_ = c == '-' ? State::comment_end_dash : State::comment;
      return c == '-' ? at + 1 : at;
    default:
      at = find_byte(at, end_, '-');
      if (at == end_) return end_;
      state_ = State::comment_end_dash;
      return at + 1;
  }
}

Scanner::Place Scanner::finish_comment(Place after, uint32_t closing_bytes) {
  report_comment(after, closing_bytes);
  enter(TextMode::data);
  end_token(after);
  return after;
}

Scanner::Place Scanner::cdata_section_end(Place at) {
  if (*at == ']') {
    first_byte_is_text();
    return at + 1;
  }
  if (*at == '>') {
    confirm_token();
    enter(TextMode::data);
    end_token(at + 1);
    return at + 1;
  }
  token_is_text(State::cdata_section);
  return at;
}

// What the standard does at the end of the input with a token that is not complete.
void Scanner::finish_token() {
  if (!in_token_) return;
  switch (state_) {
    case State::text_reference:
      end_text_reference(nullptr, reference_.finish() == BlankReference::Verdict::blank_before
                                      ? TextClass::blank
                                      : TextClass::other);
      break;
    case State::byte_order_mark:
    case State::tag_open:
    case State::end_tag_open:
    case State::rawtext_less_than_sign:
    case State::rawtext_end_tag_name:
    case State::cdata_section_bracket:
    case State::cdata_section_end:
      token_is_text(State::data);
      break;
    case State::markup_declaration_open:
    case State::declaration_keyword:
      begin_bogus_comment(2);
      report_comment(nullptr, 0);
      break;
    case State::doctype:
      report_doctype(nullptr);
      break;
    case State::bogus_comment:
    case State::comment_start:
    case State::comment:
      report_comment(nullptr, 0);
      break;
    case State::comment_start_dash:
    case State::comment_end_dash:
      report_comment(nullptr, 1);
      break;
    case State::comment_end:
      report_comment(nullptr, 2);
      break;
    case State::comment_end_bang:
      report_comment(nullptr, 3);
      break;
    default:
      break;  // a tag: it is dropped
  }
}

}  // namespace inlay::html
