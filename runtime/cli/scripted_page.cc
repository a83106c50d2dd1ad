#include "cli/scripted_page.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace inlay::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kKillAfter = 250ms;  // over the wall limits, for what only a kill ends
constexpr auto kLookAgain = 100ms;  // whether it is time to kill
constexpr auto kStartMost = 5s;     // until the cell says its first word

std::vector<channel::ScriptId> chain_of(
    const std::vector<std::shared_ptr<const EdgeScript>>& scripts) {
  std::vector<channel::ScriptId> chain;
  for (const auto& script : scripts) chain.push_back(script->id);
  return chain;
}

}  // namespace

ScriptedPage::ScriptedPage(std::string site, std::vector<std::shared_ptr<const EdgeScript>> scripts,
                           PageVisit visit, Bytes allowance, Events events,
                           std::unique_ptr<CellSession> cell)
    : site_(std::move(site)),
      scripts_(std::move(scripts)),
      events_(std::move(events)),
      total_(allowance),
      page_(std::move(visit), chain_of(scripts_), *total_.reserve(allowance)),
      cell_(std::move(cell)) {
  if (cell_ != nullptr) {
    page_.enter(cell_->end());
  } else {
    start();
  }
}

ScriptedPage::~ScriptedPage() = default;

// The scripts that are still in the chain go to a fresh cell.
void ScriptedPage::start() {
  senders_.clear();
  sent_ = 0;
  ready_ = false;
  auto started = CellSession::start(site_);
  if (!started) {
    start_error_ = started.error();
    return page_.give_up(Outcome::start_failed);
  }
  cell_ = std::move(*started);
  for (const channel::ScriptId id : page_.chain()) {
    const EdgeScript& one = *script(id);
    senders_.emplace_back(one.facts(), one.options->bytes, one.files);
  }
  page_.enter(cell_->end());
}

const EdgeScript* ScriptedPage::script(channel::ScriptId id) const {
  const auto found = std::ranges::find(scripts_, id, [](const auto& one) { return one->id; });
  return found == scripts_.end() ? nullptr : found->get();
}

Result<> ScriptedPage::bring(std::string_view bytes) {
  page_.bring(bytes);
  // The cell is not heard before it must be: what has left when a script is killed must not depend
  // on how the page came.
  if (page_.wants_more()) return {};
  return go_on([this] { return page_.wants_more(); });
}

Result<> ScriptedPage::finish() {
  page_.end(channel::BodyEnding::whole);
  return go_on([this] { return page_.ending() != PageScripts::Ending::none && page_.over(); });
}

template <typename Until>
Result<> ScriptedPage::go_on(Until&& until) {
  heard_ = clock_.mono();  // the page's source may have been slow
  for (;;) {
    turn();
    if (auto written = write(); !written) return written;
    if (until()) return {};
    if (cell_ != nullptr) wait();
  }
}

Result<> ScriptedPage::write() {
  const std::string_view leaving = page_.leaving();
  if (leaving.empty()) return {};
  auto written = events_.on_output(leaving);
  page_.taken(true);
  return written;
}

void ScriptedPage::turn() {
  if (cell_ == nullptr) return;
  channel::EdgeEnd& end = cell_->end();
  while (sent_ < senders_.size()) {
    const auto sent = senders_[sent_].pump(end);
    if (!sent || !*sent) break;
    ++sent_;
  }
  if (sent_ == senders_.size()) page_.pump();
  while (const channel::CellRecord* record = end.next()) {
    heard_ = clock_.mono();
    ready_ = true;
    hear(*record);
  }
  page_.pump();
  check_cell();
}

void ScriptedPage::hear(const channel::CellRecord& record) {
  if (const auto* log = std::get_if<channel::LogCall>(&record)) {
    const EdgeScript* by = script(log->script);
    if (by != nullptr) events_.on_console(*by, *log);
    return;
  }
  if (const auto* failure = std::get_if<channel::Failure>(&record); failure && failure->unhandled) {
    const EdgeScript* by = script(failure->script);
    if (by != nullptr) events_.on_unhandled(*by, failure->error);
  }
  if (const auto* state = std::get_if<channel::ScriptState>(&record); state && events_.on_loaded) {
    const EdgeScript* loaded = script(state->script);
    if (loaded != nullptr) events_.on_loaded(*loaded, *state);
  }
  if (const auto* finished = std::get_if<channel::Finished>(&record)) {
    results_.assign(finished->results.begin(), finished->results.end());
  }
  const bool own = std::visit(
      [this](const auto& one) {
        if constexpr (requires { one.stream; }) return page_.is_stream(one.stream);
        return false;
      },
      record);
  if (own) page_.take(record);
}

void ScriptedPage::check_cell() {
  channel::EdgeEnd& end = cell_->end();
  if (const auto wanted = end.kill_wanted()) return cell_gone(*wanted);
  if (end.broken() != nullptr || page_.unsound()) return cell_gone(Outcome::killed);
  auto most = ready_ ? Clock::Mono::duration(kKillAfter) : kKillAfter + kStartMost;
  for (const auto& one : scripts_) most += std::chrono::milliseconds(one->limits.wall_ms);
  if (clock_.mono() >= heard_ + most) cell_gone(Outcome::over_wall);
}

void ScriptedPage::cell_gone(Outcome why) {
  const channel::ScriptId culprit = cell_->end().running().script;
  const bool anew = page_.cell_gone(culprit, why);
  cell_.reset();
  if (anew) start();
}

void ScriptedPage::wait() { cell_->wait(clock_.mono() + kLookAgain); }

}  // namespace inlay::cli
