// Contents that are not there yet: pulled piece by piece when the page has come to their place.
#pragma once

#include <cstdint>
#include <string_view>

namespace inlay::html {

// Owned by what it was given to (Element::before() and its like), used on the rewriter's thread
// from inside Rewriter::feed() and finish(), and destroyed once it has ended, failed, or its place
// cannot come any more.
class ContentSource {
 public:
  enum class Next : uint8_t {
    more,
    end,     // nothing comes after this piece
    failed,  // nor here, but what has come so far is not all; this piece does not count
  };
  virtual ~ContentSource() = default;

  // Sets `piece`, which stays valid until the next call: UTF-8, cut anywhere, maybe empty. May take
  // as long as it likes; the page waits. Not called again after `end` and `failed`. Whoever failed
  // knows why, and decides whether to go on (Rewriter::drop()).
  virtual Next next(std::string_view& piece) = 0;
};

}  // namespace inlay::html
