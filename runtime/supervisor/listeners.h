// The public listening sockets: for each address one per loop, held as long as the supervisor
// lives.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "os/fd.h"

namespace inlay {

struct Listeners {
  std::vector<Fd> sockets;         // address by address, `per_address` each
  std::vector<std::string> bound;  // "127.0.0.1:8080", with the port the kernel chose for 0
  size_t per_address = 0;

  std::vector<int> fds() const;
};

// Who may already listen at an address: only an edge that outlived its supervisor and is about to
// be replaced.
enum class Neighbours : uint8_t { none, predecessor };

// Sockets of `inherited` are used where they are bound to one of the addresses.
Result<Listeners> open_listeners(const std::vector<std::string>& addresses, size_t per_address,
                                 Neighbours neighbours, std::vector<Fd> inherited = {});

// The listening sockets of an edge that outlived its supervisor, which goes on using them; none if
// it does not answer. Blocks, a second at most.
std::vector<Fd> inherited_listeners(const std::string& path);

}  // namespace inlay
