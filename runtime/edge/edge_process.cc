#include "edge/edge_process.h"

#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <optional>
#include <thread>

#include "apps/snapshot.h"
#include "base/clock.h"
#include "client_runtime.h"
#include "config/edge_start.h"
#include "config/edge_wire.h"
#include "edge/cell_source.h"
#include "edge/edge_loop.h"
#include "net/address_range.h"
#include "net/message_outbox.h"
#include "net/poll.h"
#include "net/resolver.h"
#include "net/signal_watch.h"
#include "os/files.h"
#include "os/memfd.h"
#include "os/message_socket.h"
#include "os/process.h"
#include "telemetry/access_log.h"
#include "telemetry/counters.h"
#include "telemetry/json_log.h"

namespace inlay {
namespace {

constexpr uint64_t kDrainLimitMs = 10'000;
constexpr uint64_t kAwakeMs = 3'600'000;

// From what the supervisor has written; it has checked it, so a mistake is ours.
Result<EdgeStart> read_start(const std::vector<std::string>& arguments) {
  if (arguments.size() != 3 || arguments[1] != kEdgeWire) {
    return fail(Fault::unsupported, Blame::self,
                "started by another version of the program; restart the supervisor");
  }
  auto text = SealedView::map(kEdgeStartFd, 1_MiB);
  if (!text) return fail(text.error());
  return edge_start_from_wire(text->bytes());
}

Result<> share(EdgeShared& shared, const EdgeStart& start) {
  shared.limits = edge_limits(start.settings);
  shared.node = start.node;
  for (const std::string& text : start.trusted_proxies) {
    auto range = AddressRange::parse(text);
    if (!range) return fail(range.error());
    shared.trusted_proxies.push_back(*range);
  }
  auto servers = parse_name_servers(start.name_servers);
  if (!servers) return fail(servers.error());
  shared.name_servers = std::move(*servers);
  return {};
}

// The main thread's part: it talks with the supervisor while the loops serve.
class EdgeProcess {
 public:
  EdgeProcess(EdgeStart start, Log& log)
      : start_(std::move(start)),
        log_(log),
        awake_(main_, [this] { stay_awake(); }),
        terminate_(main_, SIGTERM, [this] { drain(); }),
        interrupt_(main_, SIGINT, [this] { drain(); }) {}

  Result<> start();
  void run();

 private:
  Result<std::shared_ptr<const SiteTable>> load_sites(int fd);
  Result<> open_telemetry();
  Result<> list_myself();
  void on_message();
  void supervisor_gone();
  void take_sites(int snapshot);
  void answer(std::string_view message);
  void drain();
  void hand_over();
  void stay_awake();

