// What both ends of a channel share: its sizes, its descriptors, and the words they use.
//
// A channel stands between one loop of an edge and one cell: a memory file with two rings, and a
// pair of sockets as doorbells. The edge makes it (edge_end.h) and hands one end to the cell
// (handover.h, cell_end.h). Whatever the other side does to the memory or the socket, an end
// neither crashes nor blocks nor loops: the channel is broken, and says why.
#pragma once

#include <cstdint>

#include "channel/records.h"
#include "os/fd.h"

namespace inlay::channel {

inline constexpr uint32_t kRingBytesMin = 128 << 10;
inline constexpr uint32_t kRingBytesMax = 4 << 20;

struct ChannelLimits {
  uint32_t ring_bytes = 256 << 10;     // each way; a power of two
  uint32_t body_window = 128 << 10;    // of one stream; 2 x kChunkBytesMax to kWindowBytesMax
  uint32_t output_window = 128 << 10;  // so that a full record always fits sooner or later
};

// Space of a ring that only control records may use, so that they never have to wait: for each
// stream one cancel, one body_end and one grant, or one consumed. A further grant or consumed is
// put off until the other side has taken the one before. All other records leave this space free;
// a new stream needs one (begin), so what older streams left in the ring is then counted already.
inline constexpr uint32_t kControlBytesToCell = kStreamsMax * (12 + 13 + 16);
inline constexpr uint32_t kControlBytesToEdge = kStreamsMax * 16;
static_assert(kRingBytesMin >= kControlBytesToCell + kPayloadBytesMax + 12);

// What the cell gets.
struct ChannelFds {
  Fd memory;
  Fd doorbell;
};

// full: nothing was sent; try again in the next turn, for which settle() waits until there is
// space.
enum class Sent : uint8_t { yes, full };

// What an end may do after settle().
enum class Rest : uint8_t {
  sleep,  // until the doorbell is readable
  work,   // records or space have come already: go on with next()
};

// Which script the cell's JavaScript thread is in: whom to blame when the cell must be killed. A
// cell's word, so: only if the script is one of the stream's chain.
struct Running {
  StreamId stream = 0;  // 0: none, or one is being loaded
  ScriptId script = 0;  // 0: none
};

}  // namespace inlay::channel
