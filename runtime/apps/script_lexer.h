// The tokens of ECMAScript text as far as finding imports needs them. No grammar: whether a slash
// begins a regular expression follows from the token before it, which is right but for a few forms
// that nobody writes (a division by a function's body).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace inlay::apps {

struct ScriptToken {
  enum class Kind : uint8_t {
    end,
    name,    // also keywords and numbers; `#x` too
    string,  // with its quotes
    piece,   // of a template: up to `${`, or up to its end
    regexp,
    mark,  // one punctuator; of the long ones only `=>`, `++`, `--`, `?.` and `...` are whole
  };
  Kind kind = Kind::end;
  std::string_view text;
  size_t at = 0;
  bool is_member = false;  // a name behind `.` or `?.`

  bool is(std::string_view what) const {
    return text == what && !is_member && (kind == Kind::name || kind == Kind::mark);
  }
};

// Reads any bytes, in time linear in their number. Memory: one byte for each open bracket.
class ScriptLexer {
 public:
  explicit ScriptLexer(std::string_view text);  // borrowed

  ScriptToken next();
  // Inside how many brackets, braces and templates what follows stands.
  size_t depth() const { return open_.size(); }

 private:
  // What an open bracket is, and so what may follow where it is closed.
  enum Open : char { kGroup, kHead, kBlock, kObject, kSubstitution };

  void skip_blanks();
  size_t line_end(size_t at) const;
  ScriptToken take(ScriptToken::Kind kind, size_t end);
  ScriptToken name();
  ScriptToken string(char quote);
  ScriptToken template_piece();
  ScriptToken slash();
  ScriptToken mark();
  size_t regexp_end() const;
  void open(char bracket);
  void close();

  std::string_view text_;
  size_t at_ = 0;
  std::string open_;
  ScriptToken last_;
  bool wants_value_ = true;     // an expression may begin here, so a slash begins a regexp
  size_t divisions_until_ = 0;  // before this offset no slash ends a regular expression
};

}  // namespace inlay::apps
