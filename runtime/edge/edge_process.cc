#include "edge/edge_process.h"

#include <signal.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <thread>

#include "apps/snapshot.h"
#include "base/clock.h"
#include "client_runtime.h"
#include "config/edge_wire.h"
#include "edge/edge_loop.h"
#include "net/poll.h"
#include "net/signal_watch.h"
#include "os/files.h"
#include "os/memfd.h"
#include "os/message_socket.h"
#include "os/process.h"
#include "telemetry/json_log.h"

namespace inlay {
namespace {

constexpr uint64_t kDrainLimitMs = 10'000;
constexpr uint64_t kAwakeMs = 3'600'000;

struct EdgeArguments {
  std::string path_prefix;
  std::string state;
  size_t loops = 0;
  size_t addresses = 0;
};

Result<size_t> small_number(const std::string& text) {
  size_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > 1024) {
    return fail(Fault::malformed, Blame::self, "edge argument '" + text + "'");
  }
  return value;
}

Result<EdgeArguments> read_arguments(const std::vector<std::string>& given) {
  if (given.size() != 6 || given[1] != kEdgeWire) {
    return fail(Fault::unsupported, Blame::self,
                "started by another version of the program; restart the supervisor");
  }
  auto loops = small_number(given[4]);
  auto addresses = small_number(given[5]);
  if (!loops) return fail(loops.error());
  if (!addresses) return fail(addresses.error());
  return EdgeArguments{given[2], given[3], *loops, *addresses};
}

// The main thread's part: it talks with the supervisor while the loops serve.
class EdgeProcess {
 public:
  EdgeProcess(EdgeArguments arguments, Log& log)
      : arguments_(std::move(arguments)),
        log_(log),
        awake_(main_, [this] { stay_awake(); }),
        terminate_(main_, SIGTERM, [this] { drain(); }),
        interrupt_(main_, SIGINT, [this] { drain(); }) {}

  Result<> start();
  void run();

 private:
  Result<std::shared_ptr<const SiteTable>> load_sites(int fd);
  Result<> list_myself();
  void on_message();
  void drain();
  void hand_over();
  void stay_awake();

  EdgeArguments arguments_;
  Log& log_;
  SystemClock clock_;
  EdgeLimits limits_;
  Loop main_;
  Fd control_{kEdgeControlFd};
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
  auto text = SealedView::map(kEdgeSettingsFd, 1_MiB);
  if (!text) return fail(text.error());
  auto settings = settings_from_wire(text->bytes());
  if (!settings) return fail(settings.error());
  limits_ = edge_limits(*settings);
  auto sites = load_sites(kEdgeSnapshotFd);
  if (!sites) return fail(sites.error());

  for (size_t i = 0; i < arguments_.loops; i++) {
    loops_.push_back(std::make_unique<EdgeLoop>(limits_, log_, clock_, *sites));
    for (size_t address = 0; address < arguments_.addresses; address++) {
      loops_[i]->listen(Fd(kEdgeFirstListener + static_cast<int>(address * arguments_.loops + i)));
    }
  }
  if (auto listed = list_myself(); !listed) {  // serving matters more
    log_.write(Level::warn, "edge.unlisted", {{"reason", listed.error().detail}});
  }
  control_poll_.emplace(main_, control_.get(), [this] { on_message(); });
  return send_message(control_.get(), kEdgeReady);
}

// Lets a later supervisor find us, should ours die, and take over our sockets.
Result<> EdgeProcess::list_myself() {
  auto lock = FileLock::join(arguments_.state + kEdgeLockFile);
  if (!lock) return fail(lock.error());
  lock_.emplace(std::move(*lock));
  auto successor = message_listener(arguments_.state + kEdgeSocketFile);
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
  size_t sockets = arguments_.addresses * arguments_.loops;
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
  apps::PlanSettings settings{.path_prefix = arguments_.path_prefix,
                              .browser_runtime = apps::make_content(std::string(client_runtime()))};
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
}

void EdgeProcess::on_message() {
  auto message = receive_message(control_.get());
  if (!message && message.error().fault == Fault::timed_out) return;
  if (!message) {
    log_.write(Level::warn, "edge.alone", {{"reason", "the supervisor is gone; serving on"}});
    control_poll_.reset();
    return;
  }
  if (message->text == kEdgeDrain) return drain();
  if (message->text == kEdgeSites && message->fd) {
    auto sites = load_sites(message->fd.get());
    if (!sites)
      return log_.write(Level::error, "sites.refused", {{"reason", sites.error().detail}});
    for (auto& loop : loops_) loop->post_sites(*sites);
  }
}

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
  auto read = read_arguments(arguments);
  if (!read) {
    log.write(Level::error, "edge.start_failed", {{"reason", read.error().detail}});
    return 3;
  }
  auto* process = new EdgeProcess(std::move(*read), log);
  if (auto started = process->start(); !started) {
    log.write(Level::error, "edge.start_failed", {{"reason", started.error().detail}});
    std::_Exit(3);
  }
  process->run();
  std::_Exit(
      0);  // connections cut by the drain limit hold memory that the kernel frees faster than we do
}

}  // namespace inlay
