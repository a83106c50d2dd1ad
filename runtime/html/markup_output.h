// Where rewritten markup goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace inlay::html {

class MarkupOutput {
 public:
  static constexpr size_t kRestoreBytesMax = 64;

  virtual ~MarkupOutput() = default;
  // Borrowed for the call. Never empty. Pieces come in order; where they are cut means nothing.
  virtual void markup(std::string_view bytes) = 0;
  // The same of bytes of the page itself, from `offset` on, as they came.
  virtual void page(uint64_t /*offset*/, std::string_view bytes) { markup(bytes); }
  // Told only by a rewriter that was asked for it (Rewriter::tell_offsets()): all that has come out
  // so far stands for the first `offset` bytes of the input. Whoever goes on with `restore` and
  // then with the untouched input from there on gets a page that is read as what has come out and,
  // behind it, the rest of the input: nothing is missing, nothing doubled, no token broken.
  // `restore`: kRestoreBytesMax bytes at most, borrowed for the call; almost always empty. Offsets
  // never go back. Told before the first of the page's own bytes that leave behind a change, so
  // what page() hands out right behind a place with an empty `restore` may be cut anywhere.
  virtual void reached(uint64_t /*offset*/, std::string_view /*restore*/) {}
};

}  // namespace inlay::html
