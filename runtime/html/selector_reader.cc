#include "html/selector_reader.h"

#include "html/ascii.h"
#include "html/utf8.h"

namespace inlay::html {
namespace {

constexpr size_t kEscapeDigitsMax = 6;

bool is_line_end(char c) { return c == '\n' || c == '\r' || c == '\f'; }

int digit_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_scalar(uint32_t code) {
  return code != 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

}  // namespace

bool SelectorReader::take(char wanted) {
  if (at_end() || text_[at_] != wanted) return false;
  ++at_;
  return true;
}

bool SelectorReader::skip_blanks() {
  bool blank = false;
  for (;;) {
    if (!at_end() && is_blank(peek())) {
      blank = true;
      ++at_;
    } else if (peek() == '/' && peek(1) == '*') {
      const size_t end = text_.find("*/", at_ + 2);
      if (end == text_.npos) return blank;
      at_ = end + 2;
    } else {
      return blank;
    }
  }
}

bool SelectorReader::is_escape(size_t ahead) const {
  const size_t after = at_ + ahead + 1;
  return peek(ahead) == '\\' && after < text_.size() && !is_line_end(text_[after]);
}

bool SelectorReader::is_name_start(size_t ahead) const {
  if (at_ + ahead >= text_.size()) return false;
  const char c = text_[at_ + ahead];
  return is_alpha(c) || c == '_' || c == '\0' || static_cast<unsigned char>(c) >= 0x80 ||
         is_escape(ahead);
}

bool SelectorReader::is_name_part(size_t ahead) const {
  return is_name_start(ahead) || is_digit(peek(ahead)) || peek(ahead) == '-';
}

bool SelectorReader::starts_identifier() const {
  if (peek() != '-') return is_name_start(0);
  return peek(1) == '-' || is_name_start(1);
}

void SelectorReader::append_byte(std::string& out) {
  if (text_[at_] == '\0') {
    append_utf8(out, kReplacementCharacter);
  } else {
    out += text_[at_];
  }
  ++at_;
}

std::string SelectorReader::read_name() {
  std::string name;
  while (is_name_part(0)) {
    if (peek() == '\\') {
      read_escape(name);
    } else {
      append_byte(name);
    }
  }
  return name;
}

void SelectorReader::skip_one_blank() { at_ += peek() == '\r' && peek(1) == '\n' ? 2 : 1; }

void SelectorReader::read_escape(std::string& out) {
  ++at_;
  if (digit_value(peek()) < 0) return append_byte(out);
  uint32_t code = 0;
  for (size_t digits = 0; digits < kEscapeDigitsMax && digit_value(peek()) >= 0; ++digits) {
    code = code * 16 + static_cast<uint32_t>(digit_value(peek()));
    ++at_;
  }
  append_utf8(out, is_scalar(code) ? char32_t{code} : kReplacementCharacter);
  if (!at_end() && is_blank(peek())) skip_one_blank();
}

std::optional<std::string> SelectorReader::read_string() {
  const size_t begin = at_;
  const char quote = text_[at_++];
  std::string value;
  while (!at_end() && !is_line_end(peek())) {
    if (take(quote)) return value;
    if (peek() != '\\') {
      append_byte(value);
    } else if (is_escape(0)) {
      read_escape(value);
    } else {
      ++at_;
      if (!at_end()) skip_one_blank();
    }
  }
  at_ = begin;
  return std::nullopt;
}

}  // namespace inlay::html
