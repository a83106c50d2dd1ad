#include "net/resolver.h"

#include <netdb.h>

#include <cstring>
#include <memory>

namespace inlay {
namespace {

Result<SocketAddress> look_up(const std::string& host, uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (error != 0) {
    return fail(Fault::unreachable, Blame::origin,
                "name look-up of " + host + ": " + ::gai_strerror(error));
  }
  std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, &::freeaddrinfo);
  SocketAddress address;
  address.size = found->ai_addrlen;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.set_port(port);
  return address;
}

}  // namespace

void Resolver::resolve(const std::string& host, uint16_t port, Callback callback) {
  std::string key = host + ":" + std::to_string(port);
  Entry& entry = entries_[key];
  if (entry.until_ms > loop_.now_ms()) return callback(entry.address);
  if (entry.waiting.empty()) {
    if (auto numeric = parse_address(key)) {
      entry.address = *numeric;
      entry.until_ms = UINT64_MAX;
      return callback(*numeric);
    }
    auto answer = std::make_shared<Result<SocketAddress>>(SocketAddress{});
    loop_.work([host, port, answer] { *answer = look_up(host, port); },
               [this, key, answer] { finish(key, *answer); });
  }
  entry.waiting.push_back(std::move(callback));
}

void Resolver::finish(const std::string& key, const Result<SocketAddress>& answer) {
  Entry& entry = entries_[key];
  if (answer) {
    entry.address = *answer;
    entry.until_ms = loop_.now_ms() + keep_ms_;
  }
  std::vector<Callback> waiting;
  waiting.swap(entry.waiting);
  for (auto& callback : waiting) callback(answer);
}

}  // namespace inlay
