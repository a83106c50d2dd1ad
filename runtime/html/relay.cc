#include "html/relay.h"

#include <algorithm>

#include "base/check.h"

namespace inlay::html {

void Relay::begin_chunk(std::string_view chunk) { chunk_ = chunk; }

void Relay::pass(uint64_t offset, MarkupOutput& output) {
  CHECK(offset <= end());
  if (passed_ < std::min(offset, kept_end_)) {
    const size_t size = static_cast<size_t>(std::min(offset, kept_end_) - passed_);
    output.markup(std::string_view(kept_).substr(0, size));
    kept_.erase(0, size);
    passed_ += size;
  }
  if (passed_ < offset) {
    const size_t from = static_cast<size_t>(passed_ - kept_end_);
    output.markup(chunk_.substr(from, static_cast<size_t>(offset - passed_)));
    passed_ = offset;
  }
}

void Relay::end_chunk() {
  const uint64_t from = std::max(passed_, kept_end_);
  kept_.append(chunk_.substr(static_cast<size_t>(from - kept_end_)));
  kept_end_ += chunk_.size();
  chunk_ = {};
}

}  // namespace inlay::html
