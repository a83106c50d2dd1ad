#include "api/page_queue.h"

#include <utility>

namespace inlay {

void PageQueue::add_place(uint64_t offset, std::string_view restore) {
  const uint64_t at = taken_to_ + waiting_.size();
  if (!places_.empty() && places_.back().at == at) places_.pop_back();
  places_.push_back({at, offset, std::string(restore)});
}

void PageQueue::end(bool whole) {
  ended_ = true;
  whole_ = whole;
}

std::string_view PageQueue::take() {
  taken_to_ += waiting_.size();
  taken_.clear();
  std::swap(taken_, waiting_);
  return taken_;
}

std::optional<PageQueue::Place> PageQueue::place_at(uint64_t at) {
  if (exact_) return Place{at, at, {}};
  while (!places_.empty() && places_.front().at < at) places_.pop_front();
  if (places_.empty() || places_.front().at != at) return std::nullopt;
  return places_.front();
}

void PageQueue::pass_on(PageOutput& out) {
  uint64_t at = taken_to_;
  std::string_view bytes = take();
  while (!places_.empty()) {
    const Place& next = places_.front();
    if (next.at >= at) {
      if (next.at > at) out.bytes(bytes.substr(0, next.at - at));
      bytes.remove_prefix(next.at - at);
      at = next.at;
      out.place(next.offset, next.restore);
    }
    places_.pop_front();
  }
  if (!bytes.empty()) out.bytes(bytes);
  if (exact_) out.place(taken_to_, {});
}

}  // namespace inlay
