// A channel's memory in the hands of code that keeps to nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "channel/cell_end.h"
#include "channel/record_codec.h"
#include "channel/shared_memory.h"

namespace inlay::compromised {

// What is known of the stream on whose account the takeover happens.
struct Victim {
  channel::StreamId stream = 0;
  std::vector<channel::ScriptId> chain;
};

class StolenChannel {
 public:
  // A mapping of its own; the end goes on living beside it until the takeover.
  StolenChannel(channel::SharedMemory memory, int doorbell)
      : memory_(std::move(memory)), doorbell_(doorbell) {}

  channel::SharedPage& page() { return memory_.page(); }
  // Everything the edge can write to, as it stands.
  std::string_view to_cell() const { return {memory_.ring_to_cell(), memory_.ring_bytes()}; }
  std::string_view to_edge() const { return {memory_.ring_to_edge(), memory_.ring_bytes()}; }
  char* memory() { return memory_.ring_to_cell() - channel::SharedMemory::kPageBytes; }
  size_t memory_bytes() const {
    return channel::SharedMemory::kPageBytes + 2 * size_t{memory_.ring_bytes()};
  }
  int doorbell() const { return doorbell_; }

  // Behind everything that was written before. False: the ring has no room for it now.
  template <typename Record>
  bool say(const Record& record) {
    const auto encoded = channel::encode(record, buffer_);
    return encoded && write(encoded->frame, std::string(encoded->plain) += encoded->rest);
  }
  // As say(), until there is room; gives up after some seconds. Rings.
  template <typename Record>
  bool insist(const Record& record) {
    for (int i = 0; i < 3000; ++i) {
      if (say(record)) return true;
      ring();
      rest_a_millisecond();
    }
    return false;
  }
  bool write(const channel::Frame& frame, std::string_view payload);
  void ring() const;
  // The edge has taken everything; false if it has not within some seconds.
  bool all_taken();
  static void rest_a_millisecond();

 private:
  channel::SharedMemory memory_;
  int doorbell_;
  channel::EncodeBuffer buffer_;
};

}  // namespace inlay::compromised
