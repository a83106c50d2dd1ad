#include "http/client_pool.h"

#include <algorithm>

namespace inlay::http {

void ClientPool::acquire(ClientHandler& handler, Reuse reuse) {
  if (reuse == Reuse::allowed && !idle_.empty()) {
    ClientConnection* connection = idle_.back();
    idle_.pop_back();
    return connection->give_to(handler);
  }
  if (all_.size() + opening_ < limits_.connections_max) return open(handler);
  if (!idle_.empty()) {  // a fresh one is wanted and all places are taken
    idle_.front()->close();
    return open(handler);
  }
  if (waiting_.size() >= limits_.waiting_max) {
    return handler.on_response_failed(
        {Fault::busy, Blame::origin,
         "requests waiting for a connection: " + std::to_string(waiting_.size()) +
             " (origin.waiting_max), all " + std::to_string(all_.size()) +
             " are busy (origin.connections_max)"},
        false);
  }
  waiting_.push_back(&handler);
}

void ClientPool::open(ClientHandler& handler) {
  opening_++;
  resolving_.push_back(&handler);
  resolver_.resolve(host_, port_, [this, &handler](const Result<SocketAddress>& address) {
    opening_--;
    auto wanted = std::find(resolving_.begin(), resolving_.end(), &handler);
    if (wanted == resolving_.end()) return serve_waiting();  // withdrawn meanwhile
    resolving_.erase(wanted);
    if (address) return connect(handler, *address);
    handler.on_response_failed(address.error(), false);
    serve_waiting();
  });
}

void ClientPool::connect(ClientHandler& handler, const SocketAddress& address) {
  all_.push_back(std::make_unique<ClientConnection>(loop_, *this, limits_));
  all_.back()->connect(address, handler);
}

void ClientPool::withdraw(ClientHandler& handler) {
  std::erase(waiting_, &handler);
  std::erase(resolving_, &handler);
}

void ClientPool::drain() {
  draining_ = true;
  while (!idle_.empty()) idle_.back()->close();
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
  std::erase_if(all_, [&](const auto& owned) { return owned.get() == &connection; });
  serve_waiting();
}

void ClientPool::serve_waiting() {
  if (waiting_.empty() || all_.size() + opening_ >= limits_.connections_max) return;
  ClientHandler* next = waiting_.front();
  waiting_.pop_front();
  open(*next);
}

}  // namespace inlay::http
