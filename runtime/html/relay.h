// Passes a stream on, in pieces, up to wherever it may leave already, or leaves pieces out. What
// lies in the present chunk is not copied; only what has to stay when the chunk goes is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "html/markup_output.h"
#include "html/source_position.h"

namespace inlay::html {

// Offsets count from the start of the stream. Keeps as many bytes as its user lets wait: one
// unfinished token (Scanner::held_from()).
class Relay {
 public:
  // More than "</plaintext" and the longest name of a character reference.
  static constexpr size_t kLastBytes = 40;

  void begin_chunk(std::string_view chunk);  // borrowed until end_chunk()
  // All before `offset` leaves, if it has not left yet. `offset` lies at most at the chunk's end.
  void pass(uint64_t offset, MarkupOutput& output);
  // The same bytes never leave.
  void skip(uint64_t offset);
  void end_chunk();

  // The last bytes that left, kLastBytes of them or fewer.
  std::string_view last() const { return {last_.data(), last_size_}; }
  void forget_last() { last_size_ = 0; }

  // Whether these bytes are some of the present chunk itself.
  bool in_chunk(std::string_view bytes) const {
    const std::less_equal<> before;
    return before(chunk_.data(), bytes.data()) &&
           before(bytes.data() + bytes.size(), chunk_.data() + chunk_.size());
  }
  // From the start on; costs a look at each byte.
  void count_lines() { counts_lines_ = true; }
  bool counts_lines() const { return counts_lines_; }
  SourcePosition position() const;  // of passed()

  uint64_t passed() const { return passed_; }
  uint64_t end() const { return kept_end_ + chunk_.size(); }
  size_t kept_bytes() const { return kept_.size(); }

 private:
  void leave(std::string_view bytes, MarkupOutput& output);
  void count(std::string_view bytes);

  std::string kept_;  // from earlier chunks: those that end at kept_end_
  uint64_t kept_end_ = 0;
  std::string_view chunk_;
  uint64_t passed_ = 0;
  std::array<char, kLastBytes> last_{};
  size_t last_size_ = 0;
  SourcePosition position_;
  bool after_carriage_return_ = false;  // which is not counted yet: a line feed may follow
  bool counts_lines_ = false;
};

}  // namespace inlay::html
