// The open streams of one end. A stream's number is its slot plus a generation, so finding it is an
// index and one comparison, and a number that was closed finds nothing.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "base/check.h"
#include "channel/records.h"

namespace inlay::channel {

template <typename State>
class StreamTable {
 public:
  uint32_t open() const { return open_; }
  bool full() const { return open_ == kStreamsMax; }

  // False: it is no stream's number, or its slot is taken.
  bool add(StreamId number, State state) {
    if (number < kStreamsMax) return false;
    const uint32_t at = number % kStreamsMax;
    while (slots_.size() <= at) slots_.emplace_back();
    if (slots_[at].number != 0) return false;
    slots_[at] = {number, std::move(state)};
    ++open_;
    return true;
  }

  // Null: not open. Valid until it is removed.
  State* find(StreamId number) {
    const uint32_t at = number % kStreamsMax;
    if (at >= slots_.size() || slots_[at].number != number || number == 0) return nullptr;
    return &slots_[at].state;
  }
  const State* find(StreamId number) const { return const_cast<StreamTable*>(this)->find(number); }

  // An open one.
  void remove(StreamId number) {
    CHECK(find(number) != nullptr);
    slots_[number % kStreamsMax] = {};
    --open_;
  }

 private:
  struct Slot {
    StreamId number = 0;  // 0: free
    State state{};
  };

  std::deque<Slot> slots_;  // never moves a state
  uint32_t open_ = 0;
};

// Where the edge takes numbers from: a free slot, with a generation that counts from 1, so that no
// stream has the number 0.
class StreamNumbers {
 public:
  bool empty() const { return free_.empty() && generations_.size() == kStreamsMax; }

  // Not when empty().
  StreamId take() {
    CHECK(!empty());
    if (free_.empty()) {
      free_.push_back(static_cast<uint32_t>(generations_.size()));
      generations_.push_back(0);
    }
    const uint32_t slot = free_.back();
    free_.pop_back();
    generations_[slot] = generations_[slot] % kGenerations + 1;
    return generations_[slot] * kStreamsMax + slot;
  }

  void give_back(StreamId number) { free_.push_back(number % kStreamsMax); }

 private:
  static constexpr uint32_t kGenerations = UINT32_MAX / kStreamsMax - 1;
  std::vector<uint32_t> generations_;  // by slot
  std::vector<uint32_t> free_;
};

}  // namespace inlay::channel
