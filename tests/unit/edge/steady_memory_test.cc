// A body that streams through the edge takes no memory per piece: an origin, the edge's loop and a
// visitor in one program whose malloc counts.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "../http_messages/counted_memory.h"
#include "../http_messages/reference_codings.h"
#include "../supervisor/kept_sites.h"
#include "apps/insert_wire.h"
#include "edge/edge_loop.h"
#include "http_messages/body_encoder.h"
#include "os/fd.h"

namespace inlay {
namespace {

using http::Coding;

constexpr int kWarmPieces = 40;  // buffers find their size
constexpr int kPieces = 200;

Fd listening(uint16_t& port) {
  auto address = parse_address("127.0.0.1:0");
  auto socket = listen_on(*address, 16);
  port = bound_address(socket->get())->port();
  ::fcntl(socket->get(), F_SETFL, 0);
  return std::move(*socket);
}

// Blocking, and bounded: a test that hangs fails.
Fd bounded(int socket) {
  timeval limit{10, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return Fd(socket);
}

Fd connected(uint16_t port) {
  Fd socket = bounded(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket.get(), reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  return socket;
}

void put(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    ASSERT_GT(sent, 0);
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

// Reads until `mark` has come; into memory that was there before.
void read_until(int socket, std::string_view mark, std::string& kept) {
  kept.clear();
  char room[65536];
  while (kept.find(mark) == std::string::npos) {
    ssize_t got = ::recv(socket, room, sizeof room, 0);
    ASSERT_GT(got, 0) << "waiting for " << mark;
    if (kept.size() > 8192) kept.erase(0, kept.size() - 64);
    kept.append(room, static_cast<size_t>(got));
  }
}

class NoLog final : public Log {
 public:
  void write(Level, std::string_view, std::initializer_list<LogField>) override {}
};

class Streams : public testing::Test {
 protected:
  void start(apps::SiteInputs site) {
    site.origins = {"http://127.0.0.1:" + std::to_string(origin_port)};
    apps::Snapshot snapshot;
    snapshot.sites.push_back(std::move(site));
    auto table = SiteTable::build(std::move(snapshot), plan_settings());
    ASSERT_TRUE(table);
    auto region = CounterRegion::create(1);
    ASSERT_TRUE(region);
    counters.emplace(std::move(*region));
    shared.limits = edge_limits(Settings());
    shared.kept = &kept;
    loop = std::make_unique<EdgeLoop>(shared, EdgeTelemetry{counters->writer(0), nullptr}, *table);
    Fd visitors = listening(edge_port);
    ::fcntl(visitors.get(), F_SETFL, O_NONBLOCK);
    loop->listen(std::move(visitors));
    thread = std::thread([this] { loop->run(); });
  }

  void TearDown() override {
    loop->post_drain(1000);
    thread.join();
  }

  // Asks for a page, and sends it piece by piece, each when the visitor has the one before. Calls
  // to malloc in the whole program while the later pieces pass.
  template <typename MakePiece>
  size_t calls_for(const std::string& head, MakePiece&& piece, std::string_view mark) {
    Fd visitor = connected(edge_port);
    put(visitor.get(), "GET /page HTTP/1.1\r\nHost: site\r\nSec-Fetch-Dest: document\r\n\r\n");
    Fd origin = bounded(::accept(origin_listener.get(), nullptr, nullptr));
    std::string text(65536, '\0');
    read_until(origin.get(), "\r\n\r\n", text);
    put(origin.get(), head);
    size_t before = 0;
    for (int i = 0; i < kWarmPieces + kPieces; i++) {
      if (i == kWarmPieces) before = counted_memory().calls;
      put(origin.get(), piece(i));
      read_until(visitor.get(), mark, text);
    }
    return counted_memory().calls - before;
  }

  NoLog log;
  SystemClock clock;
  KeptBundles kept{"/nowhere", Bytes(1 << 20), log};
  EdgeShared shared{log, clock, {}, {}, {}, "inlay-test", nullptr};
  std::optional<CounterRegion> counters;
  uint16_t origin_port = 0;
  uint16_t edge_port = 0;
  Fd origin_listener = listening(origin_port);
  std::unique_ptr<EdgeLoop> loop;
  std::thread thread;
};

// Pieces are made beforehand: only what passes them counts.
std::vector<std::string> chunks(std::string_view text) {
  std::vector<std::string> all;
  for (int i = 0; i < kWarmPieces + kPieces; i++) {
    std::string data = (i == 0 ? "<!doctype html><head><script></script></head>" : "") +
                       std::string(text) + "MARK";
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", data.size());
    all.push_back(size + data + "\r\n");
  }
  return all;
}

html::Insert insert_of(const char* selector, html::InsertMethod method, const char* html) {
  html::Insert insert;
  insert.selector = selector;
  insert.method = method;
  insert.html = html;
  return insert;
}

// A site with inserts that a page matches in each of its pieces, and one that waits for its end.
apps::SiteInputs site_with_inserts() {
  using html::InsertMethod;
  apps::SiteInputs site = site_of({"site"}, {"app()"});
  site.installs.front().inserts = apps::make_content(
      apps::write_inserts({insert_of("body", InsertMethod::append, "<i>end</i>"),
                           insert_of("main > p", InsertMethod::before, "<hr>"),
                           insert_of("p", InsertMethod::append, "<b>more</b>"),
                           insert_of("#none .x", InsertMethod::after, "never")}));
  return site;
}

constexpr const char* kChunkedHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST_F(Streams, RelayTakesNoMemoryPerPiece) {
  start(site_of({"site"}, {}));
  auto pieces = chunks(std::string(5000, 'x'));
  EXPECT_EQ(
      calls_for(
          kChunkedHead, [&](int i) -> const std::string& { return pieces[static_cast<size_t>(i)]; },
          "MARK"),
      0u);
}

TEST_F(Streams, APageWithAnAppTakesNoMemoryPerPiece) {
  start(site_of({"site"}, {"app()"}));
  auto pieces = chunks("<p class=a>" + std::string(5000, 'x') + "</p>");
  EXPECT_EQ(
      calls_for(
          kChunkedHead, [&](int i) -> const std::string& { return pieces[static_cast<size_t>(i)]; },
          "MARK"),
      0u);
}

// While the tag's place is still to come, every piece is scanned.
TEST_F(Streams, AHeadThatIsScannedTakesNoMemoryPerPiece) {
  start(site_of({"site"}, {"app()"}));
  auto pieces = chunks("");
  pieces[0] = "20\r\n<!doctype html><head><!-- MARK--\r\n";
  for (size_t i = 1; i < pieces.size(); i++) pieces[i] = "1b\r\n--><meta name=b><!-- MARK--\r\n";
  EXPECT_EQ(
      calls_for(
          kChunkedHead, [&](int i) -> const std::string& { return pieces[static_cast<size_t>(i)]; },
          "MARK"),
      0u);
}

TEST_F(Streams, APageWithInsertsThatMatchNothingTakesNoMemoryPerPiece) {
  start(site_with_inserts());
  auto pieces = chunks("<div class=x><i>" + std::string(500, 'x') + "</i></div>");
  EXPECT_EQ(
      calls_for(
          kChunkedHead, [&](int i) -> const std::string& { return pieces[static_cast<size_t>(i)]; },
          "MARK"),
      0u);
}

// Each piece has one element with two contents, which wait for its end in a list each.
TEST_F(Streams, APageThatInsertsChangeTakesMemoryForMatchesOnly) {
  start(site_with_inserts());
  auto pieces = chunks("<main><p>" + std::string(500, 'x') + "</p></main>");
  EXPECT_LE(
      calls_for(
          kChunkedHead, [&](int i) -> const std::string& { return pieces[static_cast<size_t>(i)]; },
          "MARK"),
      size_t{2} * kPieces);
}

TEST_F(Streams, ACodedPageTakesNoMemoryPerPiece) {
  start(site_with_inserts());
  for (Coding coding : {Coding::gzip, Coding::zstd}) {
    http::BodyEncoder encoder(coding);
    std::vector<std::string> pieces;
    for (int i = 0; i < kWarmPieces + kPieces; i++) {
      std::string coded;
      encoder.write(i == 0 ? "<!doctype html><head><script></script></head>"
                           : "<u>" + std::to_string(i * 7919) + "</u>",
                    coded);
      encoder.flush(coded);
      char size[16];
      std::snprintf(size, sizeof size, "%zx\r\n", coded.size());
      pieces.push_back(size + coded + "\r\n");
    }
    std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: " +
                       std::string(http::coding_name(coding)) +
                       "\r\nTransfer-Encoding: chunked\r\n\r\n";
    // Each piece leaves as one chunk: its end is the mark.
    EXPECT_EQ(calls_for(
                  head, [&](int i) -> const std::string& { return pieces[static_cast<size_t>(i)]; },
                  "\r\n"),
              0u)
        << http::coding_name(coding);
  }
}

}  // namespace
}  // namespace inlay
