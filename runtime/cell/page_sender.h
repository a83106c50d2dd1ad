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
  void made() override { made_ = true; }
  void bytes(std::string_view bytes) override { waiting_.append(bytes); }
  void page(uint64_t offset, std::string_view bytes) override;
  void place(uint64_t offset, std::string_view restore) override;
  void end(bool whole) override;
  bool wants_more() const override { return waiting_.size() - sent_ < kBytesMax; }

  // So many bytes of the page have come: where a whole page ends, this is its last place.
  uint64_t received() const { return received_; }
  void receive(uint64_t bytes) { received_ += bytes; }
  // As much as there is room for. Whether something was sent.
  bool send();
  // The page's end has left.
  bool over() const { return end_sent_; }

 private:
  static constexpr size_t kBytesMax = 64 << 10;

  // And so is each byte behind it, `length` bytes on.
  struct Place {
    size_t at;  // in waiting_
    uint64_t offset;
    size_t length;
    std::string restore;

    size_t end() const { return at + length; }
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
  bool made_ = false;
  std::string waiting_;
  size_t sent_ = 0;             // of waiting_
  std::optional<Place> place_;  // the last one, not yet sent
  uint64_t last_offset_ = 0;    // of the one sent last
  std::string last_restore_;
  uint64_t received_ = 0;
  std::optional<bool> ended_;  // whole
  bool end_sent_ = false;
};

}  // namespace inlay::cell
