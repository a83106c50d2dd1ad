// Both ends of a channel in one thread: what one sends, the other gets, in order and within bounds.
#include <gtest/gtest.h>

#include <string>

#include "channel/cell_end.h"
#include "channel/edge_end.h"
#include "channel/handover.h"
#include "os/message_socket.h"

namespace inlay::channel {
namespace {

struct Pair {
  std::unique_ptr<EdgeEnd> edge;
  std::unique_ptr<CellEnd> cell;
};

// Greeted both ways.
Pair make_pair(const ChannelLimits& limits = {}) {
  auto made = EdgeEnd::make(limits, "site");
  EXPECT_TRUE(made);
  auto cell = CellEnd::open(std::move(made->cell));
  EXPECT_TRUE(cell);
  Pair pair{std::move(made->end), std::move(*cell)};
  const EdgeRecord* hello = pair.cell->next();
  EXPECT_TRUE(hello != nullptr && std::get<Hello>(*hello).site == "site");
  EXPECT_EQ(pair.cell->next(), nullptr);
  EXPECT_TRUE(pair.cell->send(Ready{.confinement = "seccomp"}));
  EXPECT_EQ(pair.cell->settle(), Rest::sleep);
  const CellRecord* ready = pair.edge->next();
  EXPECT_TRUE(ready != nullptr && std::get<Ready>(*ready).confinement == "seccomp");
  EXPECT_EQ(pair.edge->next(), nullptr);
  EXPECT_EQ(pair.edge->settle(), Rest::sleep);
  return pair;
}

TEST(Ends, a_page_goes_through_and_back) {
  auto [edge, cell] = make_pair();
  Begin begin{.has_body = true, .method = "GET", .url = "https://example.com/"};
  ASSERT_TRUE(edge->begin(begin));
  const StreamId stream = begin.stream;
  EXPECT_EQ(edge->body(stream, "<p>one"), 6U);
  edge->body_end(stream, BodyEnding::whole);
  EXPECT_EQ(edge->settle(), Rest::sleep);

  cell->woken();
  EXPECT_EQ(std::get<Begin>(*cell->next()), begin);
  EXPECT_EQ(std::get<Body>(*cell->next()).bytes, "<p>one");
  EXPECT_EQ(std::get<BodyEnd>(*cell->next()).ending, BodyEnding::whole);
  EXPECT_EQ(cell->next(), nullptr);
  cell->consumed(stream, 6);
  ASSERT_TRUE(cell->send(Output{.stream = stream, .offset = 6, .bytes = "<p>ONE"}));
  ASSERT_TRUE(cell->send(OutputEnd{stream, BodyEnding::whole}));
  const std::array results{ScriptResult{.script = 7, .cpu_us = 12}};
  ASSERT_TRUE(cell->send(Finished{stream, results}));
  EXPECT_EQ(cell->settle(), Rest::sleep);

  edge->woken();
  EXPECT_EQ(std::get<Output>(*edge->next()).bytes, "<p>ONE");
  EXPECT_EQ(edge->body_accounted(stream), 6U);
  EXPECT_EQ(std::get<OutputEnd>(*edge->next()).ending, BodyEnding::whole);
  EXPECT_EQ(std::get<Finished>(*edge->next()), (Finished{stream, results}));
  EXPECT_EQ(edge->next(), nullptr);
  EXPECT_EQ(edge->streams() + cell->streams(), 0U);
  EXPECT_EQ(edge->broken(), nullptr);
}

TEST(Handover, a_channel_goes_over_a_socket) {
  auto sockets = message_pair();
  ASSERT_TRUE(sockets);
  EXPECT_EQ(receive_channel(sockets->second.get()).error().fault, Fault::timed_out);
  auto made = EdgeEnd::make({}, "site");
  ASSERT_TRUE(made);
  ASSERT_TRUE(send_channel(sockets->first.get(), made->cell));
  auto fds = receive_channel(sockets->second.get());
  ASSERT_TRUE(fds);
  auto cell = CellEnd::open(std::move(*fds));
  ASSERT_TRUE(cell);
  EXPECT_EQ(std::get<Hello>(*(*cell)->next()).site, "site");
  ASSERT_TRUE(send_message(sockets->first.get(), "c"));
  EXPECT_EQ(receive_channel(sockets->second.get()).error().fault, Fault::malformed);
  sockets->first.reset();
  EXPECT_EQ(receive_channel(sockets->second.get()).error().fault, Fault::closed);
}

}  // namespace
}  // namespace inlay::channel
