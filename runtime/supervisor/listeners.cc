#include "supervisor/listeners.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "net/address.h"
#include "os/files.h"

namespace inlay {
namespace {

constexpr int kBacklog = 4096;

// SO_REUSEPORT would let us share a port with a stranger of the same user and get half of its
// visitors: find out first.
Result<> check_free(const SocketAddress& address) {
  Fd probe(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  int on = 1;
  ::setsockopt(probe.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(probe.get(), address.raw(), address.size) != 0) {
    return fail(Fault::refused, Blame::config,
                address.text() + ": cannot bind: " + errno_text(errno));
  }
  return {};
}

}  // namespace

std::vector<int> Listeners::fds() const {
  std::vector<int> all;
  for (const Fd& socket : sockets) all.push_back(socket.get());
  return all;
}

Result<Listeners> open_listeners(const std::vector<std::string>& addresses, size_t per_address,
                                 Neighbours neighbours) {
  Listeners listeners;
  listeners.per_address = per_address;
  for (const std::string& text : addresses) {
    auto address = parse_address(text);
    if (!address) return fail(address.error());
    if (address->port() != 0 && neighbours == Neighbours::none) {
      if (auto free = check_free(*address); !free) return fail(free.error());
    }
    for (size_t i = 0; i < per_address; i++) {
      auto socket = listen_on(*address, kBacklog);
      if (!socket) return fail(socket.error());
      if (auto bound = bound_address(socket->get())) {
        if (i == 0) listeners.bound.push_back(bound->text());
        address->set_port(bound->port());  // port 0: the others join the one that was chosen
      }
      listeners.sockets.push_back(std::move(*socket));
    }
  }
  return listeners;
}

}  // namespace inlay
