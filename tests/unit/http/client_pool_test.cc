#include "http/client_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <list>

#include "base/check.h"
#include "dns_server.h"
#include "net/tcp_listener.h"
#include "net/timer.h"

namespace inlay::http {
namespace {

constexpr uint64_t kPatienceMs = 20'000;

// Answers every request with the address it listens on.
class Origin {
 public:
  Origin(Loop& loop, std::string_view address)
      : address_(*parse_address(address)),
        socket_(*listen_on(address_, 16)),
        bound_(*bound_address(socket_.get())),
        listener_(loop, std::move(socket_), [this](std::unique_ptr<TcpStream> stream) {
          connections_.push_back(std::make_unique<Connection>(*this, std::move(stream)));
        }) {}
  ~Origin() {
    for (auto& connection : connections_) {
      if (connection->stream) TcpStream::discard(std::move(connection->stream));
    }
  }

  uint16_t port() const { return bound_.port(); }
  size_t connections() const { return connections_.size(); }

 private:
  struct Connection final : StreamEvents {
    Connection(Origin& owner, std::unique_ptr<TcpStream> accepted)
        : origin(owner), stream(std::move(accepted)) {
      stream->set_events(*this);
      stream->read_start();
    }
    void on_data(std::string_view) override {
      std::string body = origin.bound_.host_text();
      std::string answer =
          "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
      std::string_view part = answer;
      [[maybe_unused]] auto sent = stream->write({&part, 1});
    }
    void on_end() override { stream->close(); }
    void on_error(const Error&) override { stream->close(); }
    void on_drained() override {}
    void on_closed() override { stream.reset(); }

    Origin& origin;
    std::unique_ptr<TcpStream> stream;
  };

  SocketAddress address_;
  Fd socket_;
  SocketAddress bound_;
  TcpListener listener_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

// A request that keeps what comes of it.
struct Visitor final : ClientHandler {
  void on_connection(ClientConnection& given) override {
    connection = &given;
    connections++;
    if (hold) return;
    send();
  }
  void send() {
    [[maybe_unused]] auto sent =
        connection->send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n", {.method = Method::get});
  }
  void on_interim(const ResponseHead&) override {}
  void on_response(const ResponseHead&) override {}
  void on_switched(const ResponseHead&) override {}
  void on_response_data(std::string_view bytes) override { got.append(bytes); }
  void on_response_flush(Batch) override {}
  void on_response_end() override { done(); }
  void on_response_failed(const Error& error, bool) override {
    got = std::string(reason_name(error.reason));
    detail = error.detail;
    done();
  }
  void on_request_writable() override {}

  void done() {
    ended = true;
    if (on_done) on_done();
  }

