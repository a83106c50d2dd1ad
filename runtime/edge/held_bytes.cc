#include "edge/held_bytes.h"

#include <algorithm>

namespace inlay {

std::string_view HeldBytes::add(std::string_view bytes) {
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < bytes.size()) {
    blocks_.emplace_back().reserve(std::max(bytes.size(), kBlockBytes));
  }
  std::string& block = blocks_.back();
  block.append(bytes);
  return std::string_view(block).substr(block.size() - bytes.size());
}

void HeldBytes::clear() {
  if (blocks_.empty()) return;
  // One large token shall not be the size of this for good.
  if (blocks_.front().capacity() > 2 * kBlockBytes) return release();
  blocks_.resize(1);
  blocks_.front().clear();
}

}  // namespace inlay
