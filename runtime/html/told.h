// What a handler of the rewriter can be told of.
#pragma once

#include <cstdint>

namespace inlay::html {

// A bit set: of a selector, of all that lies in the elements it matches (at any depth) beside these
// themselves; of the document.
using ToldSet = uint8_t;
struct Told {
  static constexpr ToldSet elements = 1;
  static constexpr ToldSet text = 2;        // in pieces
  static constexpr ToldSet text_nodes = 4;  // each as a whole
  static constexpr ToldSet comments = 8;
  static constexpr ToldSet doctype = 16;  // of the document only
};

}  // namespace inlay::html
