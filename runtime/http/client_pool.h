// The connections of one loop to one origin: idle ones are reused, the newest first; their number
// is bounded, and who finds none waits in a bounded queue. An origin may have several endpoints,
// and each endpoint's name several addresses: a connection that cannot be made is tried elsewhere.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/client_connection.h"
#include "net/resolver.h"

namespace inlay::http {

enum class Reuse : uint8_t {
  allowed,
  fresh
};  // fresh: after an idle connection turned out to be dead

struct Endpoint {
  std::string host;  // a name or an address, IPv6 in brackets
  uint16_t port = 0;
};

class ClientPool {
 public:
  // Limits and resolver are borrowed. `endpoints`, at least one, serve the same: new connections
  // begin with each in turn.
  // `on_count` is told how many more connections there are: 1 or -1.
  ClientPool(Loop& loop, Resolver& resolver, std::vector<Endpoint> endpoints,
             const ClientLimits& limits, std::function<void(int)> on_count = nullptr);
  // Only when unused, or when the loop has stopped and every connection is closed.
  ~ClientPool() = default;

  // Answers with on_connection() or on_response_failed(), perhaps inside the call. The latter comes
  // when kConnectAttemptsMax addresses, or all there are, did not take the connection.
  void acquire(ClientHandler& handler, Reuse reuse = Reuse::allowed);
  // The handler no longer wants the connection it asked for.
  void withdraw(ClientHandler& handler);
  // Closes idle connections; the others close when their response ends.
  void drain();

  // No connection, nobody waiting, and nothing asked for since then (Loop::now_ms()): may go.
  bool unused_since(uint64_t ms) const;

 private:
  friend class ClientConnection;

  struct Place {
    Endpoint endpoint;
    uint64_t avoid_until_ms = 0;  // its name could not be looked up
  };
  struct Avoided {
    SocketAddress address;
    uint64_t until_ms = 0;
  };
  // One request's way to a new connection.
  struct Opening {
    ClientHandler* handler = nullptr;        // nullptr: withdrawn
    ClientConnection* connection = nullptr;  // that is being made
    size_t place = 0;                        // the one to look up next
    size_t places_left = 0;                  // of this round
    bool skipped = false;                    // something, because it is to be avoided
    bool last_round = false;                 // takes what is to be avoided
    std::deque<SocketAddress> candidates;    // of the place looked up last
    std::vector<SocketAddress> tried;
    Error error;  // why the last of them failed
  };

  // For connections.
  void connected(ClientConnection& connection);
  void connect_failed(ClientConnection& connection, const Error& error);
  void put_back(ClientConnection& connection);
  void forget(ClientConnection& connection);
  void destroy(ClientConnection& connection);

  void open(ClientHandler& handler);
  void advance(Opening& opening);
  std::optional<SocketAddress> next_candidate(Opening& opening);
  bool next_place(Opening& opening);
  void look_up(Opening& opening);
  void connect(Opening& opening, const SocketAddress& address);
  void give_up(Opening& opening);
  std::unique_ptr<Opening> take(Opening& opening);
  Opening* opening_of(const ClientConnection& connection);
  void avoid(const SocketAddress& address);
  bool avoided(const SocketAddress& address) const;
  size_t connections() const;
  void serve_waiting();

  Loop& loop_;
  Resolver& resolver_;
  std::vector<Place> places_;
  const ClientLimits& limits_;
  bool draining_ = false;
  size_t turn_ = 0;  // of places_: where the next new connection begins
  uint64_t used_ms_;
  std::function<void(int)> on_count_;
  std::vector<std::unique_ptr<ClientConnection>> all_;
  std::vector<ClientConnection*> idle_;
  std::vector<std::unique_ptr<Opening>> openings_;
  std::deque<ClientHandler*> waiting_;
  std::vector<Avoided> avoided_;
};

}  // namespace inlay::http
