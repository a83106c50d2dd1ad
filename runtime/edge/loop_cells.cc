#include "edge/loop_cells.h"

#include <algorithm>
#include <array>
#include <utility>

#include "apps/author_stack.h"

namespace inlay {
namespace {

constexpr uint64_t kLookMs = 50;
constexpr size_t kConsoleBytesMax = 2048;  // of one line in the log
constexpr size_t kStackBytesMax = 1024;

std::string joined(const channel::LogCall& call) {
  std::string text;
  for (std::string_view piece : call.pieces) {
    if (!text.empty()) text.push_back(' ');
    text.append(piece.substr(0, kConsoleBytesMax));
    if (text.size() >= kConsoleBytesMax) break;
  }
  text.resize(std::min(text.size(), kConsoleBytesMax));
  return text;
}

std::string_view level_name(channel::LogLevel level) {
  static constexpr std::array<std::string_view, channel::kLogLevels> kNames{"debug", "log", "info",
                                                                            "warn", "error"};
  return kNames[static_cast<size_t>(level)];
}

}  // namespace

LoopCells::LoopCells(Loop& loop, const ScriptsShared& shared, const Clock& clock, Log& log,
                     LoopCounters counters)
    : loop_(loop),
      shared_(shared),
      clock_(clock),
      log_(log),
      counters_(counters),
      before_sleep_(loop, [this] { end_turn(); }),
      look_(loop, [this] { look(); }) {}

LoopCells::~LoopCells() = default;

// ---- before the page is there

const LoopCells::KnownPlan& LoopCells::known(const std::shared_ptr<const apps::Plan>& plan) {
  const auto found = plans_.find(plan.get());
  if (found != plans_.end()) return found->second;
  KnownPlan made{plan, {}};
  std::vector<EdgeScriptPtr> present;
  for (const apps::ResolvedInstall& install : plan->site().installs) {
    made.scripts.push_back(
        install.edge == nullptr
            ? nullptr
            : make_edge_script(install, plan->site().site_id, shared_.most, *shared_.numbers));
    if (made.scripts.back() != nullptr) present.push_back(made.scripts.back());
  }
  const auto channel = channels_.find(plan->site().site_id);
  if (channel != channels_.end()) channel->second->keep_only(present);
  return plans_.emplace(plan.get(), std::move(made)).first->second;
}

std::vector<EdgeScriptPtr> LoopCells::admit(
    const std::shared_ptr<const apps::Plan>& plan,
    const std::vector<const apps::ResolvedInstall*>& installs, const PageOf& whose) {
  const KnownPlan& of_plan = known(plan);
  std::vector<EdgeScriptPtr> chain;
  for (const apps::ResolvedInstall* install : installs) {
    const auto at = static_cast<size_t>(install - plan->site().installs.data());
    if (of_plan.scripts[at] == nullptr || chain.size() >= channel::kChainMax) continue;
    if (shared_.breakers->admit(whose.site, install->id, clock_.mono())) {
      chain.push_back(of_plan.scripts[at]);
    } else {
      tell_outcome(whose, install->id, Outcome::breaker_open, false);
    }
  }
  return chain;
}

PageRun* LoopCells::open(PageOf whose, std::vector<EdgeScriptPtr> chain, PageVisit visit,
                         PageListener& listener) {
  auto allowance = shared_.allowances->reserve(shared_.retain);
  if (!allowance) {
    for (const EdgeScriptPtr& script : chain) {
      tell_outcome(whose, script->install, Outcome::over_buffer, false);
    }
    return nullptr;
  }
  counters_.change(Gauge::retained_bytes, static_cast<int64_t>(shared_.retain.count()));
  runs_.push_back(std::make_unique<PageRun>(std::move(whose), std::move(chain), std::move(visit),
                                            std::move(*allowance), listener));
  return runs_.back().get();
}

// ---- with the page

void LoopCells::start(PageRun& run) {
  run.started = true;
  if (!look_running_) {
    look_running_ = true;
    look_.start(kLookMs);
  }
  CellChannel& channel = channel_of(run.whose.site);
  channel.add(run);
  if (!channel.open()) want(channel);
}

void LoopCells::touch(PageRun& run) {
  if (run.started) on_work(channel_of(run.whose.site));
}

void LoopCells::close(PageRun& run) {
  run.listener = nullptr;
  if (run.page.ending() == PageScripts::Ending::none) {
    run.page.cancel();
    run.cut = true;
  }
  if (run.started) return touch(run);
  std::erase_if(runs_, [&](const auto& one) { return one.get() == &run; });
  counters_.change(Gauge::retained_bytes, -static_cast<int64_t>(shared_.retain.count()));
}

CellChannel& LoopCells::channel_of(const std::string& site) {
  const auto found = channels_.find(site);
  if (found != channels_.end()) return *found->second;
  if (workspace_ == nullptr) workspace_ = std::make_unique<channel::Workspace>();
  CellChannelEvents& events = *this;
  auto made =
      std::make_unique<CellChannel>(loop_, site, *workspace_, clock_, shared_.start_most, events);
  return *channels_.emplace(site, std::move(made)).first->second;
}

void LoopCells::want(CellChannel& channel) {
  if (std::exchange(channel.wanting, true)) return;
  shared_.cells->want(channel.site(), loop_,
                      [this, &channel](Result<std::shared_ptr<SiteCell>> cell) {
                        channel.wanting = false;
                        if (channel.open()) return;
                        if (!cell) return channel.give_up();
                        if (auto begun = channel.begin(*cell); !begun) {
                          shared_.cells->lost(*cell);
                          if (channel.waits()) want(channel);
                        }
                      });
}

// ---- at the end of a turn

void LoopCells::on_work(CellChannel& channel) {
  if (std::ranges::find(due_, &channel) == due_.end()) due_.push_back(&channel);
  before_sleep_.request();
}

void LoopCells::end_turn() {
  for (CellChannel* channel : std::exchange(due_, {})) {
    if (const auto why = channel->finish_turn()) drop(*channel, *why);
  }
  conclude();
  // What listeners have caused meanwhile is done before the loop sleeps, too.
  if (!due_.empty()) loop_.post([] {});
}

void LoopCells::drop(CellChannel& channel, Outcome why) {
  std::shared_ptr<SiteCell> cell = channel.end(why);
  if (!cell->retired()) {
    log_.write(Level::warn, "cell.given_up",
               {{"site", channel.site()}, {"pid", cell->pid()}, {"outcome", outcome_name(why)}});
    shared_.cells->kill(std::move(cell));
  }
  if (channel.waits()) want(channel);
}

void LoopCells::look() {
  look_running_ = !runs_.empty();
  if (look_running_) look_.start(kLookMs);
  const Clock::Mono now = clock_.mono();
  for (auto& [site, channel] : channels_) {
    if (const auto why = channel->look(now)) drop(*channel, *why);
  }
}

void LoopCells::conclude() {
  std::erase_if(runs_, [this](const std::unique_ptr<PageRun>& run) {
    if (run->listener != nullptr || !run->started || !run->page.over()) return false;
    channel_of(run->whose.site).remove(*run);
    counters_.change(Gauge::retained_bytes, -static_cast<int64_t>(shared_.retain.count()));
    for (const ScriptReport& report : run->page.reports()) tell(*run, report);
    return true;
  });
}

// ---- what is told

void LoopCells::tell(const PageRun& run, const ScriptReport& report) {
  const EdgeScript& script = *run.script(report.script);
  // What was not finished proves nothing good.
  const bool proves = !run.cut || report.outcome != Outcome::ok;
  tell_outcome(run.whose, script.install, report.outcome, run.breakers_hear && proves);
  if (report.outcome == Outcome::ok && report.message.empty()) return;
  // Source maps come from an author's own verbs only: no site's visitors pay for them.
  const auto package = apps::read_edge_package(script.package->bytes);
  const std::string stack = package ? apps::author_stack(*package, report.stack) : report.stack;
  log_.write(Level::warn, "script.failed",
             {{"request", run.whose.request},
              {"host", run.whose.host},
              {"app", script.app},
              {"install", script.install},
              {"outcome", outcome_name(report.outcome)},
              {"error", report.error_name},
              {"message", std::string_view(report.message).substr(0, kConsoleBytesMax)},
              {"stack", std::string_view(stack).substr(0, kStackBytesMax)}});
}

void LoopCells::tell_outcome(const PageOf& whose, std::string_view install, Outcome outcome,
                             bool to_breaker) {
  counters_.count(outcome);
  if (!to_breaker) return;
  if (!shared_.breakers->ended(whose.site, install, outcome, clock_.mono())) return;
  log_.write(Level::warn, "breaker.opened",
             {{"site", whose.site},
              {"host", whose.host},
              {"install", install},
              {"outcome", outcome_name(outcome)}});
}

void LoopCells::on_cell_log(const PageRun* run, const EdgeScript* script,
                            const channel::LogCall& call) {
  const uint64_t second = loop_.now_ms() / 1000;
  if (second != console_second_) console_lines_ = 0;
  console_second_ = second;
  if (++console_lines_ > kConsoleLinesMax) return;
  const Level level = call.level == channel::LogLevel::debug ? Level::debug : Level::info;
  log_.write(level, "script.console",
             {{"request", run != nullptr ? std::string_view(run->whose.request) : ""},
              {"app", script->app},
              {"install", script->install},
              {"level", level_name(call.level)},
              {"text", joined(call)},
              {"truncated", call.truncated}});
}

}  // namespace inlay
