#include "apps/script_lexer.h"

#include <algorithm>
#include <array>

namespace inlay::apps {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Behind these an expression begins.
constexpr std::array<std::string_view, 16> kBeforeValues = {
    "return", "typeof", "instanceof", "in",   "of",    "new",   "delete",  "void",
    "throw",  "case",   "do",         "else", "await", "yield", "default", "extends"};
constexpr std::array<std::string_view, 4> kHeads = {"if", "for", "while", "with"};

template <size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, const ScriptToken& token) {
  return token.kind == ScriptToken::Kind::name && !token.is_member &&
         std::find(words.begin(), words.end(), token.text) != words.end();
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || c == '#' || c == '\\' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

ScriptLexer::ScriptLexer(std::string_view text) : text_(text) {
  if (text.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
  if (text.substr(at_).starts_with("#!")) at_ = line_end(at_);
}

ScriptToken ScriptLexer::next() {
  skip_blanks();
  if (at_ == text_.size()) return take(ScriptToken::Kind::end, at_);
  const char c = text_[at_];
  if (c == '"' || c == '\'') return string(c);
  if (c == '`') return template_piece();
  if (c == '}' && !open_.empty() && open_.back() == kSubstitution) {
    open_.pop_back();
    return template_piece();
  }
  if (c == '/') return slash();
  const bool is_fraction = c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
  if (is_name_character(c) || is_fraction) return name();
  return mark();
}

void ScriptLexer::skip_blanks() {
  while (at_ < text_.size()) {
    const std::string_view rest = text_.substr(at_);
    if (is_blank(rest[0])) {
      ++at_;
    } else if (rest.starts_with("//")) {
      at_ = line_end(at_);
    } else if (rest.starts_with("/*")) {
      const size_t end = text_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
    } else {
      return;
    }
  }
}

size_t ScriptLexer::line_end(size_t at) const {
  return std::min(text_.find_first_of("\r\n", at), text_.size());
}

// Every token but a mark is a value, or a word.
ScriptToken ScriptLexer::take(ScriptToken::Kind kind, size_t end) {
  ScriptToken token{kind, text_.substr(at_, end - at_), at_, false};
  token.is_member = kind == ScriptToken::Kind::name && (last_.is(".") || last_.is("?."));
  at_ = end;
  wants_value_ = is_one_of(kBeforeValues, token);
  last_ = token;
  return token;
}

ScriptToken ScriptLexer::name() {
  size_t end = at_;
  const bool is_number = is_digit(text_[at_]) || text_[at_] == '.';
  while (end < text_.size() &&
         (is_name_character(text_[end]) || (is_number && text_[end] == '.'))) {
    ++end;
  }
  return take(ScriptToken::Kind::name, end);
}

ScriptToken ScriptLexer::string(char quote) {
  size_t end = at_ + 1;
  while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
    end += text_[end] == '\\' && end + 1 < text_.size() ? 2 : 1;
  }
  return take(ScriptToken::Kind::string, std::min(end + 1, text_.size()));
}

// From the backquote, or from the brace that ends a substitution.
ScriptToken ScriptLexer::template_piece() {
  size_t end = at_ + 1;
  while (end < text_.size() && text_[end] != '`' && !text_.substr(end).starts_with("${")) {
    end += text_[end] == '\\' && end + 1 < text_.size() ? 2 : 1;
  }
  const bool goes_on = end < text_.size() && text_[end] == '$';
  const ScriptToken token =
      take(ScriptToken::Kind::piece, std::min(end + (goes_on ? 2 : 1), text_.size()));
  wants_value_ = goes_on;
  if (goes_on) open_ += kSubstitution;
  return token;
}

ScriptToken ScriptLexer::slash() {
  if (wants_value_ && at_ >= divisions_until_) {
    const size_t end = regexp_end();
    if (end != std::string_view::npos) return take(ScriptToken::Kind::regexp, end);
    // No regular expression, then: it would end on its line. None that begins later does either,
    // so the rest of the line is not looked through again.
    divisions_until_ = line_end(at_);
  }
  return mark();
}

size_t ScriptLexer::regexp_end() const {
  bool in_class = false;
  for (size_t i = at_ + 1; i < text_.size() && text_[i] != '\n' && text_[i] != '\r'; ++i) {
    if (text_[i] == '\\') {
      ++i;
    } else if (text_[i] == '[') {
      in_class = true;
    } else if (text_[i] == ']') {
      in_class = false;
    } else if (text_[i] == '/' && !in_class) {
      size_t end = i + 1;
      while (end < text_.size() && is_name_character(text_[end])) ++end;
      return end;
    }
  }
  return std::string_view::npos;
}

ScriptToken ScriptLexer::mark() {
  constexpr std::array<std::string_view, 5> kLong = {"=>", "++", "--", "?.", "..."};
  const std::string_view rest = text_.substr(at_);
  size_t length = 1;
  for (const std::string_view mark : kLong) {
    if (rest.starts_with(mark)) length = mark.size();
  }
  const bool after_value = !wants_value_;
  const char c = rest[0];
  if (c == '(' || c == '[' || c == '{') open(c);
  const ScriptToken token = take(ScriptToken::Kind::mark, at_ + length);
  wants_value_ = true;
  if (c == ')' || c == ']' || c == '}') {
    close();
  } else if (token.text == "++" || token.text == "--") {
    wants_value_ = !after_value;
  }
  return token;
}

void ScriptLexer::open(char bracket) {
  if (bracket != '{') {
    open_ += bracket == '(' && is_one_of(kHeads, last_) ? kHead : kGroup;
    return;
  }
  const bool is_first = last_.kind == ScriptToken::Kind::end;
  const bool is_block = is_first || !wants_value_ || last_.is(";") || last_.is("{") ||
                        last_.is("}") || last_.is(")") || last_.is("=>") || last_.is("else") ||
                        last_.is("do");
  open_ += is_block ? kBlock : kObject;
}

void ScriptLexer::close() {
  const char opened = open_.empty() ? static_cast<char>(kBlock) : open_.back();
  if (!open_.empty()) open_.pop_back();
  wants_value_ = opened == kHead || opened == kBlock;
}

}  // namespace inlay::apps
