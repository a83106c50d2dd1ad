// What an edge has begun and a cell works on.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "channel/records.h"

namespace inlay::cell {

// On the JavaScript thread. Records come as the edge sends them; advance() follows.
class Stream {
 public:
  virtual ~Stream() = default;

  virtual void request(const channel::RequestFields&) {}
  virtual void response(const channel::ResponseFields&) {}
  // Calls CellEnd::consumed() for them, now or later.
  virtual void bring(std::string_view bytes) = 0;
  virtual void end_of_input(bool whole) = 0;
  virtual void cancel() = 0;

  // Goes as far as it can now. `moved` is set if there may be more to do at once. True: it is over,
  // and the edge has heard of it.
  virtual bool advance(Clock::Mono now, bool& moved) = 0;
  virtual Clock::Mono next_due() const = 0;
};

}  // namespace inlay::cell
