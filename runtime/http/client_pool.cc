#include "http/client_pool.h"

#include <algorithm>

#include "base/check.h"

namespace inlay::http {
namespace {

// Addresses that one request may try: 4 × origin.connect_timeout_seconds at most.
constexpr size_t kConnectAttemptsMax = 4;
// How long others are preferred to what has failed.
constexpr uint64_t kAvoidMs = 10'000;
constexpr size_t kAvoidedMax = 64;

}  // namespace

ClientPool::ClientPool(Loop& loop, Resolver& resolver, std::vector<Endpoint> endpoints,
                       const ClientLimits& limits, std::function<void(int)> on_count)
    : loop_(loop),
      resolver_(resolver),
      limits_(limits),
      used_ms_(loop.now_ms()),
      on_count_(std::move(on_count)) {
  CHECK(!endpoints.empty());
  for (auto& endpoint : endpoints) places_.push_back({std::move(endpoint), 0});
}

void ClientPool::acquire(ClientHandler& handler, Reuse reuse) {
  used_ms_ = loop_.now_ms();
  if (reuse == Reuse::allowed && !idle_.empty()) {
    ClientConnection* connection = idle_.back();
    idle_.pop_back();
    return connection->give_to(handler);
  }
  if (connections() < limits_.connections_max) return open(handler);
  if (!idle_.empty()) {  // a fresh one is wanted and all places are taken
    idle_.front()->close();
    return open(handler);
  }
  if (waiting_.size() >= limits_.waiting_max) {
    return handler.on_response_failed(
        {Fault::busy, Blame::origin,
         "requests waiting for a connection: " + std::to_string(waiting_.size()) +
             " (origin.waiting_max), all " + std::to_string(all_.size()) +
             " are busy (origin.connections_max)",
         Reason::origin_busy},
        false);
  }
  waiting_.push_back(&handler);
}

void ClientPool::withdraw(ClientHandler& handler) {
  std::erase(waiting_, &handler);
  auto asked = std::ranges::find(openings_, &handler, [](auto& o) { return o->handler; });
  if (asked == openings_.end()) return;
  Opening& opening = **asked;
  opening.handler = nullptr;
  if (!waiting_.empty()) {  // whose turn it would be when this had ended
    opening.handler = waiting_.front();
    waiting_.pop_front();
  } else if (opening.connection != nullptr) {
    opening.connection->close();
  }
}

void ClientPool::drain() {
  draining_ = true;
  while (!idle_.empty()) idle_.back()->close();
}

bool ClientPool::unused_since(uint64_t ms) const {
  return all_.empty() && openings_.empty() && waiting_.empty() && used_ms_ <= ms;
}

// --- a new connection

void ClientPool::open(ClientHandler& handler) {
  openings_.push_back(std::make_unique<Opening>());
  Opening& opening = *openings_.back();
  opening.handler = &handler;
  opening.place = turn_++ % places_.size();
  opening.places_left = places_.size();
  advance(opening);
}

void ClientPool::advance(Opening& opening) {
  if (opening.handler == nullptr) {
    take(opening);
    return serve_waiting();
  }
  if (opening.tried.size() >= kConnectAttemptsMax) return give_up(opening);
  if (auto address = next_candidate(opening)) return connect(opening, *address);
  if (next_place(opening)) return look_up(opening);
  give_up(opening);
}

std::optional<SocketAddress> ClientPool::next_candidate(Opening& opening) {
  while (!opening.candidates.empty()) {
    SocketAddress address = opening.candidates.front();
    opening.candidates.pop_front();
    if (std::ranges::find(opening.tried, address) != opening.tried.end()) continue;
    if (opening.last_round || !avoided(address)) return address;
    opening.skipped = true;
  }
  return std::nullopt;
}

// Finds the place to look up next; false when there is none.
bool ClientPool::next_place(Opening& opening) {
  for (;;) {
    if (opening.places_left == 0) {
      if (opening.last_round || !opening.skipped) return false;
      opening.last_round = true;
      opening.places_left = places_.size();
    }
    opening.places_left--;
    if (opening.last_round || places_[opening.place].avoid_until_ms <= loop_.now_ms()) return true;
    opening.skipped = true;
    opening.place = (opening.place + 1) % places_.size();
  }
}

void ClientPool::look_up(Opening& opening) {
  Place& place = places_[opening.place];
  opening.place = (opening.place + 1) % places_.size();
  resolver_.resolve(place.endpoint.host, place.endpoint.port,
                    [this, &opening, &place](const Result<std::vector<SocketAddress>>& found) {
                      if (found) {
                        place.avoid_until_ms = 0;
                        opening.candidates.assign(found->begin(), found->end());
                      } else {
                        place.avoid_until_ms = loop_.now_ms() + kAvoidMs;
                        opening.error = found.error();
                      }
                      advance(opening);
                    });
}

void ClientPool::connect(Opening& opening, const SocketAddress& address) {
  opening.tried.push_back(address);
  all_.push_back(std::make_unique<ClientConnection>(loop_, *this, limits_));
  opening.connection = all_.back().get();
  if (on_count_) on_count_(1);
  opening.connection->connect(address);
}

void ClientPool::connected(ClientConnection& connection) {
  Opening* opening = opening_of(connection);
  CHECK(opening != nullptr);
  std::erase_if(avoided_,
                [&](const Avoided& known) { return known.address == opening->tried.back(); });
  ClientHandler* handler = take(*opening)->handler;
  CHECK(handler != nullptr);  // withdraw() would have closed it
  connection.give_to(*handler);
}

// The connection is closing; destroy() goes on, so that its place is free by then.
void ClientPool::connect_failed(ClientConnection& connection, const Error& error) {
  Opening* opening = opening_of(connection);
  if (opening == nullptr) return;
  avoid(opening->tried.back());
  opening->error = error;
  opening->error.detail = "origin " + opening->tried.back().text() + ": " + error.detail;
}

void ClientPool::give_up(Opening& opening) {
  std::unique_ptr<Opening> ended = take(opening);
  if (ended->tried.size() > 1)
    ended->error.detail += ", the last of " + std::to_string(ended->tried.size()) + " addresses";
  ended->handler->on_response_failed(ended->error, false);
  serve_waiting();
}

std::unique_ptr<ClientPool::Opening> ClientPool::take(Opening& opening) {
  auto found = std::ranges::find(openings_, &opening, [](auto& owned) { return owned.get(); });
  std::unique_ptr<Opening> taken = std::move(*found);
  openings_.erase(found);
  return taken;
}

ClientPool::Opening* ClientPool::opening_of(const ClientConnection& connection) {
  auto found = std::ranges::find(openings_, &connection, [](auto& o) { return o->connection; });
  return found == openings_.end() ? nullptr : found->get();
}

void ClientPool::avoid(const SocketAddress& address) {
  uint64_t now = loop_.now_ms();
  std::erase_if(avoided_, [&](const Avoided& known) {
    return known.until_ms <= now || known.address == address;
  });
  if (avoided_.size() >= kAvoidedMax) avoided_.erase(avoided_.begin());
  avoided_.push_back({address, now + kAvoidMs});
}

bool ClientPool::avoided(const SocketAddress& address) const {
  return std::ranges::any_of(avoided_, [&](const Avoided& known) {
    return known.address == address && known.until_ms > loop_.now_ms();
  });
}

// --- connections that exist

// With those that are about to be: each opening becomes one.
size_t ClientPool::connections() const {
  auto looking_up = [](const auto& opening) { return opening->connection == nullptr; };
  return all_.size() + static_cast<size_t>(std::ranges::count_if(openings_, looking_up));
}

void ClientPool::put_back(ClientConnection& connection) {
  if (draining_) return connection.close();
  if (!waiting_.empty()) {
    ClientHandler* next = waiting_.front();
    waiting_.pop_front();
    return connection.give_to(*next);
  }
  idle_.push_back(&connection);
}

void ClientPool::forget(ClientConnection& connection) { std::erase(idle_, &connection); }

void ClientPool::destroy(ClientConnection& connection) {
  used_ms_ = loop_.now_ms();
  Opening* opening = opening_of(connection);
  std::erase_if(all_, [&](const auto& owned) { return owned.get() == &connection; });
  if (on_count_) on_count_(-1);
  if (opening == nullptr) return serve_waiting();
  opening->connection = nullptr;
  advance(*opening);
}

void ClientPool::serve_waiting() {
  if (waiting_.empty() || connections() >= limits_.connections_max) return;
  ClientHandler* next = waiting_.front();
  waiting_.pop_front();
  open(*next);
}

}  // namespace inlay::http
