#include "api/page_queue.h"

#include <algorithm>
#include <utility>

namespace inlay {

void PageQueue::add_page(uint64_t offset, std::string_view bytes) {
  const uint64_t position = taken_to_ + waiting_.size();
  waiting_.append(bytes);
  if (!runs_.empty()) {
    Run& last = runs_.back();
    if (last.end() == position && last.offset + last.length == offset && last.restore.empty()) {
      last.length += bytes.size();
      return;
    }
  }
  runs_.push_back({position, offset, bytes.size(), {}});
}

void PageQueue::add_place(uint64_t offset, std::string_view restore) {
  const uint64_t position = taken_to_ + waiting_.size();
  if (!runs_.empty()) {
    const Run& last = runs_.back();
    const bool known = last.end() == position && last.offset + last.length == offset;
    if (known && last.restore == restore) return;
    if (last.length == 0 && last.position == position) runs_.pop_back();
  }
  runs_.push_back({position, offset, 0, std::string(restore)});
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

void PageQueue::forget_before(uint64_t position) {
  while (!runs_.empty() && runs_.front().end() < position) runs_.pop_front();
}

// Where two meet, the later one stands for more of the page.
std::optional<PageQueue::Place> PageQueue::place_at(uint64_t position) {
  forget_before(position);
  while (runs_.size() > 1 && runs_[1].position <= position) runs_.pop_front();
  if (runs_.empty() || runs_.front().position > position) return std::nullopt;
  const Run& run = runs_.front();
  return Place{run.offset + (position - run.position), run.restore};
}

void PageQueue::hand_on(uint64_t position, std::string_view bytes, PageOutput& out) {
  const uint64_t end = position + bytes.size();
  const auto first = [&](uint64_t to) {
    const std::string_view part = bytes.substr(0, to - position);
    bytes.remove_prefix(part.size());
    position = to;
    return part;
  };
  forget_before(position);
  while (!runs_.empty() && runs_.front().position <= end) {
    const Run& run = runs_.front();
    if (run.position > position) out.bytes(first(run.position));
    if (run.length == 0) {
      out.place(run.offset, run.restore);
    } else if (position < std::min(end, run.end())) {
      const uint64_t offset = run.offset + (position - run.position);
      out.page(offset, first(std::min(end, run.end())));
    }
    if (run.end() >= end) break;  // it may go on
    runs_.pop_front();
  }
  if (!bytes.empty()) out.bytes(bytes);
}

}  // namespace inlay
