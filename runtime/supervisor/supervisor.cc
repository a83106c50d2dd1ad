#include "supervisor/supervisor.h"

#include <sched.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "config/edge_wire.h"
#include "net/child_process.h"
#include "net/loop.h"
#include "net/poll.h"
#include "net/signal_watch.h"
#include "net/timer.h"
#include "os/memfd.h"
#include "os/message_socket.h"
#include "os/process.h"
#include "supervisor/listeners.h"
#include "supervisor/site_inputs.h"
#include "supervisor/state_folder.h"

namespace inlay {
namespace {

constexpr uint64_t kKillAfterMs = 11'000;  // the edge itself cuts what is left after 10 s
// An edge that lived this long died of an accident and is replaced at once; one that keeps dying
// young is not allowed to burn the machine.
constexpr uint64_t kYoungMs = 5'000;
constexpr std::array<uint64_t, 6> kRestartMs{0, 50, 100, 200, 1'000, 5'000};

size_t usable_cores() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<size_t>(std::max(CPU_COUNT(&set), 1));
}

class Supervisor {
 public:
  Supervisor(const ServeConfig& config, const SupervisorHooks& hooks, Log& log)
      : config_(config),
        hooks_(hooks),
        log_(log),
        restart_(loop_, [this] { start_edge(); }),
        kill_(loop_, [this] { kill_edge(); }),
        terminate_(loop_, SIGTERM, [this] { stop(); }),
        interrupt_(loop_, SIGINT, [this] { stop(); }),
        hang_up_(loop_, SIGHUP, [this] { reload(); }) {}

  Result<int> run();

 private:
  void start_edge();
  void on_message();
  void on_exit(ChildProcess::Exit exit);
  void stop();
  void reload();
  void tell_what_waits(const ServeConfig& config);
  void kill_edge();
  void tell_orphans();

