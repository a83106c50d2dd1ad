// Where in the page something stands, as people count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

namespace inlay {

struct SourcePosition {
  uint64_t byte_offset = 0;
  uint64_t line = 1;    // from 1; ended by LF, CR or CRLF
  uint64_t column = 1;  // from 1, in characters of UTF-8; 0: unknown
};

// Counts along with the chunks of a page; some 0.1 ns per byte. Memory: what kLinesMax says.
class SourceLines {
 public:
  // Longest token that is asked about, in bytes.
  explicit SourceLines(uint64_t token_bytes_max) : token_bytes_max_(token_bytes_max) {}

  // `chunk` stays until chunk_ends().
  void chunk_begins(std::string_view chunk) { chunk_ = chunk; }
  void chunk_ends();

  // Of a token that ends in this chunk, not before the one asked about last. `token`: its bytes.
  // The column is unknown if it begins in a chunk before, more than kLinesMax lines away.
  SourcePosition of(uint64_t begin, std::string_view token);

  static constexpr size_t kLinesMax = 4096;

 private:
  struct Line {
    uint64_t number;
    uint64_t begin;       // in bytes
    uint64_t characters;  // before it
  };

  void count(std::string_view bytes);
  void begin_line(uint64_t at);
  uint64_t chunk_begin() const { return counted_ - counted_of_chunk_; }

  const uint64_t token_bytes_max_;
  std::string_view chunk_;
  size_t counted_of_chunk_ = 0;
  uint64_t counted_ = 0;
  uint64_t characters_ = 0;  // in what is counted
  bool after_carriage_return_ = false;
  std::deque<Line> lines_{{1, 0, 0}};  // those that a token may begin in
};

}  // namespace inlay
