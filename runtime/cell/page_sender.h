// The last stop of a page's way through a cell: what leaves, as records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/page_output.h"
#include "channel/cell_end.h"
#include "channel/records.h"

namespace inlay::cell {

// Holds what came out of the last script and did not fit into the channel yet.
class PageSender final : public PageOutput {
 public:
  PageSender(channel::CellEnd& end, channel::StreamId stream) : end_(end), stream_(stream) {}

  // `origins`: the answer as it was before any script; told only if it is another.
  void expects(const PageHead& origins) { origins_ = origins; }

  void head(const PageHead& head) override;
  void exact() override { exact_ = true; }
  void made() override { made_ = true; }
  void bytes(std::string_view bytes) override { waiting_.append(bytes); }
  void place(uint64_t offset, std::string_view restore) override;
  void end(bool whole) override;
  bool wants_more() const override { return waiting_.size() - sent_ < kBytesMax; }

  // All bytes of the page have come so far: where a whole page ends, this is its last place.
  void received(uint64_t bytes) { received_ += bytes; }
  // As much as there is room for. Whether something was sent.
  bool send();
  // The page's end has left.
  bool over() const { return end_sent_; }

 private:
  static constexpr size_t kBytesMax = 64 << 10;

  struct Place {
    size_t at;  // in waiting_
    uint64_t offset;
    std::string restore;
  };

  bool send_head();
  void forget_sent();
  bool send_piece();
  bool send_end();

  channel::CellEnd& end_;
  const channel::StreamId stream_;
  PageHead origins_;
  std::optional<PageHead> head_;  // to be sent
  size_t head_fields_sent_ = 0;
  bool exact_ = false;
  bool made_ = false;
  std::string waiting_;
  size_t sent_ = 0;             // of waiting_
  uint64_t sent_before_ = 0;    // bytes that were in waiting_ before
  std::optional<Place> place_;  // the last one, not yet sent
  uint64_t last_offset_ = 0;    // of the one sent last
  std::string last_restore_;
  uint64_t received_ = 0;
  std::optional<bool> ended_;  // whole
  bool end_sent_ = false;
};

}  // namespace inlay::cell
