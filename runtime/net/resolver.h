// Host names to addresses, off the loop, kept for their time to live.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/loop.h"
#include "net/name_cache.h"
#include "net/name_lookup.h"

namespace inlay {

// Name servers as in a configuration: "127.0.0.1:8600", "[::1]:53".
Result<std::vector<SocketAddress>> parse_name_servers(const std::vector<std::string>& texts);

// One per loop. One look-up per name at a time; whoever asks meanwhile waits for it.
class Resolver {
 public:
  using Callback = std::function<void(const Result<std::vector<SocketAddress>>&)>;
  // Look-ups of a name fail from now on, and its last addresses are used (for up to an hour).
  using OnStale = std::function<void(const std::string& name, const Error& error)>;

  // `keep_ms`: origin.name_keep_seconds, the longest that an answer is kept. `servers`: none means
  // the system's.
  Resolver(Loop& loop, uint64_t keep_ms, std::vector<SocketAddress> servers = {},
           OnStale on_stale = nullptr);
  // Callbacks still waiting are dropped; the loop must not run any more.
  ~Resolver() = default;

  // The addresses with that port, at least one, the best first; or the reason origin_name_unknown.
  // Numeric hosts, `localhost` and what is known answer at once, inside the call. `host`: a name or
  // an address, IPv6 in brackets.
  void resolve(const std::string& host, uint16_t port, const Callback& callback);

 private:
  using Waiting = std::vector<std::pair<uint16_t, Callback>>;
  void start(const std::string& host);
  void finish(const std::string& host, const Result<LookedUp>& looked_up);

  Loop& loop_;
  NameCache cache_;
  OnStale on_stale_;
  std::map<std::string, Waiting, std::less<>> waiting_;
  NameLookup lookup_;  // goes first: its thread posts to the loop
};

}  // namespace inlay
