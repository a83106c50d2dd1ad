#include "net/tcp_stream.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "net/tcp_listener.h"

namespace inlay {
namespace {

// One end of a connection that keeps what it gets.
struct End final : StreamEvents {
  explicit End(std::unique_ptr<TcpStream> owned) : stream(std::move(owned)) {
    stream->set_events(*this);
  }

  void on_connected() override {
    if (connected) connected();
  }
  void on_data(std::string_view bytes) override {
    got.append(bytes);
    if (data) data();
  }
  void on_end() override {
    ended = true;
    stream->close();
  }
  void on_error(const Error& error) override {
    failed = error.detail;
    stream->close();
  }
  void on_drained() override {
    if (drained) drained();
  }
  void on_closed() override { closed = true; }

  std::unique_ptr<TcpStream> stream;
  std::string got, failed;
  bool ended = false, closed = false;
  std::function<void()> connected, data, drained;
};

class TcpStreams : public testing::Test {
 protected:
  // A connection between two Ends; run() goes on until both are closed.
  void connect(std::function<void(End&)> on_accept, std::function<void(End&)> on_connect) {
    auto socket = listen_on(*parse_address("127.0.0.1:0"), 8);
    auto bound = bound_address(socket->get());
    listener_ =
        std::make_unique<TcpListener>(loop_, std::move(*socket), [this, on_accept](auto stream) {
          listener_.reset();
          server_ = std::make_unique<End>(std::move(stream));
          on_accept(*server_);
        });
    client_ = std::make_unique<End>(std::make_unique<TcpStream>(loop_));
    client_->connected = [this, on_connect] { on_connect(*client_); };
    ASSERT_TRUE(client_->stream->connect(*bound));
  }

  Loop loop_;
  std::unique_ptr<TcpListener> listener_;
  std::unique_ptr<End> server_, client_;
};

TEST_F(TcpStreams, parts_arrive_in_order_and_the_end_after_them) {
  connect(
      [](End& server) {
        auto peer = server.stream->peer();
        ASSERT_TRUE(peer);
        EXPECT_EQ(peer->host_text(), "127.0.0.1");
        EXPECT_NE(peer->port(), 0);
        server.stream->read_start();
      },
      [](End& client) {
        std::array<std::string_view, 3> parts{"one ", "", "two"};
        ASSERT_TRUE(client.stream->write(parts));
        client.stream->read_start();
        client.stream->shut_down();
      });
  loop_.run();
  EXPECT_EQ(server_->got, "one two");
  EXPECT_TRUE(server_->ended);
  EXPECT_TRUE(client_->closed);
}

TEST_F(TcpStreams, a_reader_that_waits_holds_the_writer_and_loses_nothing) {
  // More than the kernel keeps for both ends, which it sizes by itself.
  std::string sent;
  for (int i = 0; i < 64'000'000; i++) sent += static_cast<char>('a' + i % 23);
  bool written = false;  // the server does not read before
  connect(
      [&](End& server) {
        if (written) server.stream->read_start();
      },
      [&](End& client) {
        std::string_view part = sent;
        auto flow = client.stream->write({&part, 1});
        EXPECT_EQ(flow.value_or(Flow::more), Flow::hold);
        EXPECT_GT(client.stream->queued_bytes(), 0u);
        client.stream->read_start();  // ends with the server, whatever happens
        if (client.stream->queued_bytes() == 0) client.stream->shut_down();
        client.drained = [&client] {
          EXPECT_EQ(client.stream->queued_bytes(), 0u);
          client.drained = nullptr;
          client.stream->shut_down();
        };
        written = true;
        if (server_) server_->stream->read_start();
      });
  loop_.run();
  EXPECT_EQ(server_->got.size(), sent.size());
  EXPECT_TRUE(server_->got == sent);
}

TEST_F(TcpStreams, a_reset_is_an_error_not_an_end) {
  connect([](End& server) { server.stream->reset(); },
          [](End& client) { client.stream->read_start(); });
  loop_.run();
  EXPECT_FALSE(client_->ended);
  EXPECT_FALSE(client_->failed.empty());
}

TEST_F(TcpStreams, nobody_listening_is_an_error) {
  auto socket = listen_on(*parse_address("127.0.0.1:0"), 8);
  auto bound = bound_address(socket->get());
  socket->reset();
  client_ = std::make_unique<End>(std::make_unique<TcpStream>(loop_));
  ASSERT_TRUE(client_->stream->connect(*bound));
  loop_.run();
  EXPECT_EQ(client_->failed, "connection refused");
  EXPECT_TRUE(client_->closed);
}

}  // namespace
}  // namespace inlay
