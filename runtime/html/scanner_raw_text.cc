// Scanner's states inside elements whose content is not markup: RCDATA, RAWTEXT and script data.
// Source: HTML standard 13.2.5.2–13.2.5.4, 13.2.5.9–13.2.5.31.
#include "html/ascii.h"
#include "html/byte_block.h"
#include "html/scanner.h"

namespace inlay::html {

Scanner::Place Scanner::rawtext_step(Place at) {
  if (state_ == State::rawtext) {
    at = find_byte(at, end_, '<');
    return at == end_ ? end_ : rawtext_less_than(at, State::rawtext);
  }
  return state_ == State::rawtext_less_than_sign ? rawtext_less_than_sign(at)
                                                 : rawtext_end_tag_name(at);
}

// A '<' that may start the end tag of this element; if it does not, `otherwise` goes on behind it.
Scanner::Place Scanner::rawtext_less_than(Place at, State otherwise) {
  begin_token(at);
  state_ = State::rawtext_less_than_sign;
  less_than_return_ = otherwise;
  return at + 1;
}

Scanner::Place Scanner::rawtext_less_than_sign(Place at) {
  if (*at == '/') {
    state_ = State::rawtext_end_tag_name;
    matched_ = 0;
    return at + 1;
  }
  token_is_text(less_than_return_);
  if (state_ == State::script_data && *at == '!') {
    state_ = State::script_data_escape_start;
    return at + 1;
  }
  if (state_ == State::script_data_escaped && is_alpha(*at)) {
    state_ = State::script_data_double_escape_start;
    matched_ = 0;
  }
  return at;
}

// "Appropriate end tag" only: all others are text. The standard gathers letters and compares at
// their end; the same letters are compared here as they come.
Scanner::Place Scanner::rawtext_end_tag_name(Place at) {
  const char c = *at;
  if (matched_ < last_start_tag_.size()) {
    if (is_alpha(c) && to_lower(c) == last_start_tag_[matched_]) {
      ++matched_;
      return at + 1;
    }
  } else if (matched_ > 0 && (is_blank(c) || c == '/' || c == '>')) {
    confirm_token();
    tag_kind_ = TagKind::end;
    begin_tag_tail(matched_);
    return at;
  }
  token_is_text(less_than_return_);
  return at;
}

Scanner::Place Scanner::script_step(Place at) {
  switch (state_) {
    case State::script_data:
      at = find_byte(at, end_, '<');
      return at == end_ ? end_ : rawtext_less_than(at, State::script_data);
    case State::script_data_escape_start:
      return script_dash(at, State::script_data_escape_start_dash);
    case State::script_data_escape_start_dash:
      return script_dash(at, State::script_data_escaped_dash_dash);
    case State::script_data_double_escape_start:
      return script_keyword(at, State::script_data_double_escaped, State::script_data_escaped);
    case State::script_data_double_escape_end:
      return script_keyword(at, State::script_data_escaped, State::script_data_double_escaped);
    case State::script_data_double_escaped:
    case State::script_data_double_escaped_dash:
    case State::script_data_double_escaped_dash_dash:
    case State::script_data_double_escaped_less_than_sign:
      return script_data_double_escaped(at);
    default:
      return script_data_escaped(at);
  }
}

Scanner::Place Scanner::script_dash(Place at, State next) {
  state_ = *at == '-' ? next : State::script_data;
  return *at == '-' ? at + 1 : at;
}

Scanner::Place Scanner::script_data_escaped(Place at) {
  while (state_ == State::script_data_escaped && *at != '-' && *at != '<') {
    if (++at == end_) return end_;
  }
  switch (*at) {
    case '<':
      return rawtext_less_than(at, State::script_data_escaped);
    case '-':
      state_ = state_ == State::script_data_escaped ? State::script_data_escaped_dash
                                                    : State::script_data_escaped_dash_dash;
      break;
    case '>':
      state_ = state_ == State::script_data_escaped_dash_dash ? State::script_data
                                                              : State::script_data_escaped;
      break;
    default:
      state_ = State::script_data_escaped;
  }
  return at + 1;
}

Scanner::Place Scanner::script_data_double_escaped(Place at) {
  switch (*at) {
    case '<':
      state_ = State::script_data_double_escaped_less_than_sign;
      return at + 1;
    case '-':
      state_ = state_ == State::script_data_double_escaped_dash ||
                       state_ == State::script_data_double_escaped_dash_dash
                   ? State::script_data_double_escaped_dash_dash
                   : State::script_data_double_escaped_dash;
      return at + 1;
    case '>':
      state_ = state_ == State::script_data_double_escaped_dash_dash
                   ? State::script_data
                   : State::script_data_double_escaped;
      return at + 1;
    case '/':
      if (state_ == State::script_data_double_escaped_less_than_sign) {
        state_ = State::script_data_double_escape_end;
        matched_ = 0;
        return at + 1;
      }
      break;
    default:
      break;
  }
  state_ = State::script_data_double_escaped;
  return at + 1;
}

// The letters after "<" or "</" in escaped script data: do they spell "script"? The letters
// themselves are text either way. Without a proper end after them nothing changes: back to where
// the '<' was read.
Scanner::Place Scanner::script_keyword(Place at, State if_script, State if_not) {
  constexpr std::string_view kScript = "script";
  constexpr size_t kMismatch = kScript.size() + 1;
  const char c = *at;
  if (is_alpha(c)) {
    const bool fits = matched_ < kScript.size() && to_lower(c) == kScript[matched_];
    matched_ = fits ? matched_ + 1 : kMismatch;
    return at + 1;
  }
  const bool ended = is_blank(c) || c == '/' || c == '>';
  state_ = ended && matched_ == kScript.size() ? if_script : if_not;
  return ended ? at + 1 : at;
}

}  // namespace inlay::html
