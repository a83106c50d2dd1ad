// Two sides at full speed, as threads and as processes: every byte arrives once and in order, and
// nobody sleeps for ever. And a hostile cell, which must not be able to do more than end its
// channel.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "channel/cell_wait.h"
#include "channel/handover.h"
#include "channel_pair.h"
#include "os/confinement.h"
#include "os/message_socket.h"

namespace inlay::channel {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kStreams = 8;
constexpr uint64_t kPageBytes = 3 << 20;  // of each stream
constexpr int kPatience = 20'000;         // ms until a sleep counts as lost

char byte_at(uint64_t stream, uint64_t offset) {
  return static_cast<char>((offset * 2654435761U >> 8) + stream * 7);
}

// Sends what it gets back, in records of changing sizes; what does not fit waits in `held`.
class EchoCell {
 public:
  explicit EchoCell(CellEnd& end) : end_(end) {}

  // Until the edge says shutdown. False: a wake-up was lost, or the channel broke.
  bool run() {
    while (!done_) {
      while (const EdgeRecord* record = end_.next()) handle(*record);
      if (end_.broken() != nullptr) return false;
      for (Page& page : pages_) send(page);
      if (done_) break;
      CellEnd* const ends[] = {&end_};
      const auto start = steady_clock::now();
      wait_for_work(-1, ends, milliseconds(kPatience));
      if (steady_clock::now() - start >= milliseconds(kPatience)) return false;
    }
    while (true) {
      const auto flushed = end_.send(Usage{.isolates = 1});
      if (flushed && *flushed == Sent::yes) break;
      end_.next();
      end_.settle();
    }
    end_.flush();
    return true;
  }

 private:
  struct Page {
    StreamId stream;
    std::string held;
    uint64_t echoed = 0;
    bool ended = false;
    bool finished = false;
  };

  void handle(const EdgeRecord& record) {
    if (std::holds_alternative<Hello>(record)) ready_ = end_.send(Ready{}).has_value();
    if (const auto* begin = std::get_if<Begin>(&record)) pages_.push_back({begin->stream, {}});
    if (const auto* body = std::get_if<Body>(&record)) page(body->stream).held += body->bytes;
    if (const auto* end = std::get_if<BodyEnd>(&record)) page(end->stream).ended = true;
    if (std::holds_alternative<Shutdown>(record)) done_ = ready_;
  }

  Page& page(StreamId stream) {
    return *std::ranges::find_if(pages_, [stream](const Page& it) { return it.stream == stream; });
  }

  void send(Page& page) {
    size_t at = 0;
    while (at < page.held.size()) {
      const size_t bytes = std::min<size_t>(page.held.size() - at, 1 + (page.echoed * 31) % 50'000);
      const auto sent = end_.send(Output{.stream = page.stream,
                                         .offset = page.echoed + bytes,
                                         .bytes = std::string_view(page.held).substr(at, bytes)});
      if (!sent || *sent == Sent::full) break;
      at += bytes;
      page.echoed += bytes;
    }
    page.held.erase(0, at);
    if (at != 0) end_.consumed(page.stream, at);
    if (!page.ended || page.finished || !page.held.empty()) return;
    const auto sent = end_.send(Finished{.stream = page.stream});
    page.finished = sent && *sent == Sent::yes;
  }

  CellEnd& end_;
  std::vector<Page> pages_;
  bool ready_ = false;
  bool done_ = false;
};

// Sends pages on all streams and compares what comes back.
class CheckingEdge {
 public:
  explicit CheckingEdge(EdgeEnd& end) : end_(end) {}

  bool run() {
    for (int i = 0; i < kStreams; ++i) {
      Begin begin{.has_body = true};
      if (!end_.begin(begin)) return false;
      pages_.push_back({.stream = begin.stream});
    }
    while (!closed_) {
      while (const CellRecord* record = end_.next()) handle(*record);
      if (end_.broken() != nullptr || wrong_) return false;
      send();
      if (end_.settle() == Rest::sleep && !closed_ && !doze()) return false;
    }
    return true;
  }
  const EdgeEnd& end() const { return end_; }

