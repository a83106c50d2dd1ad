#include "supervisor/supervisor.h"

#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include "config/edge_wire.h"
#include "net/loop.h"
#include "net/signal_watch.h"
#include "net/timer.h"
#include "net/unix_listener.h"
#include "os/append_file.h"
#include "os/memfd.h"
#include "os/process.h"
#include "supervisor/admin_server.h"
#include "supervisor/cell_program.h"
#include "supervisor/cell_spares.h"
#include "supervisor/edge_fleet.h"
#include "supervisor/kept_plans.h"
#include "supervisor/listeners.h"
#include "supervisor/node_id.h"
#include "supervisor/prepared_sites.h"
#include "supervisor/state_folder.h"
#include "supervisor/status.h"

namespace inlay {
namespace {

constexpr uint64_t kCollectMs = 3'600'000;  // kept plans that are too old are looked for this often

using Lines = std::vector<std::string>;

size_t usable_cores() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<size_t>(std::max(CPU_COUNT(&set), 1));
}

CellLimits cell_limits(const Settings& settings) {
  return {.max = settings.cells_max, .spares = settings.cells_spares};
}

Lines lines_of(const std::string& text) {
  Lines lines;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

class Supervisor {
 public:
  Supervisor(ServeConfig config, const SupervisorHooks& hooks, Log& log, const Clock& clock)
      : config_(std::move(config)),
        hooks_(hooks),
        log_(log),
        clock_(clock),
        started_(clock.wall()),
        fleet_(loop_, log,
               {.on_serving = [this] { serves(); },
                .on_failed = [this](const Error& error) { give_up(error); },
                .on_gone = [this] { loop_.stop(); },
                .on_cell_message =
                    [this](uint64_t edge, const CellMessage& message) {
                      cells_.on_message(edge, message);
                    },
                .on_edge_ended = [this](uint64_t edge) { cells_.on_edge_gone(edge); }}),
        cells_(
            loop_, log,
            [this](CellClass cell_class, int control) {
              return cell_program_.start(cell_class, control);
            },
            [this](uint64_t edge, std::string_view text, int fd) {
              fleet_.send_cell_message(edge, text, fd);
            }),
        kill_(loop_, [this] { fleet_.kill(); }),
        collect_(loop_, [this] { collect(); }),
        hang_up_(loop_, SIGHUP, [this] { reload(); }),
        rotate_(loop_, SIGUSR1, [this] { rotate(); }) {}

  Result<int> run();
  // A worker thread still reads the disk.
  bool reads() const { return reading_; }

 private:
  // What a reload brings, from the file to the moment when it holds.
  struct Coming {
    ServeConfig config;
    PreparedSites sites;
    std::unique_ptr<AdminServer> admin;  // null: the one there is stays
  };

  Result<> start();
  void serves();
  void give_up(const Error& error);
  void stop();
  void collect();
  void rotate();

  void reload();
  void read_again();
  tl::expected<Coming, Lines> read();
  void apply(Coming coming);
  void tell_what_waits(ServeConfig& config);
  void applied(Coming& coming, bool by_second_edge);
  void refused(const Lines& problems);
  void reload_ended();

  Result<EdgeInputs> inputs_of(const ServeConfig& config, const PreparedSites& sites,
                               Listeners listeners);
  Result<std::unique_ptr<AdminServer>> open_admin(const std::string& path);
  std::string admin_path(const ServeConfig& config) const;
  AdminAnswer answer(const http::RequestHead& request);
  Status status() const;
  uint64_t unix_now() const;

  ServeConfig config_;  // that holds; without its sites
  const SupervisorHooks& hooks_;
  Log& log_;
  const Clock& clock_;
  const Clock::Wall started_;
  Loop loop_;
  std::optional<StateFolder> state_;
  std::optional<KeptPlans> kept_;  // a worker's while reading_
  std::string node_;
  std::vector<SiteSummary> sites_;
  size_t kept_count_ = 0;
  uint64_t kept_bytes_ = 0;
  EdgeFleet fleet_;
  CellProgram cell_program_;
  CellSpares cells_;
  std::unique_ptr<AdminServer> admin_;
  Timer kill_;
  Timer collect_;
  SignalWatch hang_up_;
  SignalWatch rotate_;
  std::optional<SignalWatch> terminate_;
  std::optional<SignalWatch> interrupt_;

  bool reading_ = false;    // a worker thread reads the disk
  bool reloading_ = false;  // from SIGHUP until it holds or is refused
  bool again_ = false;      // SIGHUP came meanwhile
  bool stopping_ = false;
  std::optional<LastReload> last_reload_;
  uint64_t reloads_done_ = 0;
  uint64_t reloads_refused_ = 0;
  std::optional<Error> failed_;
};

Result<int> Supervisor::run() {
  if (auto ok = start(); !ok) return fail(ok.error());
  loop_.run();
  admin_.reset();
  if (failed_) return fail(*failed_);
  return 0;
}

Result<> Supervisor::start() {
  auto state = StateFolder::open(config_.state);
  if (!state) return fail(state.error());
  state_.emplace(std::move(*state));
  auto node = node_id(state_->path());
  if (!node) return fail(node.error());
  node_ = std::move(*node);
  kept_.emplace(state_->path(), log_);

  auto sites = prepare_sites(config_, *kept_, unix_now(), hooks_.bundler);
  if (!sites) return fail(sites.error());
  for (const std::string& line : sites->warnings) hooks_.on_line(line);
  config_.sites.clear();
  if (config_.settings.edge_loops == 0) config_.settings.edge_loops = usable_cores();

  const bool follows = !state_->orphaned_edges().empty();
  auto listeners = open_listeners(
      config_.listen_http, config_.settings.edge_loops,
      follows ? Neighbours::predecessor : Neighbours::none,
      follows ? inherited_listeners(state_->path() + kEdgeSocketFile) : std::vector<Fd>());
  if (!listeners) return fail(listeners.error());
  auto inputs = inputs_of(config_, *sites, std::move(*listeners));
  if (!inputs) return fail(inputs.error());
  auto admin = open_admin(admin_path(config_));
  if (!admin && !config_.admin.empty()) return fail(admin.error());
  if (!admin) log_.write(Level::warn, "admin.off", {{"reason", admin.error().detail}});
  if (admin) admin_ = std::move(*admin);

  sites_ = std::move(sites->sites);
  kept_count_ = kept_->plans();
  kept_bytes_ = kept_->disk_bytes();
  // Until here the signals do what they do by themselves: end it.
  terminate_.emplace(loop_, SIGTERM, [this] { stop(); });
  interrupt_.emplace(loop_, SIGINT, [this] { stop(); });
  collect_.start(kCollectMs);
  // A program that comes later will do, too; who has no scripts needs none.
  (void)cell_program_.open();
  cells_.keep(cell_limits(config_.settings), sites->edge_scripts);
  fleet_.start(std::move(*inputs));
  return {};
}

Result<EdgeInputs> Supervisor::inputs_of(const ServeConfig& config, const PreparedSites& sites,
                                         Listeners listeners) {
  EdgeInputs inputs;
  inputs.start = {.state = state_->path(),
                  .node = node_,
                  .path_prefix = config.path_prefix,
                  .access_log = config.access_log,
                  .trusted_proxies = config.trusted_proxies,
                  .name_servers = config.name_servers,
                  .loops = config.settings.edge_loops,
                  .addresses = listeners.size(),
                  .settings = config.settings};
  inputs.listeners = std::move(listeners);
  inputs.snapshot = sites.snapshot;
  auto memory = sealed_memory("inlay-start", edge_start_to_wire(inputs.start));
  if (!memory) return fail(memory.error());
  inputs.start_memory = std::make_shared<const Fd>(std::move(*memory));
  if (config.access_log.empty()) return inputs;
  inputs.access_log = fleet_.inputs().access_log;
  if (config.access_log == fleet_.inputs().start.access_log) return inputs;
  auto file = open_append(config.access_log);
  if (!file) return fail(Fault::refused, Blame::config, "log.access: " + file.error().detail);
  inputs.access_log = std::make_shared<const Fd>(std::move(*file));
  return inputs;
}

// A predecessor's edge answers what it has begun and what it takes from the queues, then leaves.
void Supervisor::serves() {
  for (pid_t orphan : state_->orphaned_edges()) {
    log_.write(Level::info, "edge.replaced", {{"pid", orphan}});
    ::kill(orphan, SIGTERM);
  }
  if (hooks_.on_ready) hooks_.on_ready(bound_addresses(fleet_.inputs().listeners));
}

void Supervisor::give_up(const Error& error) {
  failed_ = error;
  loop_.stop();
}

void Supervisor::stop() {
  if (std::exchange(stopping_, true)) {
    fleet_.kill();
    return loop_.stop();
  }
  kill_.start(kEdgeLeaveMs);
  cells_.stop();
  fleet_.stop();
}

void Supervisor::collect() {
  collect_.start(kCollectMs);
  if (reloading_ || stopping_) return;  // next time
  reloading_ = reading_ = true;
  loop_.work([this] { kept_->collect(keep_limits(config_.settings), unix_now()); },
             [this] {
               reading_ = false;
               reload_ended();
             });
}

void Supervisor::rotate() {
  if (config_.access_log.empty() || stopping_) return;
  auto file = open_append(config_.access_log);
  if (!file) {
    return log_.write(Level::error, "access_log.kept", {{"reason", file.error().detail}});
  }
  fleet_.reopen_access_log(std::make_shared<const Fd>(std::move(*file)));
  log_.write(Level::info, "access_log.reopened", {{"path", config_.access_log}});
}

// --- reload: one at a time; signals that come meanwhile make one more, which reads the file anew.

void Supervisor::reload() {
  if (stopping_ || !hooks_.reload) return;
  if (std::exchange(reloading_, true)) {
    again_ = true;
    return;
  }
  read_again();
}

void Supervisor::read_again() {
  reading_ = true;
  auto result = std::make_shared<tl::expected<Coming, Lines>>();  // the worker's, then the loop's
  loop_.work([this, result] { *result = read(); },
             [this, result] {
               reading_ = false;
               if (stopping_) return;
               if (!*result) return refused(result->error());
               apply(std::move(**result));
             });
}

// On a worker thread. Touches nothing of the loop's but what only changes there while nobody reads.
tl::expected<Supervisor::Coming, Lines> Supervisor::read() {
  auto config = hooks_.reload();
  if (!config) return tl::unexpected(config.error());
  auto sites = prepare_sites(*config, *kept_, unix_now(), hooks_.bundler);
  if (!sites) return tl::unexpected(lines_of(sites.error().detail));
  config->sites.clear();
  return Coming{std::move(*config), std::move(*sites), nullptr};
}

// What a reload cannot change must not look as if it had.
void Supervisor::tell_what_waits(ServeConfig& config) {
  auto waits = [&](std::string_view what) {
    log_.write(Level::warn, "reload.needs_restart", {{"what", what}});
  };
  uint64_t& loops = config.settings.edge_loops;
  if (loops != 0 && loops != config_.settings.edge_loops) waits("edge.loops");
  if (config.state != config_.state) waits("state");
  loops = config_.settings.edge_loops;
  config.state = config_.state;
}

void Supervisor::apply(Coming coming) {
  for (const std::string& line : coming.sites.warnings) hooks_.on_line(line);
  tell_what_waits(coming.config);
  auto take_back = [this](const Error& error) {
    kept_->take_back(unix_now());
    refused(lines_of(error.detail));
  };
  auto listeners = reopen_listeners(coming.config.listen_http, config_.settings.edge_loops,
                                    fleet_.inputs().listeners);
  if (!listeners) return take_back(listeners.error());
  auto inputs = inputs_of(coming.config, coming.sites, std::move(*listeners));
  if (!inputs) return take_back(inputs.error());
  if (const std::string path = admin_path(coming.config); path != admin_path(config_)) {
    auto admin = open_admin(path);
    if (!admin) return take_back(admin.error());
    coming.admin = std::move(*admin);
  }

  const EdgeInputs& now = fleet_.inputs();
  const bool same_edge = inputs->listeners == now.listeners &&
                         edge_start_to_wire(inputs->start) == edge_start_to_wire(now.start);
  auto shared = std::make_shared<Coming>(std::move(coming));  // owner: the one call of `done`
  auto done = [this, shared, take_back, same_edge](const Result<>& result) {
    if (!result) return take_back(result.error());
    applied(*shared, !same_edge);
  };
  if (same_edge) return fleet_.change_sites(shared->sites.snapshot, done);
  fleet_.replace(std::move(*inputs), done);
}

void Supervisor::applied(Coming& coming, bool by_second_edge) {
  config_ = std::move(coming.config);
  sites_ = std::move(coming.sites.sites);
  cells_.keep(cell_limits(config_.settings), coming.sites.edge_scripts);
  if (coming.admin) admin_ = std::move(coming.admin);
  reloads_done_++;
  last_reload_ = LastReload{clock_.wall(), true, {}, 0};
  log_.write(Level::info, "reload.done",
             {{"sites", sites_.size()}, {"edge", by_second_edge ? "exchanged" : "kept"}});
  reload_ended();
}

void Supervisor::refused(const Lines& problems) {
  for (const std::string& line : problems) hooks_.on_line(line);
  reloads_refused_++;
  last_reload_ = LastReload{clock_.wall(), false, problems, problems.size()};
  last_reload_->problems.resize(std::min(problems.size(), kReloadProblemsMax));
  log_.write(Level::error, "reload.refused",
             {{"reason", problems.empty() ? "" : problems.front()}, {"problems", problems.size()}});
  reload_ended();
}

void Supervisor::reload_ended() {
  kept_count_ = kept_->plans();
  kept_bytes_ = kept_->disk_bytes();
  reloading_ = false;
  if (std::exchange(again_, false)) reload();
}

// --- the admin socket

std::string Supervisor::admin_path(const ServeConfig& config) const {
  return config.admin.empty() ? state_->path() + "/admin.sock" : config.admin;
}

Result<std::unique_ptr<AdminServer>> Supervisor::open_admin(const std::string& path) {
  auto listening = listen_unix(path);
  if (!listening) {
    return fail(listening.error().fault, Blame::config,
                "listen.admin: " + listening.error().detail);
  }
  return std::make_unique<AdminServer>(
      loop_, std::move(*listening), path,
      [this](const http::RequestHead& request) { return answer(request); });
}

AdminAnswer Supervisor::answer(const http::RequestHead& request) {
  const bool is_status = request.target.path == "/v1/status";
  if (!is_status && request.target.path != "/metrics") return admin_error(404, "not_found");
  if (!http::is_get_or_head(request.method)) {
    return admin_error(405, "method_not_allowed");
  }
  if (is_status) {
    return {200, "application/json", status_json(status(), site_page(request.target.query))};
  }
  return {200, "text/plain; version=0.0.4; charset=utf-8", status_metrics(status())};
}

std::string_view state_name(const EdgeHandle* edge) {
  if (edge == nullptr) return "none";
  switch (edge->state()) {
    case EdgeHandle::State::starting:
      return "starting";
    case EdgeHandle::State::serving:
      return "serving";
    case EdgeHandle::State::draining:
      return "draining";
  }
  return "";
}

Status Supervisor::status() const {
  Status status;
  status.program = hooks_.program_version;
  status.pid = ::getpid();
  status.now = clock_.wall();
  status.started = started_;
  const EdgeHandle* edge = fleet_.serving();
  status.edge_state = state_name(edge);
  status.edge_pid = edge == nullptr ? 0 : edge->pid();
  status.edge_generation = edge == nullptr ? 0 : edge->generation();
  status.edge_loops = config_.settings.edge_loops;
  status.edge_starts = fleet_.started();
  status.edge_deaths = fleet_.deaths();
  status.cells = cells_.counts();
  for (const auto& listener : fleet_.inputs().listeners) {
    status.listeners.push_back({listener->address, listener->bound});
  }
  status.state_folder = state_->path();
  status.sites = &sites_;
  status.counters = fleet_.counters();
  status.refusals = fleet_.refusals(kStatusRefusalsMax);
  status.last_reload = last_reload_ ? &*last_reload_ : nullptr;
  status.reloads_done = reloads_done_;
  status.reloads_refused = reloads_refused_;
  status.reloading = reloading_;
  status.kept_plans = kept_count_;
  status.kept_bytes = kept_bytes_;
  status.access_log = config_.access_log;
  return status;
}

uint64_t Supervisor::unix_now() const {
  const auto now = clock_.wall().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

}  // namespace

Result<int> run_supervisor(ServeConfig config, const SupervisorHooks& hooks, Log& log,
                           const Clock& clock) {
  ::signal(SIGPIPE, SIG_IGN);
  set_process_name("inlay-super");
  raise_descriptor_limit();  // one for each connection of the edge, which inherits it
  Supervisor supervisor(std::move(config), hooks, log, clock);
  auto done = supervisor.run();
  if (!supervisor.reads()) return done;
  // A worker thread still waits for the disk, and nothing that matters is left to it.
  if (!done) hooks.on_line("inlay serve: " + done.error().detail);
  std::_Exit(done ? *done : 3);
}

}  // namespace inlay