  ServeConfig config_;
  const SupervisorHooks& hooks_;
  Log& log_;
  Loop loop_;
  std::optional<StateFolder> state_;
  Listeners listeners_;
  Fd settings_;
  Fd snapshot_;
  std::unique_ptr<ChildProcess> edge_;
  Fd control_;
  std::optional<ReadPoll> control_poll_;
  Timer restart_;
  Timer kill_;
  SignalWatch terminate_;
  SignalWatch interrupt_;
  SignalWatch hang_up_;
  uint64_t started_ms_ = 0;
  size_t young_deaths_ = 0;
  bool was_ready_ = false;
  bool stopping_ = false;
  std::optional<Error> failed_;
};

Result<int> Supervisor::run() {
  auto sites = encode_sites(config_.sites, hooks_.on_warning);
  if (!sites) return fail(sites.error());
  auto state = StateFolder::open(config_.state);
  if (!state) return fail(state.error());
  state_.emplace(std::move(*state));

  size_t loops = config_.settings.edge_loops != 0 ? config_.settings.edge_loops : usable_cores();
  Neighbours neighbours =
      state_->orphaned_edges().empty() ? Neighbours::none : Neighbours::predecessor;
  std::vector<Fd> inherited;
  if (neighbours == Neighbours::predecessor)
    inherited = inherited_listeners(state_->path() + kEdgeSocketFile);
  auto listeners = open_listeners(config_.listen_http, loops, neighbours, std::move(inherited));
  if (!listeners) return fail(listeners.error());
  listeners_ = std::move(*listeners);

  auto settings = sealed_memory("inlay-settings", settings_to_wire(config_.settings));
  if (!settings) return fail(settings.error());
  auto snapshot = sealed_memory("inlay-sites", *sites);
  if (!snapshot) return fail(snapshot.error());
  settings_ = std::move(*settings);
  snapshot_ = std::move(*snapshot);

  start_edge();
  loop_.run();
  if (failed_) return fail(*failed_);
  return 0;
}

void Supervisor::start_edge() {
  auto pair = message_pair();
  if (!pair) {
    failed_ = pair.error();
    return loop_.stop();
  }
  control_ = std::move(pair->first);
  std::vector<int> fds{pair->second.get(), settings_.get(), snapshot_.get()};
  for (int fd : listeners_.fds()) fds.push_back(fd);
  std::vector<std::string> arguments{kEdgeName,
                                     kEdgeWire,
                                     config_.path_prefix,
                                     state_->path(),
                                     std::to_string(listeners_.per_address),
                                     std::to_string(listeners_.bound.size())};
  started_ms_ = loop_.now_ms();
  auto edge = ChildProcess::start(loop_, kThisProgram, arguments, fds,
                                  [this](ChildProcess::Exit exit) { on_exit(exit); });
  if (!edge) {
    failed_ = edge.error();
    return loop_.stop();
  }
  edge_ = std::move(*edge);
  control_poll_.emplace(loop_, control_.get(), [this] { on_message(); });
}

void Supervisor::on_message() {
  auto message = receive_message(control_.get());
  if (!message) {
    if (message.error().fault == Fault::closed) control_poll_.reset();  // on_exit follows
    return;
  }
  if (message->text != kEdgeReady) return;
  log_.write(Level::info, "edge.ready", {{"pid", edge_->pid()}});
  tell_orphans();
  if (!std::exchange(was_ready_, true) && hooks_.on_ready) hooks_.on_ready(listeners_.bound);
}

// A predecessor's edge answers what it has begun and what it takes from the queues, then leaves.
void Supervisor::tell_orphans() {
  if (was_ready_) return;
  for (pid_t orphan : state_->orphaned_edges()) {
    log_.write(Level::info, "edge.replaced", {{"pid", orphan}});
    ::kill(orphan, SIGTERM);
  }
}

void Supervisor::on_exit(ChildProcess::Exit exit) {
  control_poll_.reset();
  edge_.reset();
  if (stopping_) return loop_.stop();
  log_.write(Level::error, "edge.died", {{"status", exit.status}, {"signal", exit.signal}});
  if (!was_ready_ && exit.signal == 0) {
    failed_ = Error{Fault::internal, Blame::self, "the edge process could not start"};
    return loop_.stop();
  }
  young_deaths_ = loop_.now_ms() - started_ms_ < kYoungMs ? young_deaths_ + 1 : 0;
  restart_.start(kRestartMs[std::min(young_deaths_, kRestartMs.size() - 1)]);
}

void Supervisor::stop() {
  if (std::exchange(stopping_, true)) {
    kill_edge();
    return loop_.stop();
  }
  restart_.stop();
  listeners_.sockets
      .clear();  // a connection that comes now is refused at once instead of waiting for nobody
  if (edge_ == nullptr) return loop_.stop();
  if (!send_message(control_.get(), kEdgeDrain)) edge_->signal(SIGTERM);
  kill_.start(kKillAfterMs);
}

void Supervisor::kill_edge() {
  if (edge_ != nullptr) edge_->signal(SIGKILL);
}

// What a reload cannot change yet must not look as if it had.
void Supervisor::tell_what_waits(const ServeConfig& config) {
  auto waits = [&](std::string_view what) {
    log_.write(Level::warn, "reload.needs_restart", {{"what", what}});
  };
  if (config.listen_http != config_.listen_http) waits("listen.http");
  if (config.path_prefix != config_.path_prefix) waits("apps.path_prefix");
  if (config.state != config_.state) waits("state");
  if (settings_to_wire(config.settings) != settings_to_wire(config_.settings)) waits("settings");
}

void Supervisor::reload() {
  if (stopping_ || !hooks_.reload) return;
  auto config = hooks_.reload();
  if (!config)
    return log_.write(Level::error, "reload.refused", {{"reason", config.error().detail}});
  auto sites = encode_sites(config->sites, hooks_.on_warning);
  if (!sites) {
    hooks_.on_warning(sites.error().detail);
    return log_.write(Level::error, "reload.refused", {{"reason", sites.error().detail}});
  }
  auto snapshot = sealed_memory("inlay-sites", *sites);
  if (!snapshot)
    return log_.write(Level::error, "reload.refused", {{"reason", snapshot.error().detail}});
  tell_what_waits(*config);
  snapshot_ = std::move(*snapshot);
  config_.sites = std::move(config->sites);
  if (edge_ != nullptr && !send_message(control_.get(), kEdgeSites, snapshot_.get())) {
    return log_.write(Level::warn, "reload.delayed", {{"reason", "the edge is being replaced"}});
  }
  log_.write(Level::info, "reload.done", {{"sites", config_.sites.size()}});
}

}  // namespace

Result<int> run_supervisor(const ServeConfig& config, const SupervisorHooks& hooks, Log& log) {
  ::signal(SIGPIPE, SIG_IGN);
  set_process_name("inlay-super");
  raise_descriptor_limit();  // one for each connection of the edge, which inherits it
  Supervisor supervisor(config, hooks, log);
  return supervisor.run();
}

}  // namespace inlay
