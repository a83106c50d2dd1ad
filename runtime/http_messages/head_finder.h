// Finds where a head ends while its bytes arrive. Looks at each byte once, however they are cut.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http_messages/head_error.h"
#include "http_messages/message_limits.h"

namespace inlay::http {

// Empty lines tolerated before a request line (RFC 9112 2.2), for clients that end a body with one
// too many.
inline constexpr size_t kLeadingLinesMax = 2;

// One per direction of a connection; reset() between messages. Says early what cannot become a
// head: a line that ends in a bare LF, a first byte that no token has (a TLS greeting on a plain
// port), a line or head above its limit.
class HeadFinder {
 public:
  HeadFinder(Sender sender, const HeadLimits& limits) : sender_(sender), limits_(limits) {}

  // `buffer` starts with the message's first byte on every call and has only grown since the last
  // one (it may have moved). true: the head is there, see head() and size(). false: more bytes are
  // needed. Error: see HeadError. Not called again after true or an error, before reset().
  HeadResult<bool> search(std::string_view buffer);

  // After true: the head for parse_request_head or parse_response_head, its empty line included,
  // without leading empty lines. `buffer` as in the last search().
  std::string_view head(std::string_view buffer) const {
    return buffer.substr(start_, line_start_ - start_);
  }
  // After true: bytes of `buffer` that the head took, with leading empty lines. Body or next
  // message follow.
  size_t size() const { return line_start_; }

  // True if not one byte of a head (beside leading empty lines) has come: the connection is idle
  // and may be closed.
  bool idle() const { return seen_ == start_; }

  void reset() { start_ = line_start_ = seen_ = 0; }

 private:
  bool skip_leading_lines(std::string_view buffer);
  HeadResult<> check_limits(size_t line_feed) const;
  HeadResult<bool> need_more(std::string_view buffer);

  Sender sender_;
  HeadLimits limits_;
  size_t start_ = 0;       // first byte of the head proper
  size_t line_start_ = 0;  // first byte of the line being searched
  size_t seen_ = 0;        // bytes looked at
};

}  // namespace inlay::http
