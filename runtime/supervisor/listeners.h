// The public listening sockets: for each address one per loop, held by the supervisor as long as
// the configuration names the address.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/fd.h"

namespace inlay {

struct Listener {
  std::string address;      // as configured
  std::string bound;        // "127.0.0.1:8080", with the port the kernel chose for 0
  std::vector<Fd> sockets;  // one per loop
};

// Shared by the configuration that holds and the one that a reload prepares: what stays, stays
// open.
using Listeners = std::vector<std::shared_ptr<const Listener>>;

std::vector<int> socket_fds(const Listeners& listeners);
std::vector<std::string> bound_addresses(const Listeners& listeners);

// Who may already listen at an address: only an edge that outlived its supervisor and is about to
// be replaced.
enum class Neighbours : uint8_t { none, predecessor };

// At start. Sockets of `inherited` are used where they are bound to one of the addresses.
Result<Listeners> open_listeners(const std::vector<std::string>& addresses, size_t per_address,
                                 Neighbours neighbours, std::vector<Fd> inherited = {});

// At a reload: those of `current` whose configured address is unchanged, and new ones.
Result<Listeners> reopen_listeners(const std::vector<std::string>& addresses, size_t per_address,
                                   const Listeners& current);

// The listening sockets of an edge that outlived its supervisor, which goes on using them; none if
// it does not answer. Blocks, a second at most.
std::vector<Fd> inherited_listeners(const std::string& path);

}  // namespace inlay
