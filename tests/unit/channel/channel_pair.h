// Channels for tests: both ends in one process, and a cell that writes whatever the test wants.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "channel/cell_end.h"
#include "channel/edge_end.h"

namespace inlay::channel {

struct Pair {
  // Each end its own, since tests run them in two threads.
  std::unique_ptr<Workspace> edge_workspace = std::make_unique<Workspace>();
  std::unique_ptr<Workspace> cell_workspace = std::make_unique<Workspace>();
  std::unique_ptr<EdgeEnd> edge;
  std::unique_ptr<CellEnd> cell;
};

inline Pair new_pair(const ChannelLimits& limits = {}) {
  Pair pair;
  auto made = EdgeEnd::make(limits, "site", *pair.edge_workspace);
  EXPECT_TRUE(made);
  auto cell = CellEnd::open(std::move(made->cell), *pair.cell_workspace);
  EXPECT_TRUE(cell);
  pair.edge = std::move(made->end);
  pair.cell = std::move(*cell);
  return pair;
}

// Both have greeted, and sleep.
inline Pair greeted_pair(const ChannelLimits& limits = {}) {
  Pair pair = new_pair(limits);
  const EdgeRecord* hello = pair.cell->next();
  EXPECT_TRUE(hello != nullptr && std::get<Hello>(*hello).site == "site");
  EXPECT_EQ(pair.cell->next(), nullptr);
  EXPECT_TRUE(pair.cell->send(Ready{.confinement = "seccomp"}));
  EXPECT_EQ(pair.cell->settle(), Rest::sleep);
  const CellRecord* ready = pair.edge->next();
  EXPECT_TRUE(ready != nullptr && std::get<Ready>(*ready).confinement == "seccomp");
  EXPECT_EQ(pair.edge->next(), nullptr);
  EXPECT_EQ(pair.edge->settle(), Rest::sleep);
  return pair;
}

// A writer without the manners of an EdgeEnd or a CellEnd.
class RawWriter {
 public:
  explicit RawWriter(const RingParts& parts) : ring_(parts) {}

  // False: the ring has no room for it.
  template <typename Record>
  bool say(const Record& record) {
    const auto encoded = encode(record, *buffer_);
    EXPECT_TRUE(encoded);
    return put(*encoded);
  }
  bool put(const EncodedRecord& record) { return ring_.put(record, 0) && ring_.publish(); }

 private:
  RingWriter ring_;
  std::unique_ptr<EncodeBuffer> buffer_ = std::make_unique<EncodeBuffer>();
};

class RawCell : public RawWriter {
 public:
  explicit RawCell(ChannelFds fds) : RawCell(*SharedMemory::open(fds.memory), fds) {}

  SharedPage& page() { return memory_.page(); }
  SharedMemory& memory() { return memory_; }
  Doorbell& bell() { return bell_; }

 private:
  RawCell(SharedMemory memory, ChannelFds& fds)
      : RawWriter({memory.ring_to_edge(), memory.ring_bytes(), &memory.page().cell.written,
                   &memory.page().edge.read}),
        memory_(std::move(memory)),
        bell_(std::move(fds.doorbell)) {}

  SharedMemory memory_;
  Doorbell bell_;
};

class RawEdge : public RawWriter {
 public:
  static Hello hello() {
    return {.body_window = 2 * kChunkBytesMax, .output_window = 2 * kChunkBytesMax};
  }
  RawEdge() : RawEdge(Fd()) {}

  // Once.
  ChannelFds fds() { return {std::move(fd_), bells_.second.release()}; }

 private:
  explicit RawEdge(Fd fd) : RawEdge(*SharedMemory::make(kRingBytesMin * 2, fd), fd) {}
  RawEdge(SharedMemory memory, Fd& fd)
      : RawWriter({memory.ring_to_cell(), memory.ring_bytes(), &memory.page().edge.written,
                   &memory.page().cell.read}),
        fd_(std::move(fd)),
        memory_(std::move(memory)) {}

  Fd fd_;
  SharedMemory memory_;
  std::pair<Doorbell, Doorbell> bells_ = *Doorbell::pair();
};

struct RawPair {
  std::unique_ptr<Workspace> workspace = std::make_unique<Workspace>();
  std::unique_ptr<EdgeEnd> edge;
  std::unique_ptr<RawCell> cell;
};

inline RawPair raw_pair() {
  RawPair pair;
  auto made = EdgeEnd::make({}, "site", *pair.workspace);
  EXPECT_TRUE(made);
  pair.edge = std::move(made->end);
  pair.cell = std::make_unique<RawCell>(std::move(made->cell));
  return pair;
}

}  // namespace inlay::channel
