#include "supervisor/listeners.h"

#include <algorithm>
#include <optional>

#include "net/address.h"
#include "os/message_socket.h"

namespace inlay {
namespace {

constexpr int kBacklog = 4096;
constexpr uint32_t kInheritWaitMs = 1000;
constexpr size_t kInheritedMax = 65'536;

using ListenerPtr = std::shared_ptr<const Listener>;

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

Result<ListenerPtr> open_listener(const std::string& text, size_t per_address,
                                  Neighbours neighbours, std::vector<Fd>& inherited) {
  auto address = parse_address(text);
  if (!address) return fail(address.error());
  if (address->port() != 0 && neighbours == Neighbours::none) {
    if (auto free = check_free(*address); !free) return fail(free.error());
  }
  auto listener = std::make_shared<Listener>();
  listener->address = text;
  for (size_t i = 0; i < per_address; i++) {
    auto old = take_bound(inherited, *address);
    auto socket = old ? Result<Fd>(std::move(*old)) : listen_on(*address, kBacklog);
    if (!socket) return fail(socket.error());
    if (auto bound = bound_address(socket->get())) {
      listener->bound = bound->text();
      address->set_port(bound->port());  // port 0: the others join the one that was chosen
    }
    listener->sockets.push_back(std::move(*socket));
  }
  return listener;
}

// Two addresses of ours may share a port (":80" and "127.0.0.1:80"): then who listens there is us.
Neighbours neighbours_of(const std::string& text, const Listeners& current) {
  auto address = parse_address(text);
  const bool ours = std::any_of(current.begin(), current.end(), [&](const ListenerPtr& listener) {
    auto bound = parse_address(listener->bound);
    return address && bound && bound->port() == address->port();
  });
  return ours ? Neighbours::predecessor : Neighbours::none;
}

}  // namespace

std::vector<int> socket_fds(const Listeners& listeners) {
  std::vector<int> fds;
  for (const ListenerPtr& listener : listeners) {
    for (const Fd& socket : listener->sockets) fds.push_back(socket.get());
  }
  return fds;
}

std::vector<std::string> bound_addresses(const Listeners& listeners) {
  std::vector<std::string> bound;
  for (const ListenerPtr& listener : listeners) bound.push_back(listener->bound);
  return bound;
}

Result<Listeners> open_listeners(const std::vector<std::string>& addresses, size_t per_address,
                                 Neighbours neighbours, std::vector<Fd> inherited) {
  Listeners listeners;
  for (const std::string& text : addresses) {
    auto listener = open_listener(text, per_address, neighbours, inherited);
    if (!listener) return fail(listener.error());
    listeners.push_back(std::move(*listener));
  }
  return listeners;
}

Result<Listeners> reopen_listeners(const std::vector<std::string>& addresses, size_t per_address,
                                   const Listeners& current) {
  Listeners listeners;
  Listeners left = current;
  std::vector<Fd> none;
  for (const std::string& text : addresses) {
    auto kept = std::find_if(left.begin(), left.end(),
                             [&](const ListenerPtr& one) { return one->address == text; });
    if (kept != left.end()) {
      listeners.push_back(*kept);
      left.erase(kept);
      continue;
    }
    auto opened = open_listener(text, per_address, neighbours_of(text, current), none);
    if (!opened) return fail(opened.error());
    listeners.push_back(std::move(*opened));
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
