// Scanner's reporting of text, and what a tree builder wants to know of it.
#include "html/ascii.h"
#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {

bool Scanner::text_is_wanted() const {
  return (wanted_ & (Tokens::text | Tokens::classified_text)) != 0 || context_wants_text();
}

bool Scanner::context_wants_text() const {
  const bool in_markup = text_kind_ == TextKind::data || text_kind_ == TextKind::cdata;
  return context_ != nullptr && in_markup && context_->wants_text();
}

bool Scanner::text_is_classified() const {
  const bool in_markup = text_kind_ == TextKind::data || text_kind_ == TextKind::cdata;
  return in_markup && !run_has_other_ &&
         ((wanted_ & Tokens::classified_text) != 0 || context_wants_text());
}

void Scanner::report_text_end(uint64_t at) {
  text_told_ = false;
  if (!stopped_) handler_.text_ends(at);
}

// Reports [text_, to). At a chunk's end the last bytes may be an undecided reference; those become
// the token that is held.
void Scanner::report_run(Place to, RunEnd run_end) {
  while (text_ != to) {
    if (!text_is_classified()) return report_piece(to, TextClass::other);
    const Place blank = skip_blank(text_, to, run_end);
    if (blank == nullptr) {
      begin_token(text_);
      state_ = State::text_reference;
      return;
    }
    if (blank != text_) {
      report_blanks(blank, to, run_end);
    } else if (*text_ == '\0') {
      Place at = text_ + 1;
      while (at != to && *at == '\0') ++at;
      report_piece(at, TextClass::nul);
    } else {
      run_has_other_ = true;
    }
  }
}

void Scanner::report_blanks(Place at, Place to, RunEnd run_end) {
  while (at != to) {
    const Place next = skip_blank(at, to, run_end);
    if (next == nullptr || next == at) break;
    at = next;
  }
  report_piece(at, TextClass::blank);
}

void Scanner::report_piece(Place to, TextClass text_class) {
  const std::string_view bytes(text_, static_cast<size_t>(to - text_));
  const uint64_t begin = offset(text_);
  text_ = to;
  report_text(begin, bytes, text_class);
}

void Scanner::report_text(uint64_t begin, std::string_view bytes, TextClass text_class) {
  if (stopped_ || bytes.empty()) return;
  const bool looked_at = context_wants_text();
  if (looked_at) context_->text(text_class);
  const TokenSet all_text = Tokens::text | Tokens::classified_text;
  if ((wanted_ & (looked_at ? all_text | Tokens::context_text : all_text)) == 0) return;
  if (!looked_at && context_ != nullptr) context_->other_token();
  text_told_ = (wanted_ & Tokens::text_ends) != 0;
  const bool classified = (wanted_ & Tokens::classified_text) != 0 || (wanted_ & all_text) == 0;
  handler_.text({begin, bytes, text_kind_, classified ? text_class : TextClass::other});
}

// One past the blank that starts at `at`, be it a byte or a reference; `at` itself if none does;
// null if that depends on the next chunk.
Scanner::Place Scanner::skip_blank(Place at, Place to, RunEnd run_end) {
  if (is_blank(*at)) return at + 1;
  if (*at != '&' || text_kind_ != TextKind::data) return at;
  reference_.start();
  for (Place next = at + 1; next - at < limits_.token_bytes_max; ++next) {
    if (next == to) {
      if (run_end == RunEnd::chunk) return nullptr;
      return reference_.finish() == BlankReference::Verdict::blank_before ? to : at;
    }
    switch (reference_.read(*next)) {
      case BlankReference::Verdict::undecided:
        break;
      case BlankReference::Verdict::blank:
        return next + 1;
      case BlankReference::Verdict::blank_before:
        return next;
      case BlankReference::Verdict::other:
        return at;
    }
  }
  return at;  // too long to be held: not a blank that anybody wrote
}

// Goes on with a reference that an earlier chunk began.
Scanner::Place Scanner::text_reference(Place at) {
  auto verdict = BlankReference::Verdict::undecided;
  while (verdict == BlankReference::Verdict::undecided) {
    if (at == end_) return end_;
    verdict = offset(at) - token_begin_ < limits_.token_bytes_max ? reference_.read(*at)
                                                                  : BlankReference::Verdict::other;
    if (verdict == BlankReference::Verdict::undecided) ++at;
  }
  if (verdict == BlankReference::Verdict::blank) ++at;
  end_text_reference(
      at, verdict == BlankReference::Verdict::other ? TextClass::other : TextClass::blank);
  return at;
}

void Scanner::end_text_reference(Place at, TextClass text_class) {
  state_ = State::data;
  in_token_ = false;
  run_has_other_ = text_class == TextClass::other;
  report_text(token_begin_, carry_, text_class);
  carry_.clear();
  text_ = begin_;
  if (text_class == TextClass::blank && at != begin_) report_piece(at, TextClass::blank);
}

}  // namespace inlay::html
