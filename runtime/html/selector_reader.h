// Reads the tokens of CSS that selectors are made of. Source: CSS Syntax level 3, section 4.3.
// Stricter than that in one point: what is open at the end of the text is not closed by it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace inlay::html {

// A cursor. Borrows the text.
class SelectorReader {
 public:
  explicit SelectorReader(std::string_view text) : text_(text) {}

  size_t at() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  // The next byte, or the one `ahead` of it; NUL at the end (and for a NUL).
  char peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  std::string_view rest() const { return text_.substr(at_); }
  void advance(size_t bytes = 1) { at_ += bytes; }
  bool take(char wanted);

  // Blanks and comments; whether there was a blank. Stops at a comment that is not closed.
  bool skip_blanks();
  // Whether an identifier starts here, or a part of one (the name of a hash).
  bool starts_identifier() const;
  bool starts_name() const { return is_name_part(0); }
  std::string read_name();  // unescaped; empty if there is none
  // After starting at a quote; nothing if it is not closed on its line (the cursor stays).
  std::optional<std::string> read_string();

 private:
  bool is_name_part(size_t ahead) const;
  bool is_name_start(size_t ahead) const;
  bool is_escape(size_t ahead) const;
  void read_escape(std::string& out);
  void skip_one_blank();
  void append_byte(std::string& out);

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace inlay::html
