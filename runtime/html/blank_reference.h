// Tells, byte by byte, whether a character reference in text is one for a blank (`&#32;`, `&#xA`,
// `&Tab;`): tree construction treats that like the blank itself. Source: HTML
// standard 13.2.5.72–13.2.5.80. The only named references for blanks are "Tab;" and "NewLine;".
#pragma once

#include <cstdint>
#include <string_view>

namespace inlay::html {

class BlankReference {
 public:
  enum class Verdict : uint8_t {
    undecided,
    blank,         // the reference ends with the byte just read
    blank_before,  // it ended before the byte just read
    other,         // not a reference for a blank, perhaps none at all
  };

  void start() { *this = BlankReference(); }  // after the '&'
  Verdict read(char c);
  Verdict finish() const;  // no byte follows in this run of text: `blank_before` or `other`

 private:
  enum class State : uint8_t {
    start,
    named,
    number_start,
    hexadecimal_start,
    decimal,
    hexadecimal
  };

  Verdict digit(char c, uint32_t base);

  State state_ = State::start;
  std::string_view name_;  // what is left of the only name it can still be
  uint32_t number_ = 0;    // stays at kTooLarge once there
};

}  // namespace inlay::html
