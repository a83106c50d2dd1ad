// Socket addresses: read from settings, made into listening sockets, written for people.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "os/fd.h"

namespace inlay {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }
  uint16_t port() const;
  void set_port(uint16_t port);
  std::string text() const;  // 127.0.0.1:80, [::1]:80
  // 127.0.0.1, ::1; also an IPv4 address as a socket on [::] sees it, ::ffff:127.0.0.1, without
  // that prefix.
  std::string host_text() const;
  // Family, address, port, and the scope of a link-local one.
  bool operator==(const SocketAddress& other) const;
};

// Sixteen bytes in network order; IPv4 in its mapped form, ::ffff:a.b.c.d.
using IpBytes = std::array<uint8_t, 16>;
IpBytes ip_bytes(const SocketAddress& address);
bool is_mapped(const IpBytes& bytes);  // an IPv4 address

// "127.0.0.1:8080", "[::1]:8080", ":8080" (all interfaces, IPv6 and IPv4). Numeric only: a listener
// never waits for a name look-up.
Result<SocketAddress> parse_address(std::string_view text);

// A bound and listening TCP socket, non-blocking, closed on exec. Several may be bound to one
// address (SO_REUSEPORT): the kernel spreads connections over them, and each keeps its own queue.
Result<Fd> listen_on(const SocketAddress& address, int backlog);

// Whether nobody listens there; error `busy` if somebody does. SO_REUSEPORT would let us share a
// port with a stranger of the same user and get half of its visitors: find out first.
Result<> check_free(const SocketAddress& address);

// The address a socket is bound to (tells the port that the kernel chose for port 0).
Result<SocketAddress> bound_address(int socket);

}  // namespace inlay
