#include "http_messages/head_finder.h"

#include <cstring>
#include <string>

#include "base/check.h"
#include "http_messages/chars.h"

namespace inlay::http {

HeadResult<bool> HeadFinder::search(std::string_view buffer) {
  CHECK(buffer.size() >= seen_);
  if (idle() && !skip_leading_lines(buffer)) return false;
  if (!is(kTokenChar, buffer[start_])) {
    return malformed(sender_, "head: first byte " + quoted(buffer.substr(start_, 1)));
  }
  while (true) {
    const void* found = std::memchr(buffer.data() + seen_, '\n', buffer.size() - seen_);
    if (found == nullptr) return need_more(buffer);
    const size_t line_feed = static_cast<size_t>(static_cast<const char*>(found) - buffer.data());
    if (auto within = check_limits(line_feed); !within) return tl::unexpected(within.error());
    if (line_feed == line_start_ || buffer[line_feed - 1] != '\r') {
      return malformed(sender_, "head: line ends in a bare line feed");
    }
    const bool empty_line = line_feed - line_start_ == 1;
    line_start_ = seen_ = line_feed + 1;
    if (empty_line) return true;
  }
}

// Moves start_ to the first byte of the head; false if that is not there yet.
bool HeadFinder::skip_leading_lines(std::string_view buffer) {
  const size_t skipped_max = sender_ == Sender::client ? kLeadingLinesMax * 2 : 0;
  while (start_ < skipped_max && buffer.substr(start_, 2) == "\r\n") start_ += 2;
  line_start_ = seen_ = start_;
  const std::string_view rest = buffer.substr(start_);
  return !rest.empty() && !(start_ < skipped_max && rest == "\r");
}

HeadResult<bool> HeadFinder::need_more(std::string_view buffer) {
  // As if a line feed came next: then a head is refused at the same byte however it is cut.
  if (auto within = check_limits(buffer.size()); !within) return tl::unexpected(within.error());
  seen_ = buffer.size();
  return false;
}

HeadResult<> HeadFinder::check_limits(size_t line_feed) const {
  if (line_start_ == start_ && line_feed - start_ > limits_.line_bytes_max + 1) {
    return refuse(sender_, 414, Fault::too_large, Reason::request_line_too_long,
                  "first line of the head: more than " + std::to_string(limits_.line_bytes_max) +
                      " bytes (http.line_bytes_max)");
  }
  if (line_feed - start_ >= limits_.head_bytes_max) {
    return refuse(sender_, 431, Fault::too_large, Reason::request_head_too_large,
                  "head: more than " + std::to_string(limits_.head_bytes_max) +
                      " bytes (http.head_bytes_max)");
  }
  return {};
}

}  // namespace inlay::http