  bool hold = false;  // keeps the connection without sending anything
  bool ended = false;
  int connections = 0;
  std::string got, detail;  // the body, or the reason of the failure
  ClientConnection* connection = nullptr;
  std::function<void()> on_done;
};

// Listens, but never takes another connection: the kernel drops what asks for one.
struct FullHost {
  explicit FullHost(std::string_view address) : listening(*listen_on(*parse_address(address), 0)) {
    bound = *bound_address(listening.get());
    filler = Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    CHECK(::connect(filler.get(), bound.raw(), bound.size) == 0);
  }
  Fd listening, filler;
  SocketAddress bound;
};

class Pools : public testing::Test {
 protected:
  Pools() {
    limits_.head = {.line_bytes_max = 1000, .head_bytes_max = 10'000, .fields_max = 100};
    limits_.interim_max = 1;
    limits_.connect_timeout_ms = 100;
    limits_.response_timeout_ms = limits_.body_timeout_ms = limits_.write_timeout_ms = kPatienceMs;
    limits_.idle_timeout_ms = kPatienceMs;
    limits_.connections_max = 8;
    limits_.waiting_max = 2;
  }
  ~Pools() override {  // every connection closes before its pool goes
    for (auto& pool : pools_) pool.drain();
    for (auto& visitor : visitors_) {
      if (visitor.connection != nullptr && !visitor.ended) visitor.connection->cancel();
    }
    turn_until([&] {
      return std::ranges::all_of(pools_, [](auto& p) { return p.unused_since(UINT64_MAX); });
    });
    origins_.clear();
  }

  Origin& origin(std::string_view address) { return origins_.emplace_back(loop_, address); }
  ClientPool& pool(std::vector<Endpoint> endpoints) {
    return pools_.emplace_back(loop_, resolver_, std::move(endpoints), limits_);
  }
  Visitor& ask(ClientPool& pool, Reuse reuse = Reuse::allowed, bool hold = false) {
    Visitor& visitor = visitors_.emplace_back();
    visitor.hold = hold;
    pool.acquire(visitor, reuse);
    return visitor;
  }
  // One request, on a connection of its own: who answered, or why nobody did.
  std::string fetch(ClientPool& pool, Reuse reuse = Reuse::fresh) {
    Visitor& visitor = ask(pool, reuse);
    turn_until([&] { return visitor.ended; });
    detail_ = visitor.detail;
    return visitor.got;
  }

  void turn_until(const std::function<bool()>& holds) {
    uint64_t end_ms = loop_.now_ms() + kPatienceMs;
    Timer look(loop_, [&] {
      if (holds()) return loop_.stop();
      if (loop_.now_ms() > end_ms) {
        ADD_FAILURE() << "not within " << kPatienceMs << " ms";
        return loop_.stop();
      }
      look.start(1);
    });
    look.start(0);
    loop_.run();
  }

  // Where nobody listens yet.
  uint16_t free_port() {
    auto socket = listen_on(*parse_address("127.0.0.1:0"), 1);
    return bound_address(socket->get())->port();
  }

  DnsServer dns_;
  Loop loop_;
  Resolver resolver_{loop_, 60'000, {dns_.address()}};
  ClientLimits limits_;
  std::string detail_;
  std::list<Origin> origins_;
  std::list<ClientPool> pools_;
  std::list<Visitor> visitors_;
};

std::string on(std::string_view host, uint16_t port) {
  return std::string(host) + ":" + std::to_string(port);
}

TEST_F(Pools, a_refusing_address_is_passed_over_and_then_avoided) {
  uint16_t port = origin("127.0.0.3:0").port();
  dns_.set("shop.test", {.addresses = {"127.0.0.2", "127.0.0.3"}});
  ClientPool& shop = pool({{"shop.test", port}});
  EXPECT_EQ(fetch(shop), "127.0.0.3");
  // Were it asked now, it would answer.
  origin(on("127.0.0.2", port));
  EXPECT_EQ(fetch(shop), "127.0.0.3");
  EXPECT_EQ(fetch(shop), "127.0.0.3");
  // A pool that knows nothing bad of it takes the first.
  EXPECT_EQ(fetch(pool({{"shop.test", port}})), "127.0.0.2");
}

TEST_F(Pools, addresses_to_avoid_are_tried_when_nothing_else_is_left) {
  uint16_t port = free_port();
  dns_.set("shop.test", {.addresses = {"127.0.0.2", "127.0.0.3"}});
  ClientPool& shop = pool({{"shop.test", port}});
  EXPECT_EQ(fetch(shop), "origin_unreachable");
  EXPECT_EQ(detail_,
            "origin " + on("127.0.0.3", port) + ": connection refused, the last of 2 addresses");
  origin(on("127.0.0.2", port));
  EXPECT_EQ(fetch(shop), "127.0.0.2");
}

TEST_F(Pools, four_addresses_are_tried_and_the_next_request_begins_behind_them) {
  uint16_t port = origin("127.0.0.7:0").port();
  DnsRow row;
  for (int i = 2; i <= 7; i++) row.addresses.push_back("127.0.0." + std::to_string(i));
  dns_.set("shop.test", row);
  ClientPool& shop = pool({{"shop.test", port}});
  EXPECT_EQ(fetch(shop), "origin_unreachable");
  EXPECT_EQ(detail_,
            "origin " + on("127.0.0.5", port) + ": connection refused, the last of 4 addresses");
  EXPECT_EQ(fetch(shop), "127.0.0.7");
}

TEST_F(Pools, a_host_that_does_not_answer_costs_one_timeout) {
  FullHost full("127.0.0.2:0");
  uint16_t port = full.bound.port();
  dns_.set("half.test", {.addresses = {"127.0.0.2", "127.0.0.3"}});
  dns_.set("full.test", {.addresses = {"127.0.0.2"}});
  EXPECT_EQ(fetch(pool({{"full.test", port}})), "origin_connect_timeout");
  origin(on("127.0.0.3", port));
  EXPECT_EQ(fetch(pool({{"half.test", port}})), "127.0.0.3");
}

TEST_F(Pools, new_connections_begin_with_each_endpoint_in_turn) {
  uint16_t first = origin("127.0.0.2:0").port(), second = origin("[::1]:0").port();
  ClientPool& both = pool({{"127.0.0.2", first}, {"[::1]", second}});
  EXPECT_EQ(fetch(both), "127.0.0.2");
  EXPECT_EQ(fetch(both), "::1");
  EXPECT_EQ(fetch(both), "127.0.0.2");
  EXPECT_EQ(fetch(both), "::1");
}

TEST_F(Pools, an_endpoint_without_a_known_name_is_passed_over_and_then_avoided) {
  uint16_t port = origin("127.0.0.2:0").port();
  ClientPool& both = pool({{"missing.test", port}, {"127.0.0.2", port}});
  for (int i = 0; i < 4; i++) EXPECT_EQ(fetch(both), "127.0.0.2");
  EXPECT_EQ(dns_.asked("missing.test"), 1);
  ClientPool& none = pool({{"missing.test", port}, {"nowhere.test", port}});
  EXPECT_EQ(fetch(none), "origin_name_unknown");
  EXPECT_EQ(fetch(none), "origin_name_unknown");
}

TEST_F(Pools, idle_connections_are_reused_and_bounded) {
  Origin& shop = origin("127.0.0.2:0");
  ClientPool& kept = pool({{"127.0.0.2", shop.port()}});
  for (int i = 0; i < 5; i++) EXPECT_EQ(fetch(kept, Reuse::allowed), "127.0.0.2");
  EXPECT_EQ(shop.connections(), 1u);
}

TEST_F(Pools, who_finds_no_place_waits_and_the_queue_is_bounded) {
  limits_.connections_max = 1;
  Origin& shop = origin("127.0.0.2:0");
  ClientPool& small = pool({{"127.0.0.2", shop.port()}});
  Visitor& holder = ask(small, Reuse::allowed, true);
  Visitor &second = ask(small), &third = ask(small), &fourth = ask(small);
  EXPECT_EQ(fourth.got, "origin_busy");
  turn_until([&] { return holder.connection != nullptr; });
  EXPECT_FALSE(second.ended || third.ended);
  holder.send();
  turn_until([&] { return third.ended; });
  EXPECT_EQ(second.got + " " + third.got, "127.0.0.2 127.0.0.2");
  EXPECT_EQ(shop.connections(), 1u);
}

TEST_F(Pools, a_withdrawn_look_up_serves_the_next_in_the_queue) {
  limits_.connections_max = 1;
  uint16_t port = origin("127.0.0.2:0").port();
  dns_.set("shop.test", {.addresses = {"127.0.0.2"}});
  ClientPool& small = pool({{"shop.test", port}});
  Visitor &gone = ask(small), &next = ask(small);
  small.withdraw(gone);
  turn_until([&] { return next.ended; });
  EXPECT_EQ(next.got, "127.0.0.2");
  EXPECT_EQ(gone.connections, 0);
  EXPECT_FALSE(gone.ended);
}

TEST_F(Pools, a_withdrawn_request_leaves_nothing_behind) {
  limits_.connect_timeout_ms = kPatienceMs;
  FullHost full("127.0.0.2:0");
  uint16_t port = full.bound.port();
  dns_.set("full.test", {.addresses = {"127.0.0.2"}});
  for (const std::string& host : {std::string("127.0.0.2"), std::string("full.test")}) {
    ClientPool& stuck = pool({{host, port}});
    auto gone = std::make_unique<Visitor>();
    stuck.acquire(*gone);
    stuck.withdraw(*gone);
    gone.reset();  // whoever told it anything now would be found by the sanitizer
    turn_until([&] { return stuck.unused_since(UINT64_MAX); });
  }
}

TEST_F(Pools, unused_means_without_connections_and_for_a_while) {
  uint16_t port = origin("127.0.0.2:0").port();
  ClientPool& shop = pool({{"127.0.0.2", port}});
  EXPECT_TRUE(shop.unused_since(loop_.now_ms()));
  fetch(shop);
  EXPECT_FALSE(shop.unused_since(UINT64_MAX));  // an idle one
  shop.drain();
  turn_until([&] { return shop.unused_since(UINT64_MAX); });
  EXPECT_FALSE(shop.unused_since(loop_.now_ms() - 1000));
}

}  // namespace
}  // namespace inlay::http
