// Both ends of a channel in one thread: what one sends the other gets, in order and within bounds,
// and what a cell may not say breaks the channel.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "channel/cell_wait.h"
#include "channel_pair.h"

namespace inlay::channel {
namespace {

StreamId begin(Pair& pair) {
  Begin begin{.has_body = true, .method = "GET", .url = "https://example.com/"};
  const auto sent = pair.edge->begin(begin);
  EXPECT_TRUE(sent && *sent == Sent::yes);
  return begin.stream;
}

// All that the cell has to read, but the records themselves.
size_t drain(CellEnd& cell) {
  size_t records = 0;
  cell.woken();
  do {
    while (cell.next() != nullptr) ++records;
  } while (cell.settle() == Rest::work);
  return records;
}

size_t drain(EdgeEnd& edge) {
  size_t records = 0;
  edge.woken();
  do {
    while (edge.next() != nullptr) ++records;
  } while (edge.settle() == Rest::work);
  return records;
}

TEST(Ends, a_page_goes_through_and_back) {
  Pair pair = greeted_pair();
  auto& [w1, w2, edge, cell] = pair;
  const StreamId stream = begin(pair);
  EXPECT_EQ(edge->body(stream, "<p>one"), 6U);
  edge->body_end(stream, BodyEnding::whole);
  EXPECT_EQ(edge->settle(), Rest::sleep);

  cell->woken();
  EXPECT_EQ(std::get<Begin>(*cell->next()).url, "https://example.com/");
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
  EXPECT_EQ(edge->body_sent(stream), 6U);
  EXPECT_EQ(edge->body_accounted(stream), 6U);
  EXPECT_EQ(std::get<OutputEnd>(*edge->next()).ending, BodyEnding::whole);
  EXPECT_EQ(std::get<Finished>(*edge->next()), (Finished{stream, results}));
  EXPECT_EQ(edge->next(), nullptr);
  EXPECT_EQ(edge->streams() + cell->streams(), 0U);
  EXPECT_EQ(edge->wakes(), 1U) << "one ring for all records of a turn";
  EXPECT_EQ(edge->broken(), nullptr);
}

TEST(Ends, a_stream_sends_no_more_body_than_its_window) {
  Pair pair = greeted_pair();
  const StreamId stream = begin(pair);
  const std::string page(1 << 20, 'p');
  const uint64_t window = ChannelLimits{}.body_window;
  EXPECT_EQ(pair.edge->body(stream, page), window);
  EXPECT_EQ(pair.edge->body_window(stream), 0U);
  EXPECT_EQ(pair.edge->body(stream, page), 0U);
  pair.edge->settle();
  drain(*pair.cell);
  pair.cell->consumed(stream, window / 2 - 1);
  pair.cell->settle();
  EXPECT_EQ(drain(*pair.edge), 0U) << "less than half a window is not worth a record";
  pair.cell->consumed(stream, 1);
  pair.cell->settle();
  EXPECT_EQ(drain(*pair.edge), 1U);
  EXPECT_EQ(pair.edge->body_window(stream), window / 2);
  EXPECT_EQ(pair.edge->body(stream, page), window / 2);
}

TEST(Ends, a_stream_sends_no_more_output_than_its_window) {
  Pair pair = greeted_pair();
  const StreamId stream = begin(pair);
  pair.edge->settle();
  drain(*pair.cell);
  const std::string chunk(kChunkBytesMax, 'o');
  const Output output{.stream = stream, .bytes = chunk};
  EXPECT_EQ(*pair.cell->send(output), Sent::yes);
  EXPECT_EQ(*pair.cell->send(output), Sent::yes);
  EXPECT_EQ(pair.cell->output_window(stream), 0U);
  EXPECT_EQ(*pair.cell->send(output), Sent::full);
  pair.cell->settle();
  EXPECT_EQ(drain(*pair.edge), 2U);
  pair.edge->released(stream, chunk.size() - 1);
  pair.edge->settle();
  EXPECT_EQ(drain(*pair.cell), 0U) << "less than half a window is not worth a record";
  pair.edge->released(stream, 1);
  pair.edge->settle();
  EXPECT_EQ(drain(*pair.cell), 1U);
  EXPECT_EQ(*pair.cell->send(output), Sent::yes) << "half a window always takes a full record";
}

TEST(Ends, bodies_leave_room_for_the_control_records_of_all_streams) {
  Pair pair = greeted_pair();
  std::vector<StreamId> streams;
  while (streams.size() < kStreamsMax) {
    streams.push_back(begin(pair));
    if (streams.size() % 256 == 0) pair.edge->settle(), drain(*pair.cell);
  }
  Begin beyond;
  EXPECT_EQ(pair.edge->begin(beyond).error().fault, Fault::busy);
  const std::string page(1 << 20, 'p');
  size_t sent = 0;
  for (const StreamId stream : streams) sent += pair.edge->body(stream, page);
  EXPECT_GT(sent, ChannelLimits{}.ring_bytes / 2U);
  EXPECT_LT(sent, ChannelLimits{}.ring_bytes - kControlBytesToCell);
  EXPECT_EQ(*pair.edge->send(DropScript{}), Sent::full);
  // The ring takes no more, but for these.
  for (const StreamId stream : streams) {
    pair.edge->body_end(stream, BodyEnding::failed);
    pair.edge->cancel(stream);
  }
  EXPECT_EQ(pair.edge->broken(), nullptr);
  EXPECT_EQ(pair.edge->settle(), Rest::sleep);
  EXPECT_GE(drain(*pair.cell), 2 * streams.size());
  EXPECT_EQ(pair.cell->broken(), nullptr);
  EXPECT_EQ(drain(*pair.edge), 0U);
  EXPECT_EQ(*pair.edge->send(DropScript{}), Sent::yes) << "woken because there is space";
}

TEST(Ends, who_found_no_space_is_woken_whatever_it_does_before_it_sleeps) {
  Pair pair = greeted_pair();
  const std::string chunk(kChunkBytesMax, 'x');
  const ScriptPart part{.bytes = chunk};
  while (*pair.edge->send(part) == Sent::yes) {
  }
  EXPECT_EQ(*pair.edge->send(DropScript{}), Sent::yes) << "a small one may still fit";
  EXPECT_EQ(pair.edge->next(), nullptr);
  ASSERT_EQ(pair.edge->settle(), Rest::sleep);
  ASSERT_EQ(pair.edge->settle(), Rest::sleep);
  const uint64_t before = pair.cell->wakes();
  drain(*pair.cell);
  EXPECT_EQ(pair.cell->wakes(), before + 1);
  pair.edge->woken();
  EXPECT_EQ(*pair.edge->send(part), Sent::yes);
  pair.edge->settle();
  drain(*pair.cell);
  EXPECT_EQ(pair.cell->wakes(), before + 1) << "nobody waits for space any more";
}

TEST(Ends, a_body_that_found_no_space_is_woken_when_there_is) {
  Pair pair = greeted_pair();
  std::vector<StreamId> streams;
  for (int i = 0; i < 4; ++i) streams.push_back(begin(pair));
  const std::string page(1 << 20, 'p');
  for (const StreamId stream : streams) pair.edge->body(stream, page);
  ASSERT_EQ(pair.edge->body_window(streams.back()), ChannelLimits{}.body_window);
  ASSERT_EQ(pair.edge->settle(), Rest::sleep);
  drain(*pair.cell);
  EXPECT_EQ(pair.cell->wakes(), 1U);
  pair.edge->woken();
  EXPECT_GT(pair.edge->body(streams.back(), page), 0U);
}

TEST(Ends, a_reader_that_is_busy_makes_room_before_its_turn_ends) {
  Pair pair = greeted_pair();
  const std::string chunk(kChunkBytesMax, 'x');
  const ScriptPart part{.bytes = chunk};
  while (*pair.edge->send(part) == Sent::yes) {
  }
  pair.edge->settle();
  pair.cell->woken();
  ASSERT_NE(pair.cell->next(), nullptr);
  ASSERT_NE(pair.cell->next(), nullptr);
  EXPECT_EQ(*pair.edge->send(part), Sent::yes);
}

TEST(Ends, a_turn_ends_while_the_cell_goes_on_writing) {
  RawPair pair = raw_pair();
  pair.cell->say(Ready{});
  int records = 0;
  while (pair.edge->next() != nullptr) {
    ASSERT_LT(++records, 100);
    pair.cell->say(LogCall{});
  }
  EXPECT_EQ(pair.edge->settle(), Rest::work);
  EXPECT_EQ(pair.edge->broken(), nullptr);
}

TEST(Ends, held_output_accounts_for_nothing_yet) {
  Pair pair = greeted_pair();
  const StreamId stream = begin(pair);
  pair.edge->body(stream, "0123456789");
  pair.edge->settle();
  drain(*pair.cell);
  ASSERT_TRUE(pair.cell->send(Output{.stream = stream, .held = true, .offset = 7, .bytes = "x"}));
  pair.cell->settle();
  EXPECT_EQ(drain(*pair.edge), 1U);
  EXPECT_EQ(pair.edge->body_accounted(stream), 0U);
}

TEST(Ends, a_stream_that_found_no_space_has_not_begun) {
  Pair pair = greeted_pair();
  const std::string chunk(kChunkBytesMax, 'x');
  while (*pair.edge->send(ScriptPart{.bytes = chunk}) == Sent::yes) {
  }
  const std::string url(kUrlBytesMax, 'u');
  for (uint32_t i = 0; i < 2 * kStreamsMax; ++i) {
    Begin begin{.url = url};
    ASSERT_EQ(pair.edge->begin(begin).value(), Sent::full);
  }
  EXPECT_EQ(pair.edge->streams(), 0U);
}

TEST(Ends, a_second_grant_waits_until_the_first_is_taken) {
  Pair pair = greeted_pair();
  const StreamId stream = begin(pair);
  pair.edge->settle();
  drain(*pair.cell);
  const std::string chunk(kChunkBytesMax, 'o');
  for (int i = 0; i < 2; ++i)
    ASSERT_TRUE(pair.cell->send(Output{.stream = stream, .bytes = chunk}));
  pair.cell->settle();
  drain(*pair.edge);
  pair.edge->released(stream, chunk.size());
  pair.edge->settle();
  pair.edge->released(stream, chunk.size());
  pair.edge->settle();
  pair.edge->settle();
  EXPECT_EQ(drain(*pair.cell), 1U);
  EXPECT_EQ(pair.cell->output_window(stream), kChunkBytesMax);
  pair.edge->settle();
  EXPECT_EQ(drain(*pair.cell), 1U);
  EXPECT_EQ(pair.cell->output_window(stream), 2 * kChunkBytesMax);
}

TEST(Ends, a_second_consumed_waits_until_the_first_is_taken) {
  Pair pair = greeted_pair();
  const StreamId stream = begin(pair);
  const uint64_t window = ChannelLimits{}.body_window;
  pair.edge->body(stream, std::string(window, 'p'));
  pair.edge->settle();
  drain(*pair.cell);
  pair.cell->consumed(stream, window / 2);
  pair.cell->flush();
  pair.cell->consumed(stream, window / 2);
  pair.cell->flush();
  EXPECT_EQ(drain(*pair.edge), 1U);
  EXPECT_EQ(pair.edge->body_window(stream), window / 2);
  pair.cell->settle();
  EXPECT_EQ(drain(*pair.edge), 1U);
  EXPECT_EQ(pair.edge->body_window(stream), window);
}

TEST(Ends, space_that_was_seen_for_a_grant_is_told_to_who_waits_for_it) {
  Pair pair = greeted_pair();
  const StreamId stream = begin(pair);
  pair.edge->settle();
  drain(*pair.cell);
  const std::string chunk(kChunkBytesMax, 'o');
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(pair.cell->send(Output{.stream = stream, .bytes = chunk}));
  }
  pair.cell->settle();
  drain(*pair.edge);
  pair.edge->released(stream, chunk.size());
  pair.edge->settle();
  pair.edge->released(stream, chunk.size());
  pair.edge->settle();  // the second grant waits for the first to be taken
  const ScriptPart part{.bytes = chunk};
  while (*pair.edge->send(part) == Sent::yes) {
  }
  drain(*pair.cell);  // takes the first grant; the parts are not shown yet
  EXPECT_EQ(pair.edge->settle(), Rest::work) << "there is more space than when it was wanted";
  EXPECT_EQ(*pair.edge->send(part), Sent::full);
  EXPECT_EQ(pair.edge->settle(), Rest::sleep);
  drain(*pair.cell);
  pair.edge->woken();
  EXPECT_EQ(*pair.edge->send(part), Sent::yes);
}

TEST(Ends, numbers_come_again_but_never_soon) {
  Pair pair = greeted_pair();
  const StreamId first = begin(pair);
  pair.edge->settle();
  drain(*pair.cell);
  ASSERT_TRUE(pair.cell->send(Finished{.stream = first}));
  pair.cell->settle();
  // The edge has not seen it yet: what it sends crosses.
  EXPECT_EQ(pair.edge->body(first, "late"), 4U);
  pair.edge->cancel(first);
  pair.edge->settle();
  EXPECT_EQ(drain(*pair.cell), 0U);
  EXPECT_EQ(drain(*pair.edge), 1U);
  EXPECT_EQ(pair.edge->streams(), 0U);
  const StreamId second = begin(pair);
  EXPECT_NE(second, first);
  EXPECT_EQ(second % kStreamsMax, first % kStreamsMax);
}

TEST(Ends, of_a_cancelled_stream_only_its_end_is_told) {
  Pair pair = greeted_pair();
  const StreamId stream = begin(pair);
  pair.edge->settle();
  drain(*pair.cell);
  pair.edge->cancel(stream);
  ASSERT_TRUE(pair.cell->send(Head{.stream = stream, .status = 200}));
  ASSERT_TRUE(pair.cell->send(Output{.stream = stream, .bytes = "x"}));
  ASSERT_TRUE(pair.cell->send(LogCall{.stream = stream}));
  ASSERT_TRUE(pair.cell->send(Finished{.stream = stream}));
  pair.cell->settle();
  EXPECT_TRUE(std::holds_alternative<LogCall>(*pair.edge->next()));
  EXPECT_TRUE(std::holds_alternative<Finished>(*pair.edge->next()));
  EXPECT_EQ(pair.edge->next(), nullptr);
}

TEST(Ends, a_cell_that_has_gone_is_read_to_its_end) {
  Pair pair = greeted_pair();
  const StreamId stream = begin(pair);
  pair.edge->settle();
  drain(*pair.cell);
  ASSERT_TRUE(pair.cell->send(Output{.stream = stream, .offset = 0, .bytes = "last words"}));
  pair.cell->flush();
  ASSERT_TRUE(pair.cell->send(Output{.stream = stream, .bytes = "never shown"}));
  pair.cell.reset();
  // First a ring, then the end.
  pair.edge->woken();
  pair.edge->woken();
  EXPECT_EQ(std::get<Output>(*pair.edge->next()).bytes, "last words");
  EXPECT_EQ(pair.edge->next(), nullptr);
  ASSERT_NE(pair.edge->broken(), nullptr);
  EXPECT_EQ(pair.edge->broken()->fault, Fault::closed);
  EXPECT_EQ(pair.edge->settle(), Rest::sleep);
  EXPECT_EQ(pair.edge->body(stream, "more"), 0U);
  EXPECT_EQ(pair.edge->send(DropScript{}).error().fault, Fault::closed);
  EXPECT_EQ(pair.edge->body_accounted(stream), 0U);
}

TEST(Ends, a_cell_that_goes_without_hearing_the_bell_has_gone_all_the_same) {
  Pair pair = greeted_pair();
  begin(pair);
  ASSERT_EQ(pair.edge->settle(), Rest::sleep);
  ASSERT_EQ(pair.edge->wakes(), 1U);
  pair.cell.reset();
  pair.edge->woken();
  EXPECT_EQ(pair.edge->next(), nullptr);
  ASSERT_NE(pair.edge->broken(), nullptr);
  EXPECT_EQ(pair.edge->broken()->fault, Fault::closed);
}

TEST(EndsDeath, a_stream_without_body_gets_none) {
  Pair pair = greeted_pair();
  Begin begin;
  ASSERT_TRUE(pair.edge->begin(begin));
  EXPECT_DEATH(pair.edge->body(begin.stream, "x"), "check failed");
}

TEST(Ends, a_wait_takes_the_rings_it_was_woken_by) {
  Pair pair = greeted_pair();
  ASSERT_TRUE(pair.edge->send(DropScript{}));
  pair.edge->settle();
  CellEnd* const ends[] = {pair.cell.get()};
  EXPECT_TRUE(wait_for_work(-1, ends, std::nullopt).channels);
  EXPECT_EQ(drain(*pair.cell), 1U);
  EXPECT_FALSE(wait_for_work(-1, ends, std::chrono::nanoseconds(0)).channels);
}

TEST(Ends, a_cell_tells_whom_to_blame_and_asks_for_its_end) {
  Pair pair = greeted_pair();
  EXPECT_EQ(pair.edge->running().script, 0U);
  pair.cell->set_running({5, 0xFFFFFFFF});
  EXPECT_EQ(pair.edge->running().stream, 5U);
  EXPECT_EQ(pair.edge->running().script, 0xFFFFFFFF);
  EXPECT_FALSE(pair.edge->kill_wanted());
  pair.cell->ask_for_kill(Outcome::over_heap);
  EXPECT_EQ(pair.edge->kill_wanted(), Outcome::over_heap);

  RawPair raw = raw_pair();
  for (const uint32_t word : {13U, 256U, 257U, 0xFFFFFFFFU}) {
    raw.cell->page().kill_wanted = word;
    EXPECT_FALSE(raw.edge->kill_wanted()) << word;
  }
}

// What a cell may not do, said after ready and the begin of one stream with ten bytes of body.
struct Violation {
  const char* name;
  std::string_view says;
  std::function<void(RawCell&, StreamId)> commit;
};

const std::vector<Violation> kViolations{
    {"ready twice", "ready", [](RawCell& cell, StreamId) { cell.say(Ready{}); }},
    {"a stream that was never begun", "not open",
     [](RawCell& cell, StreamId stream) {
       cell.say(Consumed{stream + kStreamsMax, 1});
     }},
    {"a slot without a stream", "not open",
     [](RawCell& cell, StreamId stream) { cell.say(OutputEnd{stream + 1}); }},
    {"output of no stream", "not open", [](RawCell& cell, StreamId) { cell.say(Output{}); }},
    {"finished twice", "not open",
     [](RawCell& cell, StreamId stream) {
       cell.say(Finished{stream});
       cell.say(Finished{stream});
     }},
    {"output after finished", "not open",
     [](RawCell& cell, StreamId stream) {
       cell.say(Finished{stream});
       cell.say(Output{.stream = stream});
     }},
    {"two heads", "a head after",
     [](RawCell& cell, StreamId stream) {
       cell.say(Head{.stream = stream, .status = 200});
       cell.say(Head{.stream = stream, .status = 200});
     }},
    {"a head after output", "a head after",
     [](RawCell& cell, StreamId stream) {
       cell.say(Output{.stream = stream});
       cell.say(Head{.stream = stream, .status = 200});
     }},
    {"output within the head", "midst",
     [](RawCell& cell, StreamId stream) {
       cell.say(Head{.stream = stream, .status = 200, .more = true});
       cell.say(Output{.stream = stream});
     }},
    {"an end within the head", "midst",
     [](RawCell& cell, StreamId stream) {
       cell.say(Head{.stream = stream, .status = 200, .more = true});
       cell.say(OutputEnd{stream});
     }},
    {"output after its end", "after its end",
     [](RawCell& cell, StreamId stream) {
       cell.say(OutputEnd{stream});
       cell.say(Output{.stream = stream});
     }},
    {"two ends", "second end",
     [](RawCell& cell, StreamId stream) {
       cell.say(OutputEnd{stream});
       cell.say(OutputEnd{stream});
     }},
    {"an offset that goes back", "an offset",
     [](RawCell& cell, StreamId stream) {
       cell.say(Output{.stream = stream, .offset = 5});
       cell.say(Output{.stream = stream, .offset = 4});
     }},
    {"an offset beyond what was sent", "an offset",
     [](RawCell& cell, StreamId stream) { cell.say(Output{.stream = stream, .offset = 11}); }},
    {"more consumed than sent", "more consumed",
     [](RawCell& cell, StreamId stream) {
       cell.say(Consumed{stream, 11});
     }},
    {"more output than granted", "more output",
     [](RawCell& cell, StreamId stream) {
       const std::string chunk(kChunkBytesMax, 'o');
       for (int i = 0; i < 2; ++i) cell.say(Output{.stream = stream, .bytes = chunk});
       cell.say(Output{.stream = stream, .bytes = "o"});
     }},
    {"a record of the edge", "not one of this side",
     [](RawCell& cell, StreamId stream) { cell.say(Cancel{stream}); }},
    {"a type of nobody", "not one of this side",
     [](RawCell& cell, StreamId) {
       cell.put({{0, 0, 0xA1}, "", ""});
     }},
    {"a size beyond its type", "bound 4",
     [](RawCell& cell, StreamId stream) {
       cell.put({{5, stream, static_cast<uint32_t>(RecordType::consumed)}, "12345", ""});
     }},
    {"a position that goes back", "position",
     [](RawCell& cell, StreamId) { cell.page().cell.written = 1; }},
    {"a position far ahead", "position",
     [](RawCell& cell, StreamId) { cell.page().cell.written = UINT64_MAX; }},
    {"having read what was never sent", "position",
     [](RawCell& cell, StreamId) { cell.page().cell.read = 1 << 30; }},
};

TEST(Ends, what_a_cell_may_not_say_breaks_the_channel) {
  for (const Violation& row : kViolations) {
    SCOPED_TRACE(row.name);
    RawPair pair = raw_pair();
    pair.cell->say(Ready{});
    ASSERT_NE(pair.edge->next(), nullptr);
    Begin begin{.has_body = true};
    ASSERT_TRUE(pair.edge->begin(begin));
    ASSERT_EQ(pair.edge->body(begin.stream, "0123456789"), 10U);
    ASSERT_EQ(pair.edge->settle(), Rest::sleep);
    row.commit(*pair.cell, begin.stream);
    // A turn reads; one that sends finds out about positions of the other ring.
    drain(*pair.edge);
    const std::string page(1 << 20, 'p');
    for (int i = 0; i < 2 && pair.edge->broken() == nullptr && pair.edge->streams() != 0; ++i) {
      pair.edge->body(begin.stream, page);
      std::string many(kChunkBytesMax, 'x');
      while (pair.edge->broken() == nullptr) {
        const auto sent = pair.edge->send(ScriptPart{.bytes = many});
        if (!sent || *sent == Sent::full) break;
      }
    }
    ASSERT_NE(pair.edge->broken(), nullptr);
    EXPECT_EQ(pair.edge->broken()->fault, Fault::malformed);
    EXPECT_NE(pair.edge->broken()->detail.find(row.says), std::string::npos)
        << pair.edge->broken()->detail;
    EXPECT_EQ(pair.edge->next(), nullptr);
    EXPECT_EQ(pair.edge->settle(), Rest::sleep);
    EXPECT_FALSE(pair.edge->send(DropScript{}));
  }
}

struct EdgeViolation {
  const char* name;
  std::string_view says;
  std::function<void(RawEdge&)> commit;
};

// What an edge would not do, said after hello and the begin of one stream.
constexpr StreamId kStream = kStreamsMax;
const std::vector<EdgeViolation> kEdgeViolations{
    {"hello twice", "hello", [](RawEdge& edge) { edge.say(RawEdge::hello()); }},
    {"a stream begins twice", "begins twice",
     [](RawEdge& edge) { edge.say(Begin{.stream = kStream}); }},
    {"a slot is taken twice", "begins twice",
     [](RawEdge& edge) { edge.say(Begin{.stream = kStream + kStreamsMax}); }},
    {"no stream begins", "begins twice", [](RawEdge& edge) { edge.say(Begin{}); }},
    {"body after its end", "after its end",
     [](RawEdge& edge) {
       edge.say(BodyEnd{kStream});
       edge.say(Body{kStream, "x"});
     }},
    {"two ends", "second end",
     [](RawEdge& edge) {
       edge.say(BodyEnd{kStream});
       edge.say(BodyEnd{kStream});
     }},
    {"more body than granted", "more body",
     [](RawEdge& edge) {
       const std::string chunk(kChunkBytesMax, 'b');
       for (int i = 0; i < 2; ++i) edge.say(Body{kStream, chunk});
       edge.say(Body{kStream, "b"});
     }},
    {"more granted than sent", "more granted",
     [](RawEdge& edge) {
       edge.say(Grant{kStream, 1});
     }},
};

TEST(Ends, what_an_edge_would_not_say_breaks_the_channel) {
  for (const EdgeViolation& row : kEdgeViolations) {
    SCOPED_TRACE(row.name);
    RawEdge edge;
    auto workspace = std::make_unique<Workspace>();
    auto cell = CellEnd::open(edge.fds(), *workspace);
    ASSERT_TRUE(cell);
    edge.say(RawEdge::hello());
    edge.say(Begin{.stream = kStream, .has_body = true});
    EXPECT_EQ(drain(**cell), 2U);
    row.commit(edge);
    drain(**cell);
    ASSERT_NE((*cell)->broken(), nullptr);
    EXPECT_NE((*cell)->broken()->detail.find(row.says), std::string::npos)
        << (*cell)->broken()->detail;
  }
}

TEST(Ends, nothing_comes_before_hello) {
  RawEdge edge;
  auto workspace = std::make_unique<Workspace>();
  auto cell = CellEnd::open(edge.fds(), *workspace);
  ASSERT_TRUE(cell);
  edge.say(DropScript{});
  EXPECT_EQ((*cell)->next(), nullptr);
  EXPECT_NE((*cell)->broken(), nullptr);
}

TEST(Ends, nothing_comes_before_ready) {
  RawPair pair = raw_pair();
  pair.cell->say(Usage{});
  EXPECT_EQ(pair.edge->next(), nullptr);
  ASSERT_NE(pair.edge->broken(), nullptr);
}

TEST(Ends, another_version_is_refused) {
  RawPair pair = raw_pair();
  pair.cell->say(Ready{.version = 2});
  EXPECT_EQ(pair.edge->next(), nullptr);
  ASSERT_NE(pair.edge->broken(), nullptr);
}

TEST(Ends, a_doorbell_that_is_rung_without_end_costs_one_look_a_turn) {
  RawPair pair = raw_pair();
  for (int i = 0; i < 100'000; ++i) pair.cell->bell().ring();  // never blocks
  for (int turn = 0; turn < 10; ++turn) {
    pair.edge->woken();
    EXPECT_EQ(pair.edge->next(), nullptr);
    EXPECT_EQ(pair.edge->settle(), Rest::sleep);
  }
  EXPECT_EQ(pair.edge->broken(), nullptr);
}

}  // namespace
}  // namespace inlay::channel
