#include "supervisor/listeners.h"

#include <optional>

#include "net/address.h"
#include "os/message_socket.h"

namespace inlay {
namespace {

constexpr int kBacklog = 4096;
constexpr uint32_t kInheritWaitMs = 1000;
constexpr size_t kInheritedMax = 65'536;

// Takes one that is bound to this address out of `sockets`.
std::optional<Fd> take_bound(std::vector<Fd>& sockets, const SocketAddress& address) {
  for (auto socket = sockets.begin(); socket != sockets.end(); ++socket) {
    auto bound = bound_address(socket->get());
    if (!bound || bound->text() != address.text()) continue;
    Fd taken = std::move(*socket);
    sockets.erase(socket);
    return taken;
  }
  return std::nullopt;
}

}  // namespace

std::vector<int> Listeners::fds() const {
  std::vector<int> all;
  for (const Fd& socket : sockets) all.push_back(socket.get());
  return all;
}

Result<Listeners> open_listeners(const std::vector<std::string>& addresses, size_t per_address,
                                 Neighbours neighbours, std::vector<Fd> inherited) {
  Listeners listeners;
  listeners.per_address = per_address;
  for (const std::string& text : addresses) {
    auto address = parse_address(text);
    if (!address) return fail(address.error());
    if (address->port() != 0 && neighbours == Neighbours::none) {
      if (auto free = check_free(*address); !free) return fail(free.error());
    }
    for (size_t i = 0; i < per_address; i++) {
      auto old = take_bound(inherited, *address);
      auto socket = old ? Result<Fd>(std::move(*old)) : listen_on(*address, kBacklog);
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

std::vector<Fd> inherited_listeners(const std::string& path) {
  std::vector<Fd> sockets;
  auto edge = message_connect(path, kInheritWaitMs);
  if (!edge) return sockets;
  while (auto message = receive_message(edge->get())) {
    if (!message->fd || sockets.size() == kInheritedMax) break;
    sockets.push_back(std::move(message->fd));
  }
  return sockets;
}

}  // namespace inlay
