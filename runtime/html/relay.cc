#include "html/relay.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace inlay::html {

void Relay::begin_chunk(std::string_view chunk) { chunk_ = chunk; }

void Relay::pass(uint64_t offset, MarkupOutput& output) {
  CHECK(offset <= end());
  if (passed_ < std::min(offset, kept_end_)) {
    const size_t size = static_cast<size_t>(std::min(offset, kept_end_) - passed_);
    leave(std::string_view(kept_).substr(0, size), output);
    kept_.erase(0, size);
    passed_ += size;
  }
  if (passed_ < offset) {
    const size_t from = static_cast<size_t>(passed_ - kept_end_);
    leave(chunk_.substr(from, static_cast<size_t>(offset - passed_)), output);
    passed_ = offset;
  }
}

void Relay::skip(uint64_t offset) {
  CHECK(offset <= end());
  if (offset <= passed_) return;
  if (counts_lines_) {
    const uint64_t kept_to = std::min(offset, kept_end_);
    if (passed_ < kept_to) count(std::string_view(kept_).substr(0, kept_to - passed_));
    const uint64_t from = std::max(passed_, kept_end_);
    if (from < offset) count(chunk_.substr(from - kept_end_, offset - from));
  }
  kept_.erase(0, static_cast<size_t>(std::min(offset - passed_, uint64_t{kept_.size()})));
  passed_ = offset;
}

void Relay::count(std::string_view bytes) {
  if (bytes.empty()) return;
  if (after_carriage_return_) position_.pass(bytes.front() == '\n' ? " " : "\r");
  after_carriage_return_ = bytes.back() == '\r';
  position_.pass(bytes.substr(0, bytes.size() - (after_carriage_return_ ? 1 : 0)));
}

SourcePosition Relay::position() const {
  SourcePosition position = position_;
  if (after_carriage_return_) position.pass("\r");
  return position;
}

void Relay::leave(std::string_view bytes, MarkupOutput& output) {
  if (counts_lines_) count(bytes);
  output.page(passed_, bytes);
  const std::string_view newest = bytes.substr(bytes.size() - std::min(bytes.size(), kLastBytes));
  const size_t older = std::min(last_size_, kLastBytes - newest.size());
  std::memmove(last_.data(), last_.data() + (last_size_ - older), older);
  std::memcpy(last_.data() + older, newest.data(), newest.size());
  last_size_ = older + newest.size();
}

void Relay::end_chunk() {
  const uint64_t from = std::max(passed_, kept_end_);
  kept_.append(chunk_.substr(static_cast<size_t>(from - kept_end_)));
  kept_end_ += chunk_.size();
  chunk_ = {};
}

}  // namespace inlay::html
