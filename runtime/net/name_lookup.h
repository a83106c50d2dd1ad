// Asks for the addresses of names (A and AAAA): the hosts file and name servers, by c-ares on a
// thread of its own. Remembers nothing; see resolver.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/name_cache.h"

namespace inlay {

class NameLookup {
 public:
  // Comes on the look-up's own thread, exactly once, at most kLookupMs after start().
  using Done = std::function<void(Result<LookedUp>)>;
  static constexpr uint64_t kLookupMs = 5000;

  // `servers`: those to ask; none: those of the system's resolv.conf, read again when it matters.
  explicit NameLookup(std::vector<SocketAddress> servers);
  // Look-ups under way end without their callback.
  ~NameLookup();
  NameLookup(const NameLookup&) = delete;
  NameLookup& operator=(const NameLookup&) = delete;

  // Thread-safe. The first call starts the thread. Several names are looked up at a time.
  void start(std::string name, Done done);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace inlay
