// Finds the end of a tag after its name: which '>' closes it, and whether '/' stands before that.
// The attributes themselves are left to AttributeReader. Source: HTML standard 13.2.5.32–13.2.5.40.
#pragma once

#include <cstdint>
#include <string_view>

namespace inlay::html {

class TagTail {
 public:
  // A new tag; the next byte is the one that ended its name.
  void start() { *this = TagTail(); }

  // Reads on. Returns one past the closing '>', or null when [from, end) does not hold it: go on
  // with the next bytes of the stream.
  const char* run(const char* from, const char* end);

  // What ends the tag from here.
  std::string_view closing() const {
    if (state_ == State::attribute_value_double_quoted) return "\">";
    return state_ == State::attribute_value_single_quoted ? "'>" : ">";
  }
  bool self_closing() const { return self_closing_; }  // once run() has found the end

  // The quick lane, without a TagTail: goes over whole attributes that are flags or `name="value"`,
  // and over the end of the tag if nothing else comes before that. `from` is where start() begins
  // or the place after an attribute. If `ended`, `at` is one past the '>'; else run()
  // goes on from `at`.
  struct Common {
    const char* at;
    bool ended;
    bool self_closing;  // if ended
  };
  static Common skip_common(const char* from, const char* end);
  // As if run() had found the end.
  void settle(bool self_closing) {
    ended_ = true;
    self_closing_ = self_closing;
  }

 private:
  enum class State : uint8_t {
    before_attribute_name,  // also "after attribute value (quoted)", which accepts the same
    attribute_name,
    after_attribute_name,
    before_attribute_value,
    attribute_value_double_quoted,
    attribute_value_single_quoted,
    attribute_value_unquoted,
    self_closing_start_tag,
  };

  bool in_name(char c);
  const char* quoted_value(const char* from, const char* end, char quote);

  State state_ = State::before_attribute_name;
  bool ended_ = false;
  bool self_closing_ = false;
};

}  // namespace inlay::html