  EdgeStart start_;
  Log& log_;
  SystemClock clock_;
  EdgeShared shared_{log_, clock_, {}, {}, {}, {}, nullptr, {}};
  // Of all tables: sites that a reload leaves as they are keep theirs.
  const std::shared_ptr<apps::InsertPrograms> insert_programs_ =
      std::make_shared<apps::InsertPrograms>();
  std::optional<KeptBundles> kept_;
  std::optional<CounterRegion> counters_;
  std::optional<AccessWriter> access_;
  Loop main_;
  Fd control_{kEdgeControlFd};
  MessageOutbox outbox_{main_, control_.get()};
  CellSource cells_{main_, outbox_, start_.settings.cells_max};
  SiteCells site_cells_{main_, cells_, clock_, log_};
  Breakers breakers_;
  channel::AllowanceTotal allowances_{Bytes(start_.settings.cells_retain_total_bytes)};
  ScriptNumbers script_numbers_;
  std::optional<ReadPoll> control_poll_;
  std::optional<FileLock> lock_;
  Fd successor_;  // where the next supervisor asks for our sockets
  std::optional<ReadPoll> successor_poll_;
  Timer awake_;
  SignalWatch terminate_;
  SignalWatch interrupt_;
  std::vector<std::unique_ptr<EdgeLoop>> loops_;
  std::vector<std::thread> threads_;
  size_t running_ = 0;
};

Result<> EdgeProcess::start() {
  if (auto shared = share(shared_, start_); !shared) return fail(shared.error());
  kept_.emplace(start_.state, Bytes(shared_.limits.bundle_memory_bytes_max), log_);
  shared_.kept = &*kept_;
  shared_.scripts = {.cells = &site_cells_,
                     .breakers = &breakers_,
                     .allowances = &allowances_,
                     .numbers = &script_numbers_,
                     .most = shared_.limits.scripts,
                     .retain = Bytes(shared_.limits.retain_bytes),
                     .start_most = std::chrono::milliseconds(shared_.limits.cell_start_ms)};
  if (auto opened = open_telemetry(); !opened) return fail(opened.error());
  auto sites = load_sites(kEdgeSnapshotFd);
  if (!sites) return fail(sites.error());

  for (size_t i = 0; i < start_.loops; i++) {
    EdgeTelemetry telemetry{counters_->writer(i), access_ ? &access_->loop(i) : nullptr};
    loops_.push_back(std::make_unique<EdgeLoop>(shared_, telemetry, *sites));
    for (size_t address = 0; address < start_.addresses; address++) {
      loops_[i]->listen(Fd(kEdgeFirstListener + static_cast<int>(address * start_.loops + i)));
    }
  }
  if (auto listed = list_myself(); !listed) {  // serving matters more
    log_.write(Level::warn, "edge.unlisted", {{"reason", listed.error().detail}});
  }
  control_poll_.emplace(main_, control_.get(), [this] { on_message(); });
  return outbox_.send(kEdgeReady);
}

Result<> EdgeProcess::open_telemetry() {
  auto counters = CounterRegion::open(kEdgeCountersFd);
  if (!counters) return fail(counters.error());
  if (counters->writers() != start_.loops + 1) {
    return fail(Fault::malformed, Blame::self, "counters: for another number of loops");
  }
  counters_.emplace(std::move(*counters));
  if (start_.access_log.empty()) return {};
  const size_t sockets = start_.addresses * start_.loops;
  std::vector<LoopCounters> loops;
  for (size_t i = 0; i < start_.loops; i++) loops.push_back(counters_->writer(i));
  access_.emplace(Fd(kEdgeFirstListener + static_cast<int>(sockets)), loops,
                  counters_->writer(start_.loops), [this](const Error& error) {
                    log_.write(Level::error, "access_log.failed", {{"reason", error.detail}});
                  });
  return {};
}

// Lets a later supervisor find us, should ours die, and take over our sockets.
Result<> EdgeProcess::list_myself() {
  auto lock = FileLock::join(start_.state + kEdgeLockFile);
  if (!lock) return fail(lock.error());
  lock_.emplace(std::move(*lock));
  auto successor = message_listener(start_.state + kEdgeSocketFile);
  if (!successor) return fail(successor.error());
  successor_ = std::move(*successor);
  successor_poll_.emplace(main_, successor_.get(), [this] { hand_over(); });
  return {};
}

// The sockets live on with the new edge: nobody who waits in their queues is lost when we close
// ours.
void EdgeProcess::hand_over() {
  auto connection = message_accept(successor_.get());
  if (!connection) return;
  size_t sockets = start_.addresses * start_.loops;
  for (size_t i = 0; i < sockets; i++) {
    int listener = kEdgeFirstListener + static_cast<int>(i);
    if (!send_message(connection->get(), kEdgeListener, listener)) return;
  }
}

Result<std::shared_ptr<const SiteTable>> EdgeProcess::load_sites(int fd) {
  auto bytes = SealedView::map(fd, Bytes(apps::kSnapshotBytesMax));
  if (!bytes) return fail(bytes.error());
  auto snapshot = apps::decode_snapshot(bytes->bytes());
  if (!snapshot) return fail(snapshot.error());
  apps::PlanSettings settings{.path_prefix = start_.path_prefix,
                              .browser_runtime = apps::make_content(std::string(client_runtime())),
                              .insert_programs = insert_programs_};
  return SiteTable::build(std::move(*snapshot), settings);
}

void EdgeProcess::run() {
  for (auto& loop : loops_) {
    running_++;
    threads_.emplace_back([this, &loop] {
      loop->run();
      main_.post([this] {
        if (--running_ == 0) main_.stop();
      });
    });
  }
  stay_awake();
  main_.run();
  for (std::thread& thread : threads_) thread.join();
  access_.reset();  // writes what is left
}

void EdgeProcess::on_message() {
  auto message = receive_message(control_.get());
  if (!message && message.error().fault == Fault::timed_out) return;
  if (!message) return supervisor_gone();
  if (message->text == kEdgeDrain) return drain();
  if (message->text == kEdgeSites && message->fd) return take_sites(message->fd.get());
  if (message->text == kEdgeAccess && message->fd && access_) {
    access_->reopen(std::move(message->fd));
  } else if (auto about_cell = parse_cell_message(message->text)) {
    cells_.on_message(*about_cell, std::move(message->fd));
  }
}

void EdgeProcess::supervisor_gone() {
  log_.write(Level::warn, "edge.alone", {{"reason", "the supervisor is gone; serving on"}});
  control_poll_.reset();
  cells_.on_supervisor_gone();
}

void EdgeProcess::take_sites(int snapshot) {
  auto sites = load_sites(snapshot);
  if (!sites) {
    log_.write(Level::error, "sites.refused", {{"reason", sites.error().detail}});
    return answer(kEdgeRefused);
  }
  auto waiting = std::make_shared<std::atomic<size_t>>(loops_.size());
  for (auto& loop : loops_) {
    loop->post_sites(*sites, [this, waiting] {
      if (--*waiting == 0) main_.post([this] { answer(kEdgeTaken); });
    });
  }
}

// Without an ear for it there is no supervisor either: the next look at the socket tells.
void EdgeProcess::answer(std::string_view message) { (void)outbox_.send(message); }

void EdgeProcess::drain() {
  successor_poll_.reset();  // the listeners' numbers may soon mean other files
  successor_.reset();
  for (auto& loop : loops_) loop->post_drain(kDrainLimitMs);
}

// A loop that waits for nothing ends, and signals do not count: without this it would when the
// supervisor is gone.
void EdgeProcess::stay_awake() { awake_.start(kAwakeMs); }

}  // namespace

int run_edge(const std::vector<std::string>& arguments) {
  set_process_name(kEdgeName);
  ::signal(SIGPIPE, SIG_IGN);
  SystemClock clock;
  JsonLog log(2, "edge", clock);
  auto start = read_start(arguments);
  if (!start) {
    log.write(Level::error, "edge.start_failed", {{"reason", start.error().detail}});
    return 3;
  }
  auto* process = new EdgeProcess(std::move(*start), log);
  if (auto started = process->start(); !started) {
    log.write(Level::error, "edge.start_failed", {{"reason", started.error().detail}});
    std::_Exit(3);
  }
  process->run();
  std::_Exit(
      0);  // connections cut by the drain limit hold memory that the kernel frees faster than we do
}

}  // namespace inlay
