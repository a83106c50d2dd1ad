// The connections of one loop to one origin: idle ones are reused, the newest first; their number
// is bounded, and who finds none waits in a bounded queue.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "http/client_connection.h"
#include "net/resolver.h"

namespace inlay::http {

enum class Reuse : uint8_t {
  allowed,
  fresh
};  // fresh: after an idle connection turned out to be dead

class ClientPool {
 public:
  // Limits and resolver are borrowed. `host` is a name or an address, IPv6 in brackets.
  ClientPool(Loop& loop, Resolver& resolver, std::string host, uint16_t port,
             const ClientLimits& limits)
      : loop_(loop), resolver_(resolver), host_(std::move(host)), port_(port), limits_(limits) {}
  // Only when the loop has stopped and every connection is closed.
  ~ClientPool() = default;

  // Answers with on_connection() or on_response_failed(), perhaps inside the call.
  void acquire(ClientHandler& handler, Reuse reuse = Reuse::allowed);
  // The handler no longer wants the connection it asked for.
  void withdraw(ClientHandler& handler);
  // Closes idle connections; the others close when their response ends.
  void drain();

  const std::string& host() const { return host_; }
  uint16_t port() const { return port_; }

 private:
  friend class ClientConnection;
  void put_back(ClientConnection& connection);
  void forget(ClientConnection& connection);
  void destroy(ClientConnection& connection);
  void open(ClientHandler& handler);
  void connect(ClientHandler& handler, const SocketAddress& address);
  void serve_waiting();

  Loop& loop_;
  Resolver& resolver_;
  std::string host_;
  uint16_t port_;
  const ClientLimits& limits_;
  bool draining_ = false;
  size_t opening_ = 0;  // look-ups under way, each of which will become a connection
  std::vector<std::unique_ptr<ClientConnection>> all_;
  std::vector<ClientConnection*> idle_;
  std::vector<ClientHandler*> resolving_;
  std::deque<ClientHandler*> waiting_;
};

}  // namespace inlay::http
