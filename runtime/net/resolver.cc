#include "net/resolver.h"

namespace inlay {
namespace {

Result<std::vector<SocketAddress>> with_port(const Result<std::vector<SocketAddress>>& known,
                                             uint16_t port) {
  Result<std::vector<SocketAddress>> addresses = known;
  if (addresses)
    for (auto& address : *addresses) address.set_port(port);
  return addresses;
}

// Needs no look-up: numeric ones, and localhost (RFC 6761 section 6.3).
Result<std::vector<SocketAddress>> known_without(const std::string& host, uint16_t port) {
  std::string port_text = ":" + std::to_string(port);
  auto address = parse_address(host + port_text);
  if (!address) return fail(address.error());
  std::vector<SocketAddress> addresses{*address};
  if (host == "localhost") addresses.push_back(*parse_address("[::1]" + port_text));
  return addresses;
}

}  // namespace

Result<std::vector<SocketAddress>> parse_name_servers(const std::vector<std::string>& texts) {
  std::vector<SocketAddress> servers;
  for (const auto& text : texts) {
    auto server = parse_address(text);
    if (!server) return fail(server.error());
    servers.push_back(*server);
  }
  return servers;
}

Resolver::Resolver(Loop& loop, uint64_t keep_ms, std::vector<SocketAddress> servers,
                   OnStale on_stale)
    : loop_(loop), cache_(keep_ms), on_stale_(std::move(on_stale)), lookup_(std::move(servers)) {}

void Resolver::resolve(const std::string& host, uint16_t port, const Callback& callback) {
  if (auto numeric = known_without(host, port)) return callback(numeric);
  NameCache::Answer answer = cache_.ask(host, loop_.now_ms());
  if (answer.look_up) start(host);
  if (answer.known != nullptr) return callback(with_port(*answer.known, port));
  waiting_[host].emplace_back(port, callback);
}

void Resolver::start(const std::string& host) {
  lookup_.start(host, [this, host](Result<LookedUp> looked_up) {
    loop_.post([this, host, looked_up = std::move(looked_up)] { finish(host, looked_up); });
  });
}

void Resolver::finish(const std::string& host, const Result<LookedUp>& looked_up) {
  NameCache::Stored stored = cache_.store(host, looked_up, loop_.now_ms());
  if (stored.turned_stale && on_stale_) on_stale_(host, looked_up.error());
  NameCache::Known known = *stored.known;  // callbacks may ask for other names
  auto waiting = waiting_.extract(host);
  if (waiting.empty()) return;
  for (auto& [port, callback] : waiting.mapped()) callback(with_port(known, port));
}

}  // namespace inlay
