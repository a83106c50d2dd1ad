// A page between two scripts of a chain: bytes with the places in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "api/page_output.h"

namespace inlay {

// One thread. Holds what came and was not taken, and the piece that was taken last. Positions count
// the bytes that came.
class PageQueue {
 public:
  // Who is told that no more is welcome stops here.
  static constexpr size_t kBytesMax = 64 << 10;

  // As PageOutput's.
  void add(std::string_view bytes) { waiting_.append(bytes); }
  void add_page(uint64_t offset, std::string_view bytes);
  void add_place(uint64_t offset, std::string_view restore);
  void end(bool whole);

  // Of what waits: enough for a byte order mark.
  std::string_view first_bytes() const { return std::string_view(waiting_).substr(0, 3); }
  bool empty() const { return waiting_.empty(); }
  bool full() const { return waiting_.size() >= kBytesMax; }
  bool ended() const { return ended_; }
  bool whole() const { return whole_; }

  // All that waits; stays as it is until the next take().
  std::string_view take();
  struct Place {
    uint64_t offset = 0;  // of the page
    std::string restore;
  };
  // The place at a position, if there is one. Positions never go back, here and below.
  std::optional<Place> place_at(uint64_t position);
  // Hands on bytes that came, from that position on, with the places in and around them.
  void hand_on(uint64_t position, std::string_view bytes, PageOutput& out);
  // take() and hand_on() in one.
  void pass_on(PageOutput& out) {
    const uint64_t position = taken_to_;
    hand_on(position, take(), out);
  }

 private:
  // A place, and `length` bytes of the page behind it.
  struct Run {
    uint64_t position;
    uint64_t offset;
    uint64_t length;
    std::string restore;

    uint64_t end() const { return position + length; }
  };

  void forget_before(uint64_t position);

  std::string waiting_;
  std::string taken_;
  uint64_t taken_to_ = 0;  // bytes that came before those that wait
  std::deque<Run> runs_;
  bool ended_ = false;
  bool whole_ = false;
};

}  // namespace inlay
