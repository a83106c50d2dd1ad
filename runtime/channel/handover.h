// How a cell gets its end of a channel: over the SOCK_SEQPACKET socket it was started with. Both
// calls never block.
#pragma once

#include "base/result.h"
#include "channel/channel.h"

namespace inlay::channel {

// Fault::busy: the socket is full for now. The descriptors stay the caller's.
Result<> send_channel(int socket, const ChannelFds& fds);

// Fault::timed_out: nothing there now. Fault::closed: the edge is gone.
Result<ChannelFds> receive_channel(int socket);

}  // namespace inlay::channel
