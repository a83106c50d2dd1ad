#include "html/scanner.h"

#include <algorithm>

#include "base/check.h"
#include "html/ascii.h"
#include "html/byte_block.h"
#include "html/tag_filter.h"
#include "html/tree_context.h"
#include "html/tree_context_plain.h"

namespace inlay::html {
namespace {

constexpr TokenSet kAllText = Tokens::text | Tokens::classified_text;

bool ends_tag_name(char c) { return is_blank(c) || c == '/' || c == '>'; }

}  // namespace

Scanner::Scanner(ScannerHandler& handler, TreeContext* context, ScannerLimits limits,
                 TokenSet wanted)
    : handler_(handler), context_(context), limits_(limits), wanted_(wanted) {
  CHECK(limits.token_bytes_max >= ScannerLimits::kTokenBytesLeast);
}

void Scanner::start_in(TextMode mode, std::string_view last_start_tag) {
  // A name that does not fit into a tag that is kept can end nothing.
  if (last_start_tag.size() + 3 <= limits_.token_bytes_max) last_start_tag_ = last_start_tag;
  enter(mode);
}

void Scanner::start_in_cdata() {
  state_ = State::cdata_section;
  text_kind_ = TextKind::cdata;
}

void Scanner::feed(std::string_view chunk) {
  if (stopped_) return;
  base_ = position_;
  begin_ = chunk.data();
  end_ = begin_ + chunk.size();
  text_ = in_token_ ? nullptr : begin_;
  Place at = begin_;
  while (at != end_ && !stopped_) at = step(at);
  position_ += chunk.size();
  if (!stopped_) carry_over();
}

void Scanner::finish() {
  if (stopped_) return;
  base_ = position_;
  begin_ = end_ = text_ = nullptr;
  finish_token();
  end_told_text(position_);
}

Scanner::Place Scanner::step(Place at) {
  switch (state_) {
    case State::byte_order_mark:
      return byte_order_mark(at);
    case State::data:
      return data(at);
    case State::text_reference:
      return text_reference(at);
    case State::tag_open:
      return tag_open(at);
    case State::end_tag_open:
      return end_tag_open(at);
    case State::tag_name:
      return tag_name(at);
    case State::tag_tail:
      return tag_tail(at);
    case State::plaintext:
      return end_;
    case State::rawtext:
    case State::rawtext_less_than_sign:
    case State::rawtext_end_tag_name:
      return rawtext_step(at);
    case State::script_data:
    case State::script_data_escape_start:
    case State::script_data_escape_start_dash:
    case State::script_data_escaped:
    case State::script_data_escaped_dash:
    case State::script_data_escaped_dash_dash:
    case State::script_data_double_escape_start:
    case State::script_data_double_escaped:
    case State::script_data_double_escaped_dash:
    case State::script_data_double_escaped_dash_dash:
    case State::script_data_double_escaped_less_than_sign:
    case State::script_data_double_escape_end:
      return script_step(at);
    case State::markup_declaration_open:
    case State::declaration_keyword:
    case State::bogus_comment:
    case State::doctype:
    case State::cdata_section:
    case State::cdata_section_bracket:
    case State::cdata_section_end:
      return declaration_step(at);
    case State::comment_start:
    case State::comment_start_dash:
    case State::comment:
    case State::comment_end_dash:
    case State::comment_end:
    case State::comment_end_bang:
      return comment_step(at);
  }
  return end_;
}

Scanner::Place Scanner::byte_order_mark(Place at) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (*at != kMark[matched_]) {
    if (in_token_) {
      token_is_text(State::data);
    } else {
      state_ = State::data;
    }
    return at;
  }
  if (!in_token_) begin_token(at);
  if (++matched_ == kMark.size()) {
    state_ = State::data;
    end_token(at + 1);
  }
  return at + 1;
}

Scanner::Place Scanner::data(Place at) {
  while (state_ == State::data && !stopped_) {
    at = find_byte(at, end_, '<');
    if (at == end_) return end_;
    const Place after = whole_tag(at);
    if (after == nullptr) {
      begin_token(at);
      state_ = State::tag_open;
      return at + 1;
    }
    at = after;
  }
  return at;
}

