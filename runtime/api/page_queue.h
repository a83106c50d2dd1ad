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

// One thread. Holds what came and was not taken, and the piece that was taken last.
class PageQueue {
 public:
  // Who is told that no more is welcome stops here.
  static constexpr size_t kBytesMax = 64 << 10;

  struct Place {
    uint64_t at = 0;      // so many bytes had come
    uint64_t offset = 0;  // of the page
    std::string restore;
  };

  void set_exact() { exact_ = true; }
  void add(std::string_view bytes) { waiting_.append(bytes); }
  void add_place(uint64_t offset, std::string_view restore);
  void end(bool whole);

  bool exact() const { return exact_; }
  // Of what waits: enough for a byte order mark.
  std::string_view first_bytes() const { return std::string_view(waiting_).substr(0, 3); }
  bool empty() const { return waiting_.empty(); }
  bool full() const { return waiting_.size() >= kBytesMax; }
  bool ended() const { return ended_; }
  bool whole() const { return whole_; }

  // All that waits; stays as it is until the next take().
  std::string_view take();
  // The place behind the first `at` bytes that came, if there is one; earlier ones are forgotten.
  std::optional<Place> place_at(uint64_t at);
  // Takes all and hands it on as it came, with its places.
  void pass_on(PageOutput& out);

 private:
  std::string waiting_;
  std::string taken_;
  uint64_t taken_to_ = 0;  // bytes that came before those that wait
  std::deque<Place> places_;
  bool exact_ = false;
  bool ended_ = false;
  bool whole_ = false;
};

}  // namespace inlay
