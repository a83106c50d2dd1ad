// How a cell sleeps: until one of its channels, or the socket it was started with, has something
// for it.
#pragma once

#include <chrono>
#include <optional>
#include <span>

#include "channel/cell_end.h"

namespace inlay::channel {

inline constexpr size_t kEndsMax = 256;  // one for each loop of an edge

struct Woken {
  bool control = false;   // the socket is readable, or its other end has gone
  bool channels = false;  // at least one may have records or space
};

// Settles every end, then waits if all of them may sleep; `timeout`: none is for ever, zero looks
// only. Errors of poll() other than EINTR are our own mistakes.
Woken wait_for_work(int control, std::span<CellEnd* const> ends,
                    std::optional<std::chrono::nanoseconds> timeout);

}  // namespace inlay::channel