 private:
  struct Page {
    StreamId stream = 0;
    uint64_t sent = 0;
    uint64_t got = 0;
    bool ended = false;
    bool finished = false;
  };

  bool doze() {
    pollfd polled{end_.doorbell(), POLLIN, 0};
    if (::poll(&polled, 1, kPatience) != 1) return false;
    end_.woken();
    return true;
  }

  void handle(const CellRecord& record) {
    if (std::holds_alternative<Usage>(record)) closed_ = true;
    if (const auto* output = std::get_if<Output>(&record)) check(*output);
    if (const auto* finished = std::get_if<Finished>(&record)) {
      Page& it = page(finished->stream);
      it.finished = true;
      wrong_ |= it.got != kPageBytes;
    }
  }

  void check(const Output& output) {
    Page& it = page(output.stream);
    for (const char byte : output.bytes) wrong_ |= byte != byte_at(it.stream, it.got++);
    wrong_ |= output.offset != it.got || end_.body_accounted(it.stream) != it.got;
    end_.released(it.stream, output.bytes.size());
  }

  void send() {
    bool all = true;
    for (Page& it : pages_) {
      all &= it.finished;
      if (it.ended) continue;
      std::string chunk;
      const uint64_t bytes = std::min<uint64_t>(kPageBytes - it.sent, 1 + it.sent * 17 % 90'000);
      for (uint64_t i = 0; i < bytes; ++i) chunk += byte_at(it.stream, it.sent + i);
      it.sent += end_.body(it.stream, chunk);
      if (it.sent != kPageBytes) continue;
      it.ended = true;
      end_.body_end(it.stream, BodyEnding::whole);
    }
    if (!all || told_) return;
    const auto sent = end_.shutdown();
    told_ = sent && *sent == Sent::yes;
  }

  Page& page(StreamId stream) {
    return *std::ranges::find_if(pages_, [stream](const Page& it) { return it.stream == stream; });
  }

  EdgeEnd& end_;
  std::vector<Page> pages_;
  bool told_ = false;
  bool closed_ = false;
  bool wrong_ = false;
};

TEST(Stress, two_threads_lose_nothing_and_never_oversleep) {
  Pair pair = new_pair({.ring_bytes = kRingBytesMin});
  bool echoed = false;
  std::thread cell([&] { echoed = EchoCell(*pair.cell).run(); });
  EXPECT_TRUE(CheckingEdge(*pair.edge).run())
      << (pair.edge->broken() != nullptr ? pair.edge->broken()->detail : "lost or wrong");
  cell.join();
  EXPECT_TRUE(echoed) << (pair.cell->broken() != nullptr ? pair.cell->broken()->detail : "lost");
}

// The cell is confined as real ones are, before it is handed its end (under the sanitizers without
// the filter).
TEST(Stress, two_processes_lose_nothing_and_never_oversleep) {
  auto workspace = std::make_unique<Workspace>();
  auto sockets = message_pair();
  ASSERT_TRUE(sockets);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    sockets->first.reset();
    const int control = sockets->second.get();
    ConfineOptions options;
    options.keep = {control};
    options.filter = INLAY_CONFINED ? FilterNeed::mandatory : FilterNeed::off;
    if (::geteuid() == 0) options.identity = Identity{65'534, 65'534};
    if (!confine(options)) ::_exit(2);
    wait_for_work(control, {}, milliseconds(kPatience));
    auto fds = receive_channel(control);
    if (!fds) ::_exit(3);
    auto cell = CellEnd::open(std::move(*fds), *workspace);
    ::_exit(cell && EchoCell(**cell).run() ? 0 : 1);
  }
  auto made = EdgeEnd::make({}, "site", *workspace);
  ASSERT_TRUE(made);
  ASSERT_TRUE(send_channel(sockets->first.get(), made->cell));
  made->cell = {};
  EXPECT_TRUE(CheckingEdge(*made->end).run())
      << (made->end->broken() != nullptr ? made->end->broken()->detail : "lost or wrong");
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

// Small records, one at a time: each turn both sides go to sleep, so each is a chance to lose a
// wake-up.
TEST(Stress, a_ball_goes_to_and_fro_without_a_lost_wake_up) {
  constexpr int kRounds = 30'000;
  Pair pair = greeted_pair();
  std::thread cell([&] {
    for (int round = 0; round < kRounds;) {
      CellEnd* const ends[] = {pair.cell.get()};
      wait_for_work(-1, ends, milliseconds(kPatience));
      while (pair.cell->next() != nullptr) {
        ++round;
        EXPECT_TRUE(pair.cell->send(Usage{}));
      }
    }
    pair.cell->flush();
  });
  int got = 0;
  for (int round = 0; round < kRounds; ++round) {
    ASSERT_TRUE(pair.edge->send(DropScript{}));
    while (got <= round) {
      if (pair.edge->settle() == Rest::sleep) {
        pollfd polled{pair.edge->doorbell(), POLLIN, 0};
        ASSERT_EQ(::poll(&polled, 1, kPatience), 1) << "round " << round;
        pair.edge->woken();
      }
      while (pair.edge->next() != nullptr) ++got;
    }
  }
  cell.join();
}

// A moment that the compiler leaves where it is.
void pause() { std::atomic_signal_fence(std::memory_order_seq_cst); }

// A record is shown at about the moment at which the reader goes to sleep. Without the fence in
// Endpoint::settle() that stops for good within some hundred thousand rounds on two free cores.
TEST(Stress, falling_asleep_and_waking_meet_at_every_distance) {
  constexpr uint32_t kRounds = 100'000;
  Pair pair = greeted_pair();
  std::atomic<uint32_t> taken = 0;
  std::atomic<bool> overslept = false;
  std::thread cell([&] {
    while (taken < kRounds && !overslept) {
      while (pair.cell->next() != nullptr) ++taken;
      for (uint32_t distance = 0; distance < taken % 613; ++distance) pause();
      if (pair.cell->settle() == Rest::work || taken == kRounds) continue;
      pollfd polled{pair.cell->doorbell(), POLLIN, 0};
      if (::poll(&polled, 1, kPatience / 4) != 1) overslept = true;
      pair.cell->woken();
    }
  });
  for (uint32_t round = 0; round < kRounds && !overslept; ++round) {
    for (uint32_t spins = 0; taken != round && !overslept; ++spins) {
      if (spins > 10'000) std::this_thread::yield();
    }
    for (uint32_t distance = 0; distance < round % 64; ++distance) pause();
    EXPECT_EQ(pair.edge->send(DropScript{}).value_or(Sent::full), Sent::yes);
    pair.edge->settle();
  }
  cell.join();
  EXPECT_FALSE(overslept) << "after " << taken << " records";
}

// Writes garbage at random moments: positions, flags, the bytes of both rings. In every other round
// most of what it does is nearly right, so that it gets further.
class HostileCell {
 public:
  HostileCell(RawCell& cell, uint32_t seed) : cell_(cell), sly_(seed % 2 == 0), generator_(seed) {}

  void attack_once() {
    if (sly_ && random() % 256 != 0) return nearly_right();
    switch (random() % 8) {
      case 0: {
        position(cell_.page().cell.written);
        break;
      }
      case 1: {
        position(cell_.page().cell.read);
        break;
      }
      case 2: {
        cell_.page().edge.wants.store(random(), std::memory_order_relaxed);
        cell_.page().cell.wants.store(random(), std::memory_order_relaxed);
        break;
      }
      case 3: {
        cell_.page().running.store(random(), std::memory_order_relaxed);
        cell_.page().kill_wanted.store(random() % 20, std::memory_order_relaxed);
        cell_.page().edge.written.store(random(), std::memory_order_relaxed);
        break;
      }
      case 4: {
        cell_.bell().ring();
        break;
      }
      default:
        frame();
        break;
    }
  }

 private:
  uint32_t random() { return static_cast<uint32_t>(generator_()); }
  void nearly_right() {
    const uint32_t slot = random() % 4;
    const StreamId stream = kStreamsMax * generations_[slot] + slot;
    switch (random() % 32) {
      case 0:
        if (cell_.say(Finished{.stream = stream})) ++generations_[slot];
        break;
      case 1:
        cell_.say(Head{.stream = stream, .status = 200, .more = random() % 2 == 0});
        break;
      case 2:
        cell_.say(Consumed{stream, 1 + random() % 5000});
        break;
      case 3:
        cell_.bell().ring();
        break;
      case 4:
        cell_.say(Output{.stream = stream, .offset = random() % 100, .restore = "-->"});
        break;
      default:
        cell_.say(LogCall{.script = slot, .truncated = true});
        break;
    }
  }

  void position(std::atomic<uint64_t>& at) {
    const uint64_t now = at.load(std::memory_order_relaxed);
    at.store(random() % 64 == 0 ? random() : now + random() % 300, std::memory_order_release);
  }

  // A frame of a known type and size where the edge looks next, or anywhere.
  void frame() {
    const RecordRow& row = kRecordTable[random() % kRecordTable.size()];
    const Frame frame{random() % 4 == 0 ? random() : random() % 64,
                      random() % 2 == 0 ? kStreamsMax + random() % 8 : 0,
                      static_cast<uint32_t>(row.type)};
    const uint64_t read = cell_.page().edge.read.load(std::memory_order_relaxed);
    const uint64_t at = (random() % 4 == 0 ? random() : read) % (cell_.memory().ring_bytes() - 64);
    std::memcpy(cell_.memory().ring_to_edge() + at, &frame, kFrameBytes);
  }

  RawCell& cell_;
  bool sly_;
  std::array<uint32_t, 4> generations_{1, 1, 1, 1};  // as far as it can guess
  std::minstd_rand generator_;
};

TEST(Stress, a_hostile_cell_can_only_end_its_channel) {
  const auto until = steady_clock::now() + milliseconds(3000);
  int broken = 0;
  for (uint32_t round = 0; steady_clock::now() < until; ++round) {
    RawPair pair = raw_pair();
    pair.cell->say(Ready{});
    std::atomic<bool> stop = false;
    std::thread attacker([&] {
      HostileCell hostile(*pair.cell, round);
      while (!stop.load(std::memory_order_relaxed)) hostile.attack_once();
    });
    const std::string page(10'000, 'p');
    std::vector<StreamId> streams;
    for (int turn = 0; turn < 2000 && pair.edge->broken() == nullptr; ++turn) {
      pair.edge->woken();
      while (const CellRecord* record = pair.edge->next()) {
        if (const auto* finished = std::get_if<Finished>(record)) {
          std::erase(streams, finished->stream);
        }
      }
      Begin begin{.has_body = true};
      if (streams.size() < 4 && pair.edge->begin(begin).value_or(Sent::full) == Sent::yes) {
        streams.push_back(begin.stream);
      }
      for (const StreamId stream : streams) pair.edge->body(stream, page);
      pair.edge->running();
      pair.edge->kill_wanted();
      if (pair.edge->settle() == Rest::sleep) std::this_thread::yield();
    }
    stop = true;
    attacker.join();
    if (pair.edge->broken() != nullptr) {
      ++broken;
      EXPECT_EQ(pair.edge->broken()->fault, Fault::malformed);
      EXPECT_FALSE(pair.edge->broken()->detail.empty());
    }
  }
  EXPECT_GT(broken, 0);
}

}  // namespace
}  // namespace inlay::channel
