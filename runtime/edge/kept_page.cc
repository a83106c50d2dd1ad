#include "edge/kept_page.h"

#include <algorithm>

#include "base/check.h"

namespace inlay {

void KeptPage::append(std::string_view bytes) {
  end_ += bytes.size();
  while (!bytes.empty()) {
    if (blocks_.empty() || blocks_.back().size() == blocks_.back().capacity()) {
      blocks_.emplace_back().reserve(std::clamp(bytes.size(), kBlockBytesMin, kBlockBytesMax));
    }
    std::string& block = blocks_.back();
    const size_t fits = std::min(bytes.size(), block.capacity() - block.size());
    block.append(bytes.substr(0, fits));
    bytes.remove_prefix(fits);
  }
}

std::string_view KeptPage::at(uint64_t offset) const {
  CHECK(offset >= begin_ && offset <= end_);
  uint64_t start = front_;
  for (const std::string& block : blocks_) {
    if (offset - start < block.size()) return std::string_view(block).substr(offset - start);
    start += block.size();
  }
  return {};
}

void KeptPage::drop(uint64_t offset) {
  CHECK(offset <= end_);
  begin_ = std::max(begin_, offset);
  while (!blocks_.empty() && front_ + blocks_.front().size() <= begin_) {
    front_ += blocks_.front().size();
    blocks_.pop_front();
  }
}

void KeptPage::move_to(std::string& out, uint64_t offset) {
  for (; offset < end_; drop(offset)) {
    const std::string_view piece = at(offset);
    out.append(piece);
    offset += piece.size();
  }
  drop(end_);
}

}  // namespace inlay
