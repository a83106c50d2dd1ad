// One loop of the edge: its listeners, connections and origin pools. Everything in it belongs to
// one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "edge/edge_shared.h"
#include "edge/edge_telemetry.h"
#include "edge/exchange.h"
#include "edge/loop_cells.h"
#include "edge/site_table.h"
#include "edge/told_once.h"
#include "http/client_pool.h"
#include "http_messages/codec_pool.h"
#include "http_messages/http_date.h"
#include "net/loop.h"
#include "net/resolver.h"
#include "net/tcp_listener.h"
#include "net/timer.h"

namespace inlay {

class EdgeLoop {
 public:
  // Borrows `shared`.
  EdgeLoop(const EdgeShared& shared, EdgeTelemetry telemetry,
           std::shared_ptr<const SiteTable> sites);
  ~EdgeLoop();

  void listen(Fd listening);
  void run() { loop_.run(); }

  // Thread-safe: what the process tells its loops. `taken` is called by the loop's thread once
  // every further request gets these sites.
  void post_sites(std::shared_ptr<const SiteTable> sites, std::function<void()> taken);
  // Stops accepting after everybody who waits in the queue; run() returns when the last answer has
  // left, or after `limit_ms`.
  void post_drain(uint64_t limit_ms);

  // For exchanges.
  Loop& loop() { return loop_; }
  Log& log() { return shared_.log; }
  const Clock& clock() const { return shared_.clock; }
  const EdgeLimits& limits() const { return shared_.limits; }
  std::string_view node() const { return shared_.node; }
  EdgeTelemetry& telemetry() { return telemetry_; }
  KeptBundles& kept() { return *shared_.kept; }
  LoopCells& cells() { return cells_; }
  http::CodecPool& codecs() { return codecs_; }
  std::span<char> decode_room() { return decode_room_; }
  const std::shared_ptr<const SiteTable>& sites() const { return sites_; }
  http::ClientPool& pool(const Origin& origin);
  std::string_view date() { return date_.at(shared_.clock.wall()); }
  void next_request_id(std::string& id);
  // What was told of the present sites.
  ToldOnce& told() { return told_; }
  void destroy(Exchange& exchange);
  // The exchange of that handle; nullptr when it is gone.
  Exchange* exchange(uint64_t handle) const;

 private:
  void accept(std::unique_ptr<TcpStream> stream);
  Peer peer_of(const TcpStream& stream) const;
  void drain(uint64_t limit_ms);
  void stop_if_done();
  void sweep();

  const EdgeShared& shared_;
  EdgeTelemetry telemetry_;
  std::shared_ptr<const SiteTable> sites_;
  http::CodecPool codecs_;
  std::vector<char> decode_room_;
  Loop loop_;
  LoopCells cells_;
  Resolver resolver_;
  Timer drain_limit_;
  Timer sweep_;  // runs while there are pools
  http::DateCache date_;
  std::vector<std::unique_ptr<TcpListener>> listeners_;
  std::map<std::string, std::unique_ptr<http::ClientPool>, std::less<>> pools_;  // by Origin::key
  std::unordered_map<uint64_t, std::unique_ptr<Exchange>> exchanges_;            // by handle
  uint64_t next_handle_ = 1;
  uint64_t request_id_base_;
  uint64_t requests_ = 0;
  ToldOnce told_;
  bool draining_ = false;
};

}  // namespace inlay
