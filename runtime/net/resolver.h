// Host names to addresses, off the loop (libuv's worker threads call getaddrinfo), kept for a
// while.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/loop.h"

namespace inlay {

class Resolver {
 public:
  using Callback = std::function<void(Result<SocketAddress>)>;

  Resolver(Loop& loop, uint64_t keep_ms) : loop_(loop), keep_ms_(keep_ms) {}
  // Answers still under way are dropped silently when the resolver goes; it lives as long as its
  // loop.

  // Numeric hosts and fresh entries answer at once, inside the call.
  void resolve(const std::string& host, uint16_t port, Callback callback);

 private:
  struct Entry {
    SocketAddress address;
    uint64_t until_ms = 0;
    std::vector<Callback> waiting;  // not empty: a look-up is under way
  };
  void finish(const std::string& key, const Result<SocketAddress>& answer);

  Loop& loop_;
  uint64_t keep_ms_;
  std::map<std::string, Entry, std::less<>> entries_;  // by "host:port"
};

}  // namespace inlay
