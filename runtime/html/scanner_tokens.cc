// Scanner's keeping of the unfinished token, and the reports of finished ones.
#include <algorithm>

#include "base/check.h"
#include "html/scanner.h"
#include "html/tag_filter.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

constexpr TextKind kind_of(TextMode mode) {
  switch (mode) {
    case TextMode::data:
      return TextKind::data;
    case TextMode::rcdata:
      return TextKind::rcdata;
    case TextMode::rawtext:
      return TextKind::rawtext;
    case TextMode::script_data:
      return TextKind::script_data;
    case TextMode::plaintext:
      return TextKind::plaintext;
  }
  return TextKind::data;
}

}  // namespace

void Scanner::enter(TextMode mode) {
  text_kind_ = kind_of(mode);
  switch (mode) {
    case TextMode::data:
      state_ = State::data;
      break;
    case TextMode::rcdata:
    case TextMode::rawtext:
      state_ = State::rawtext;
      break;
    case TextMode::script_data:
      state_ = State::script_data;
      break;
    case TextMode::plaintext:
      state_ = State::plaintext;
      break;
  }
}

// From here on bytes are held: what they are is not decided, text before them is not reported yet
// either.
void Scanner::begin_token(Place at) {
  token_begin_ = offset(at);
  in_token_ = true;
  keep_ = true;
}

// It was nothing but text. What of it lies in this chunk simply goes on the run.
void Scanner::token_is_text(State next) {
  in_token_ = false;
  state_ = next;
  if (token_begin_ >= base_) return;
  run_has_other_ = true;
  report_text(token_begin_, carry_, TextClass::other);
  carry_.clear();
  text_ = begin_;
}

// "]]]": the first bracket is text, the other two may still end the section.
void Scanner::first_byte_is_text() {
  if (token_begin_ < base_) {
    run_has_other_ = true;
    report_text(token_begin_, "]", TextClass::other);
    carry_.erase(0, 1);
  }
  ++token_begin_;
  if (text_ == nullptr && token_begin_ >= base_) text_ = place(token_begin_);
}

// It is markup: the text before it ends here.
void Scanner::confirm_token() {
  if (text_ != nullptr) flush_text(place(token_begin_), RunEnd::token);
  end_told_text(token_begin_);
  text_ = nullptr;
  run_has_other_ = false;
}

void Scanner::end_token(Place after) {
  in_token_ = false;
  keep_ = false;
  carry_.clear();
  text_ = after;
}

void Scanner::drop_content() {
  keep_ = false;
  carry_.clear();
}

// The token up to `to`, as much of it as may be kept.
std::string_view Scanner::token_bytes(Place to) {
  if (token_begin_ >= base_) {
    const Place from = place(token_begin_);
    return {from, std::min<size_t>(static_cast<size_t>(to - from), limits_.token_bytes_max)};
  }
  if (keep_) carry(begin_, to);
  return carry_;
}

void Scanner::carry(Place from, Place to) {
  const size_t room = limits_.token_bytes_max - carry_.size();
  carry_.append(from, std::min(room, static_cast<size_t>(to - from)));
}

// At the end of a chunk: reports its last text, puts the unfinished token by.
void Scanner::carry_over() {
  if (!in_token_) {
    flush_text(end_, RunEnd::chunk);
  } else if (text_ != nullptr) {
    flush_text(place(token_begin_), RunEnd::token);
  }
  if (!in_token_ || !keep_) return;
  carry(token_begin_ >= base_ ? place(token_begin_) : begin_, end_);
  const bool is_tag = state_ == State::tag_name || state_ == State::tag_tail;
  if (is_tag && position_ - token_begin_ > limits_.token_bytes_max) {
    if (state_ == State::tag_name) name_size_ = limits_.token_bytes_max;
    report_tag(tag_name_in(carry_), carry_, Size::oversize);
    tag_reported_ = true;
    drop_content();
  }
}

TagName Scanner::tag_name_in(std::string_view raw) const {
  if (raw.empty()) return {};  // an oversize tag that is reported already
  return find_tag(raw.substr(tag_prefix(), name_size_));
}

// `raw` is the tag, or as much of it as may be kept.
void Scanner::finish_tag(TagName name, std::string_view raw, Place after) {
  if (tag_reported_ || offset(after) - token_begin_ > limits_.token_bytes_max) {
    if (!tag_reported_) report_tag(name, raw.substr(0, limits_.token_bytes_max), Size::oversize);
    tag_reported_ = false;
    if (context_ != nullptr && tag_kind_ == TagKind::start) {
      context_->oversize_tag_closed(tail_.self_closing());
    }
  } else {
    report_tag(name, raw, Size::whole);
  }
  run_has_other_ = false;
  enter(next_mode_);
}

void Scanner::report_tag(TagName name, std::string_view raw, Size size) {
  if (stopped_) return;
  const uint32_t prefix = tag_prefix();
  const uint32_t name_size = std::min(name_size_, static_cast<uint32_t>(raw.size()) - prefix);
  const TagEvent tag{.begin = token_begin_,
                     .end = token_begin_ + raw.size(),
                     .raw = raw,
                     .name = name,
                     .name_size = name_size,
                     .kind = tag_kind_,
                     .self_closing = size == Size::whole && tail_.self_closing(),
                     .oversize = size == Size::oversize};
  next_mode_ = TextMode::data;
  if (context_ != nullptr) {
    if (tag_kind_ == TagKind::end) {
      context_->end_tag(tag);
    } else {
      next_mode_ = context_->start_tag(tag);
      if (next_mode_ != TextMode::data) last_start_tag_ = tag_text(tag.name.tag);
    }
  }
  if ((wanted_ & Tokens::tags) != 0 && is_told(tag)) handler_.tag(tag);
}

bool Scanner::is_told(const TagEvent& tag) const {
  if (filter_ == nullptr) return true;
  if (tag.kind == TagKind::end ? filter_->end
                               : filter_->wants(tag.name.tag, tag.may_have_attributes())) {
    return true;
  }
  return context_ != nullptr &&
         (!context_->ended().empty() || context_->document_end() != DocumentEnd::none ||
          (filter_->implied && context_->made_implied()));
}

// `closing_bytes`: how many of the last bytes are not content. A null `after` is the end of the
// input.
void Scanner::report_comment(Place after, uint32_t closing_bytes) {
  if (stopped_ || (wanted_ & (Tokens::comments | Tokens::comment_content)) == 0) return;
  const uint64_t end = after == nullptr ? position_ : offset(after);
  CommentEvent comment;
  comment.begin = token_begin_;
  comment.end = end;
  if (keep_) {
    comment.raw = after == nullptr ? carry_ : token_bytes(after);
    comment.oversize = end - token_begin_ > comment.raw.size();
    comment.content_begin = content_begin_;
    comment.content_end = static_cast<uint32_t>(
        std::min<uint64_t>(end - token_begin_ - closing_bytes, comment.raw.size()));
  }
  if (context_ != nullptr) context_->other_token();
  handler_.comment(comment);
}

void Scanner::report_doctype(Place after) {
  if (stopped_ || !keep_) return;
  const uint64_t end = after == nullptr ? position_ : offset(after);
  const std::string_view raw = after == nullptr ? carry_ : token_bytes(after);
  const DoctypeEvent doctype{
      .begin = token_begin_, .end = end, .raw = raw, .oversize = end - token_begin_ > raw.size()};
  if (context_ != nullptr) context_->doctype(doctype);
  if ((wanted_ & Tokens::doctype) != 0) handler_.doctype(doctype);
}

}  // namespace inlay::html
