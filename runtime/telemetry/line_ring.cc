#include "telemetry/line_ring.h"

#include <algorithm>
#include <cstring>

namespace inlay {

bool LineRing::push(std::string_view line) {
  const size_t pushed = pushed_.load(std::memory_order_relaxed);
  if (line.size() > bytes_ - (pushed - popped_.load(std::memory_order_acquire))) return false;
  const size_t at = pushed % bytes_;
  const std::string_view first = line.substr(0, bytes_ - at);
  std::memcpy(memory_.get() + at, first.data(), first.size());
  std::memcpy(memory_.get(), line.data() + first.size(), line.size() - first.size());
  pushed_ = pushed + line.size();  // in one order with the reader's going to sleep
  return true;
}

std::array<std::string_view, 2> LineRing::peek() const {
  const size_t popped = popped_.load(std::memory_order_relaxed);
  const size_t size = pushed_ - popped;
  const size_t at = popped % bytes_;
  const size_t first = std::min(size, bytes_ - at);
  return {std::string_view(memory_.get() + at, first),
          std::string_view(memory_.get(), size - first)};
}

void LineRing::pop(size_t bytes) {
  popped_.store(popped_.load(std::memory_order_relaxed) + bytes, std::memory_order_release);
}

}  // namespace inlay
