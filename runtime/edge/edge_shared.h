// What the loops of an edge process share: made once by the process, borrowed by each, never
// changed.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "edge/kept_bundles.h"
#include "edge/limits.h"
#include "edge/loop_cells.h"
#include "net/address.h"
#include "net/address_range.h"

namespace inlay {

struct EdgeShared {
  Log& log;
  const Clock& clock;
  EdgeLimits limits;
  std::vector<AddressRange> trusted_proxies;  // whose X-Forwarded-* is believed
  std::vector<SocketAddress> name_servers;    // none: the system's
  std::string node;                           // our name in Via
  KeptBundles* kept = nullptr;                // set before a loop is made
  ScriptsShared scripts{};                    // likewise
};

}  // namespace inlay
