#include "html/tag_tail.h"

#include "html/ascii.h"
#include "html/byte_block.h"

namespace inlay::html {
namespace {

bool ends_name(char c) { return is_blank(c) || c == '/' || c == '>' || c == '='; }

}  // namespace

// A block at a time. Gives up on anything whose meaning depends on more than these facts: a '>'
// before any quote ends the tag in every state outside a quoted value; and a quote opens a value if
// it follows the only '=' since the last attribute, directly, and that '=' directly follows a byte
// of a name.
TagTail::Common TagTail::skip_common(const char* at, const char* end) {
  while (end - at >= DoubleBlock::kSize) {
    if (*at == '>') return {at + 1, true, false};
    const DoubleBlock block(at);
    const uint32_t close = block.equals('>');
    const uint32_t double_quotes = block.equals('"');
    const uint32_t stop = close | double_quotes | block.equals('\'');
    if (stop == 0) break;
    const int where = __builtin_ctz(stop);
    const uint32_t first = stop & (0 - stop);
    const uint32_t equal_signs = block.equals('=') & (first - 1);
    if ((close & first) != 0) {
      const bool slash = at[where - 1] == '/';  // there is a byte before, as at[0] is no '>'
      if (slash && equal_signs != 0) break;     // maybe the end of an unquoted value
      return {at + where + 1, true, slash};
    }
    if (where < 2 || equal_signs != first >> 1) break;
    if (is_blank(at[where - 2]) || at[where - 2] == '/') break;
    const uint32_t closing = double_quotes & ~(first | (first - 1));
    if ((double_quotes & first) != 0 && closing != 0) {
      at += __builtin_ctz(closing) + 1;
    } else {
      const char* closing_quote = find_byte(at + where + 1, end, at[where]);
      if (closing_quote == end) break;
      at = closing_quote + 1;
    }
  }
  return {at, false, false};
}

// The byte after an attribute's name, or after the blanks that follow the name. False if it is
// neither, and then a new name starts with it.
bool TagTail::in_name(char c) {
  switch (c) {
    case '/':
      state_ = State::self_closing_start_tag;
      return true;
    case '=':
      state_ = State::before_attribute_value;
      return true;
    case '>':
      ended_ = true;
      return true;
    default:
      return false;
  }
}

const char* TagTail::quoted_value(const char* at, const char* end, char quote) {
  at = find_byte(at, end, quote);
  if (at == end) return end;
  state_ = State::before_attribute_name;
  return at + 1;
}

const char* TagTail::run(const char* at, const char* end) {
  while (!ended_) {
    if (at == end) return nullptr;
    switch (state_) {
      case State::before_attribute_name: {
        const Common common = skip_common(at, end);
        at = common.at;
        if (common.ended) {
          settle(common.self_closing);
          break;
        }
        if (at == end) break;
        if (*at == '>') {
          ended_ = true;
        } else if (*at == '/') {
          state_ = State::self_closing_start_tag;
        } else if (!is_blank(*at)) {
          state_ = State::attribute_name;  // whatever it is, also '='
        }
        ++at;
        break;
      }
      case State::self_closing_start_tag:
        if (*at == '>') {
          self_closing_ = ended_ = true;
          ++at;
        } else {
          state_ = State::before_attribute_name;
        }
        break;
      case State::attribute_name:
        while (at != end && !ends_name(*at)) ++at;
        if (at == end) break;
        if (!in_name(*at)) state_ = State::after_attribute_name;
        ++at;
        break;
      case State::after_attribute_name:
        if (!in_name(*at) && !is_blank(*at)) state_ = State::attribute_name;
        ++at;
        break;
      case State::before_attribute_value:
        if (*at == '"') {
          state_ = State::attribute_value_double_quoted;
        } else if (*at == '\'') {
          state_ = State::attribute_value_single_quoted;
        } else if (*at == '>') {
          ended_ = true;
        } else if (!is_blank(*at)) {
          state_ = State::attribute_value_unquoted;
        }
        ++at;
        break;
      case State::attribute_value_double_quoted:
        at = quoted_value(at, end, '"');
        break;
      case State::attribute_value_single_quoted:
        at = quoted_value(at, end, '\'');
        break;
      case State::attribute_value_unquoted:
        while (at != end && !is_blank(*at) && *at != '>') ++at;
        if (at == end) break;
        ended_ = *at == '>';
        state_ = State::before_attribute_name;
        ++at;
        break;
    }
  }
  return at;
}

}  // namespace inlay::html
