#include "edge/edge_loop.h"

#include <sys/random.h>

#include <algorithm>
#include <cstdio>

#include "base/check.h"

namespace inlay {
namespace {

constexpr size_t kDecodeRoomBytes = 65536;  // of a page that are decoded and marked up at a time
constexpr uint64_t kPoolKeptMs = 60'000;    // without a connection and without use

}  // namespace

EdgeLoop::EdgeLoop(const EdgeShared& shared, EdgeTelemetry telemetry,
                   std::shared_ptr<const SiteTable> sites)
    : shared_(shared),
      telemetry_(telemetry),
      sites_(std::move(sites)),
      codecs_(shared.limits.decoder, shared.limits.codecs),
      decode_room_(kDecodeRoomBytes),
      cells_(loop_, shared.scripts, shared.clock, shared.log, telemetry.counters),
      resolver_(loop_, shared.limits.name_keep_ms, shared.name_servers,
                [this](const std::string& name, const Error& error) {
                  log().write(Level::warn, "origin.name_stale",
                              {{"name", name}, {"error", error.detail}});
                }),
      drain_limit_(loop_, [this] { loop_.stop(); }),
      sweep_(loop_, [this] { sweep(); }) {
  CHECK(::getrandom(&request_id_base_, sizeof request_id_base_, 0) == sizeof request_id_base_);
}

EdgeLoop::~EdgeLoop() = default;

void EdgeLoop::listen(Fd listening) {
  listeners_.push_back(std::make_unique<TcpListener>(
      loop_, std::move(listening),
      [this](std::unique_ptr<TcpStream> stream) { accept(std::move(stream)); }));
}

void EdgeLoop::accept(std::unique_ptr<TcpStream> stream) {
  if (exchanges_.size() >= limits().connections_max) {
    telemetry_.counters.count(Reason::visitor_connections_max);
    log().write(Level::warn, "connection.refused", {{"setting", "http.connections_max"}});
    return TcpStream::discard(std::move(stream));
  }
  telemetry_.counters.add(Counter::visitor_connections);
  telemetry_.counters.change(Gauge::visitor_connections_open, 1);
  uint64_t handle = next_handle_++;
  Peer peer = peer_of(*stream);
  auto exchange = std::make_unique<Exchange>(*this, handle, std::move(stream), std::move(peer));
  Exchange& started = *exchange;
  exchanges_.emplace(handle, std::move(exchange));
  started.start();
}

Peer EdgeLoop::peer_of(const TcpStream& stream) const {
  auto address = stream.peer();
  if (!address) return {};  // gone already
  return {address->host_text(),
          std::ranges::any_of(shared_.trusted_proxies,
                              [&](const AddressRange& range) { return range.contains(*address); })};
}

void EdgeLoop::destroy(Exchange& exchange) {
  telemetry_.counters.change(Gauge::visitor_connections_open, -1);
  exchanges_.erase(exchange.handle());  // ends the caller's life too
  stop_if_done();
}

Exchange* EdgeLoop::exchange(uint64_t handle) const {
  auto found = exchanges_.find(handle);
  return found == exchanges_.end() ? nullptr : found->second.get();
}

http::ClientPool& EdgeLoop::pool(const Origin& origin) {
  if (auto known = pools_.find(origin.key); known != pools_.end()) return *known->second;
  if (pools_.empty()) sweep_.start(kPoolKeptMs);
  std::vector<http::Endpoint> endpoints;
  for (const OriginUrl& url : origin.addresses) endpoints.push_back({url.host, url.port});
  auto pool = std::make_unique<http::ClientPool>(
      loop_, resolver_, std::move(endpoints), limits().client, [this](int by) {
        telemetry_.counters.change(Gauge::origin_connections_open, by);
        if (by > 0) telemetry_.counters.add(Counter::origin_opened);
      });
  return *pools_.emplace(origin.key, std::move(pool)).first->second;
}

// Lets go of what was not used for a while.
void EdgeLoop::sweep() {
  codecs_.trim();
  uint64_t since = loop_.now_ms() - kPoolKeptMs;
  std::erase_if(pools_, [&](const auto& keyed) { return keyed.second->unused_since(since); });
  if (!pools_.empty() || codecs_.idle_bytes() > 0) sweep_.start(kPoolKeptMs);
}

// Unguessable start, then counted: unique in practice, and no random bytes per request.
void EdgeLoop::next_request_id(std::string& id) {
  char text[17];
  std::snprintf(
      text, sizeof text, "%016llx",
      static_cast<unsigned long long>(request_id_base_ + requests_++ * 0x9e3779b97f4a7c15ull));
  id.assign(text, sizeof text - 1);
}

void EdgeLoop::post_sites(std::shared_ptr<const SiteTable> sites, std::function<void()> taken) {
  loop_.post([this, sites = std::move(sites), taken = std::move(taken)] {
    sites_ = sites;
    told_.forget();
    cells_.forget_plans();
    taken();
  });
}

void EdgeLoop::post_drain(uint64_t limit_ms) {
  loop_.post([this, limit_ms] { drain(limit_ms); });
}

void EdgeLoop::drain(uint64_t limit_ms) {
  if (draining_) return;
  draining_ = true;
  for (auto& listener : listeners_) listener->drain_queue();
  listeners_.clear();
  drain_limit_.start(limit_ms);
  std::vector<Exchange*> all;
  for (auto& [handle, exchange] : exchanges_) all.push_back(exchange.get());
  for (Exchange* exchange : all) exchange->drain();
  for (auto& [key, pool] : pools_) pool->drain();
  stop_if_done();
}

void EdgeLoop::stop_if_done() {
  if (draining_ && exchanges_.empty()) loop_.stop();
}

}  // namespace inlay
