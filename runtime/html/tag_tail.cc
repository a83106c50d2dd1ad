#include "html/tag_tail.h"

#include "html/ascii.h"
#include "html/byte_block.h"

namespace inlay::html {
namespace {

bool ends_name(char c) { return is_blank(c) || c == '/' || c == '>' || c == '='; }

}  // namespace

// Whole ` name="value"` attributes and the end of the tag, a block at a time. Gives up, having
// consumed nothing of it, on anything whose meaning depends on more than these facts: a '>' before
// any quote ends the tag in every state outside a quoted value; and a quote opens a value if it
// follows the only '=' since the last attribute, directly, and that '=' directly follows a byte of
// a name.
const char* TagTail::skip_common_attributes(const char* at, const char* end) {
  while (end - at >= ByteBlock::kSize) {
    const ByteBlock block(at);
    const uint32_t close = block.equals('>');
    const uint32_t stop = close | block.equals('"') | block.equals('\'');
    if (stop == 0) return at;
    const int where = __builtin_ctz(stop);
    const uint32_t equal_signs = block.equals('=') & (stop - 1) & ~stop;
    if ((close >> where & 1U) != 0) {
      const bool slash = where > 0 && at[where - 1] == '/';
      if (slash && equal_signs != 0) return at;  // maybe the end of an unquoted value
      self_closing_ = slash;
      ended_ = true;
      return at + where + 1;
    }
    if (where < 2 || equal_signs != 1U << (where - 1)) return at;
    if (is_blank(at[where - 2]) || at[where - 2] == '/') return at;
    const char* closing_quote = find_byte(at + where + 1, end, at[where]);
    if (closing_quote == end) return at;
    at = closing_quote + 1;
  }
  return at;
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
      case State::before_attribute_name:
        at = skip_common_attributes(at, end);
        if (ended_ || at == end) break;
        if (*at == '>') {
          ended_ = true;
        } else if (*at == '/') {
          state_ = State::self_closing_start_tag;
        } else if (!is_blank(*at)) {
          state_ = State::attribute_name;  // whatever it is, also '='
        }
        ++at;
        break;
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
