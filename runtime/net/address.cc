#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "os/files.h"

namespace inlay {
namespace {

Result<uint16_t> parse_port(std::string_view text, std::string_view whole) {
  uint16_t port = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return fail(Fault::malformed, Blame::config,
                "address " + std::string(whole) + ": port must be a number from 0 to 65535");
  }
  return port;
}

tl::unexpected<Error> socket_error(const SocketAddress& address, const char* step) {
  Fault fault = errno == EADDRINUSE ? Fault::busy : Fault::refused;
  return fail(fault, Blame::config, address.text() + ": " + step + ": " + errno_text(errno));
}

}  // namespace

uint16_t SocketAddress::port() const {
  if (storage.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
}

void SocketAddress::set_port(uint16_t port) {
  if (storage.ss_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in*>(&storage)->sin_port = htons(port);
  }
}

std::string SocketAddress::text() const {
  char host[INET6_ADDRSTRLEN] = "?";
  if (storage.ss_family != AF_INET6) return host_text() + ":" + std::to_string(port());
  ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_addr, host,
              sizeof host);
  return "[" + std::string(host) + "]:" + std::to_string(port());
}

std::string SocketAddress::host_text() const {
  char host[INET6_ADDRSTRLEN] = "?";
  IpBytes bytes = ip_bytes(*this);
  if (is_mapped(bytes)) {
    ::inet_ntop(AF_INET, bytes.data() + 12, host, sizeof host);
  } else {
    ::inet_ntop(AF_INET6, bytes.data(), host, sizeof host);
  }
  return host;
}

bool SocketAddress::operator==(const SocketAddress& other) const {
  if (storage.ss_family != other.storage.ss_family || port() != other.port()) return false;
  if (ip_bytes(*this) != ip_bytes(other)) return false;
  return storage.ss_family != AF_INET6 ||
         reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_scope_id ==
             reinterpret_cast<const sockaddr_in6*>(&other.storage)->sin6_scope_id;
}

bool is_mapped(const IpBytes& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](uint8_t b) { return b == 0; }) &&
         bytes[10] == 0xff && bytes[11] == 0xff;
}

IpBytes ip_bytes(const SocketAddress& address) {
  IpBytes bytes{};
  if (address.storage.ss_family == AF_INET6) {
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_addr,
                bytes.size());
  } else {
    bytes[10] = bytes[11] = 0xff;
    std::memcpy(bytes.data() + 12,
                &reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_addr, 4);
  }
  return bytes;
}

Result<SocketAddress> parse_address(std::string_view text) {
  size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return fail(Fault::malformed, Blame::config,
                "address " + std::string(text) + ": wanted HOST:PORT, for example 127.0.0.1:8080");
  }
  auto port = parse_port(text.substr(colon + 1), text);
  if (!port) return fail(port.error());
  std::string host(text.substr(0, colon));
  if (host.empty()) host = "[::]";
  if (host == "localhost") host = "127.0.0.1";

  SocketAddress address;
  bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    v6->sin6_family = AF_INET6;
    address.size = sizeof *v6;
    host = host.substr(1, host.size() - 2);
    if (::inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr) == 1) {
      address.set_port(*port);
      return address;
    }
  } else {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    v4->sin_family = AF_INET;
    address.size = sizeof *v4;
    if (::inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
      address.set_port(*port);
      return address;
    }
  }
  return fail(Fault::malformed, Blame::config,
              "address " + std::string(text) +
                  ": the host must be an IP address such as 127.0.0.1 or [::1]");
}

Result<Fd> listen_on(const SocketAddress& address, int backlog) {
  Fd fd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return socket_error(address, "cannot make a socket");
  int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  if (::bind(fd.get(), address.raw(), address.size) != 0)
    return socket_error(address, "cannot bind");
  if (::listen(fd.get(), backlog) != 0) return socket_error(address, "cannot listen");
  return fd;
}

Result<> check_free(const SocketAddress& address) {
  Fd probe(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!probe) return socket_error(address, "cannot make a socket");
  int on = 1;
  ::setsockopt(probe.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(probe.get(), address.raw(), address.size) != 0)
    return socket_error(address, "cannot bind");
  return {};
}

Result<SocketAddress> bound_address(int socket) {
  SocketAddress address;
  address.size = sizeof address.storage;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address.storage), &address.size) != 0) {
    return fail(Fault::internal, Blame::self, "getsockname: " + errno_text(errno));
  }
  return address;
}

}  // namespace inlay