// Whether nobody has to be told of a tag and the tree context took it in its quick lane.
inline bool Scanner::takes_plainly(TagKind kind, TagName name, std::string_view raw,
                                   uint32_t name_size) {
  if (context_ == nullptr || filter_ == nullptr || !context_->plain()) return false;
  if (raw.size() > limits_.token_bytes_max) return false;
  if (kind == TagKind::end) return !filter_->end && context_->plain_end(name);
  return !filter_->wants(name.tag, may_have_attributes(raw.size(), name_size)) &&
         context_->plain_start(name, raw, name_size);
}

// The common case in one go: a tag whose name is plain and which ends in this chunk. Null: not
// that; take it byte by byte. Nothing has changed then.
Scanner::Place Scanner::whole_tag(Place less_than) {
  if (end_ - less_than < DoubleBlock::kSize) return nullptr;
  const TagKind kind = less_than[1] == '/' ? TagKind::end : TagKind::start;
  const Place name = less_than + (kind == TagKind::end ? 2 : 1);
  if (!is_alpha(*name)) return nullptr;
  const ByteBlock block(name);
  const uint32_t ends = block.at_most(' ') | block.equals('>') | block.equals('/');
  if (ends == 0) return nullptr;
  const Place name_end = name + __builtin_ctz(ends);
  Place after = name_end + 1;
  tail_.start();
  if (*name_end != '>') {
    if (!ends_tag_name(*name_end)) return nullptr;  // some other control character
    const TagTail::Common tail = TagTail::skip_common(name_end, end_);
    after = tail.ended ? tail.at : tail_.run(tail.at, end_);
    if (after == nullptr) return nullptr;
    if (tail.ended) tail_.settle(tail.self_closing);
  }
  const auto name_size = static_cast<uint32_t>(name_end - name);
  const TagName tag = find_tag_with_room({name, name_size});
  const std::string_view raw(less_than, static_cast<size_t>(after - less_than));
  if ((wanted_ & kAllText) != 0) {
    flush_text(less_than, RunEnd::token);
    end_told_text(offset(less_than));
  }
  if (!takes_plainly(kind, tag, raw, name_size)) {
    flush_text(less_than, RunEnd::token);
    tag_kind_ = kind;
    name_size_ = name_size;
    token_begin_ = offset(less_than);
    finish_tag(tag, raw, after);
  }
  run_has_other_ = false;
  text_ = after;
  return after;
}

Scanner::Place Scanner::tag_open(Place at) {
  if (*at == '!') {
    state_ = State::markup_declaration_open;
    return at + 1;
  }
  if (*at == '/') {
    state_ = State::end_tag_open;
    return at + 1;
  }
  if (*at == '?') {
    begin_bogus_comment(1);
    return at;
  }
  if (is_alpha(*at)) {
    begin_tag(TagKind::start);
    return at;
  }
  token_is_text(State::data);
  return at;
}

Scanner::Place Scanner::end_tag_open(Place at) {
  if (is_alpha(*at)) {
    begin_tag(TagKind::end);
    return at;
  }
  if (*at == '>') {  // "</>" is nothing at all
    confirm_token();
    enter(TextMode::data);
    end_token(at + 1);
    return at + 1;
  }
  begin_bogus_comment(2);
  return at;
}

void Scanner::begin_tag(TagKind kind) {
  confirm_token();
  tag_kind_ = kind;
  state_ = State::tag_name;
}

Scanner::Place Scanner::tag_name(Place at) {
  while (at != end_ && !ends_tag_name(*at)) ++at;
  if (at == end_) return end_;
  begin_tag_tail(offset(at) - token_begin_ - tag_prefix());
  return at;
}

void Scanner::begin_tag_tail(uint64_t name_size) {
  // A name too long to be kept is cut where the tag is.
  name_size_ = static_cast<uint32_t>(std::min<uint64_t>(name_size, limits_.token_bytes_max));
  tail_.start();
  state_ = State::tag_tail;
}

Scanner::Place Scanner::tag_tail(Place at) {
  const Place after = tail_.run(at, end_);
  if (after == nullptr) return end_;
  const std::string_view raw = token_bytes(after);
  finish_tag(tag_name_in(raw), raw, after);
  end_token(after);
  return after;
}

}  // namespace inlay::html
