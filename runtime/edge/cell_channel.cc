#include "edge/cell_channel.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace inlay {
namespace {

using channel::Sent;

channel::StreamId stream_of(const channel::CellRecord& record) {
  return std::visit(
      [](const auto& one) -> channel::StreamId {
        if constexpr (requires { one.stream; }) {
          return one.stream;
        } else {
          return 0;
        }
      },
      record);
}

// Not what a cell can say without end and nothing comes of: logs, failures, counts.
bool is_progress(const channel::CellRecord& record) {
  return std::holds_alternative<channel::Ready>(record) ||
         std::holds_alternative<channel::Head>(record) ||
         std::holds_alternative<channel::Output>(record) ||
         std::holds_alternative<channel::OutputEnd>(record) ||
         std::holds_alternative<channel::Consumed>(record) ||
         std::holds_alternative<channel::Finished>(record);
}

}  // namespace

CellChannel::CellChannel(Loop& loop, std::string site, channel::Workspace& workspace,
                         const Clock& clock, std::chrono::milliseconds start_most,
                         CellChannelEvents& events)
    : loop_(loop),
      site_(std::move(site)),
      workspace_(workspace),
      clock_(clock),
      start_most_(start_most),
      events_(events) {}

CellChannel::~CellChannel() = default;

Result<> CellChannel::begin(std::shared_ptr<SiteCell> cell) {
  auto made = channel::EdgeEnd::make({}, site_, workspace_);
  if (!made) return fail(made.error());
  if (auto handed = cell->hand_over(made->cell); !handed) return handed;
  cell_ = std::move(cell);
  begun_at_ = clock_.mono();
  end_ = std::move(made->end);
  poll_ = std::make_unique<ReadPoll>(loop_, end_->doorbell(), [this] { hear(); });
  events_.on_work(*this);
  return {};
}

void CellChannel::add(PageRun& run) {
  run.waits_since = clock_.mono();
  runs_.push_back(&run);
  events_.on_work(*this);
}

void CellChannel::remove(PageRun& run) {
  leave_cell(run);
  std::erase(runs_, &run);
  std::erase_if(by_stream_, [&run](const auto& entry) { return entry.second == &run; });
}

bool CellChannel::waits() const {
  return std::ranges::any_of(runs_, [](const PageRun* run) { return run->page.waits_for_cell(); });
}

void CellChannel::give_up() {
  for (PageRun* run : runs_) {
    if (!run->page.waits_for_cell()) continue;
    run->breakers_hear = false;
    run->page.give_up(Outcome::start_failed);
  }
  events_.on_work(*this);
}

void CellChannel::keep_only(const std::vector<EdgeScriptPtr>& scripts) {
  if (!open()) return;
  std::erase_if(sent_, [&](const auto& entry) {
    const bool kept = std::ranges::any_of(
        scripts, [&](const EdgeScriptPtr& script) { return script->id == entry.first; });
    const bool used = std::ranges::any_of(
        runs_, [&](const PageRun* run) { return run->script(entry.first) != nullptr; });
    if (kept || used) return false;
    const auto dropped = end_->send(channel::DropScript{entry.first});
    return dropped && *dropped == Sent::yes;
  });
  events_.on_work(*this);
}

// ---- a turn

void CellChannel::hear() {
  if (end_ == nullptr) return;
  end_->woken();
  bool heard = false;
  while (const channel::CellRecord* record = end_->next()) {
    heard = heard || is_progress(*record);
    take(*record);
  }
  if (heard) cell_->heard(clock_.mono());
  events_.on_work(*this);
}

void CellChannel::take(const channel::CellRecord& record) {
  const channel::StreamId stream = stream_of(record);
  PageRun* run = stream == 0 ? nullptr : run_of(stream);
  if (const auto* call = std::get_if<channel::LogCall>(&record)) {
    const auto script = sent_.find(call->script);
    if (script != sent_.end()) events_.on_cell_log(run, script->second.get(), *call);
    return;
  }
  if (run == nullptr) return;
  run->page.take(record);
  if (is_progress(record)) run->owes_since = {};
  if (std::holds_alternative<channel::Finished>(record)) {
    by_stream_.erase(stream);
    leave_cell(*run);
  }
}

PageRun* CellChannel::run_of(channel::StreamId stream) {
  auto known = by_stream_.find(stream);
  if (known != by_stream_.end() && known->second->page.is_stream(stream)) return known->second;
  const auto found =
      std::ranges::find_if(runs_, [&](const PageRun* run) { return run->page.is_stream(stream); });
  if (found == runs_.end()) return nullptr;
  by_stream_[stream] = *found;
  return *found;
}

// True: all that were wanted are on their way as a whole.
bool CellChannel::send_scripts() {
  for (; !sending_.empty(); sending_.pop_front()) {
    const auto sent = sending_.front().sender.pump(*end_);
    if (sent && !*sent) return false;
    if (!sent && end_->broken() != nullptr) return false;
  }
  return true;
}

void CellChannel::enter_waiting() {
  for (PageRun* run : runs_) {
    if (!run->page.waits_for_cell()) continue;
    for (const channel::ScriptId id : run->page.chain()) {
      if (sent_.contains(id)) continue;
      const auto script =
          std::ranges::find(run->chain, id, [](const auto& one) { return one->id; });
      sent_.emplace(id, *script);
      sending_.push_back(
          {*script,
           channel::ScriptSender((*script)->facts(), (*script)->options->bytes, (*script)->files)});
    }
  }
  // A page enters only what has given a sign of life: else it would wait for its scripts' time.
  if (!send_scripts() || !end_->ready()) return;
  for (PageRun* run : runs_) {
    if (!run->page.waits_for_cell() || !cell_->enter()) continue;
    run->in_cell = true;
    run->page.enter(*end_);
  }
}

std::optional<Outcome> CellChannel::finish_turn() {
  if (open()) {
    enter_waiting();
    for (PageRun* run : runs_) run->page.pump();
  }
  const std::vector<PageRun*> runs = runs_;  // listeners may remove theirs
  for (PageRun* run : runs) {
    if (run->listener != nullptr) run->listener->on_scripts();
  }
  if (!open()) return std::nullopt;
  if (const auto why = fault()) return why;
  const Clock::Mono now = clock_.mono();
  for (PageRun* run : runs_) {
    run->page.pump();  // what the listeners have brought
    note_owing(*run, now);
  }
  if (end_->settle() == channel::Rest::work) {
    loop_.post([this, turn = ++turns_] {
      if (turn == turns_) hear();
    });
  }
  return fault();
}

std::optional<Outcome> CellChannel::fault() const {
  if (const auto wanted = end_->kill_wanted()) return wanted;
  if (end_->broken() != nullptr) return Outcome::killed;
  const bool unsound = std::ranges::any_of(
      runs_, [](const PageRun* run) { return run->page.unsound().has_value(); });
  return unsound ? std::optional(Outcome::killed) : std::nullopt;
}

void CellChannel::note_owing(PageRun& run, Clock::Mono now) const {
  if (!run.page.cell_owes()) {
    run.owes_since = {};
  } else if (run.owes_since == Clock::Mono{}) {
    run.owes_since = now;
  }
}

std::optional<Outcome> CellChannel::look(Clock::Mono now) {
  if (open() && !end_->ready() && now - begun_at_ >= start_most_) return Outcome::start_failed;
  for (PageRun* run : runs_) {
    if (!run->page.waits_for_cell() || now - run->waits_since < start_most_) continue;
    run->breakers_hear = false;
    run->page.give_up(Outcome::start_failed);
    events_.on_work(*this);
  }
  if (!open()) return std::nullopt;
  if (const auto why = fault()) return why;
  for (PageRun* run : runs_) {
    note_owing(*run, now);
    if (run->owes_since == Clock::Mono{}) continue;
    std::chrono::milliseconds limit = kSilenceMost;
    for (const EdgeScriptPtr& script : run->chain) {
      limit += std::chrono::milliseconds(script->limits.wall_ms);
    }
    const Clock::Mono sign = std::max(run->owes_since, cell_->last_heard());
    if (now - sign >= limit || now - run->owes_since >= limit + kPatience) {
      return Outcome::over_wall;
    }
  }
  return std::nullopt;
}

std::shared_ptr<SiteCell> CellChannel::end(Outcome why) {
  const channel::Running running = end_->running();
  bool blamed = false;
  for (PageRun* run : runs_) {
    if (!run->page.in_cell()) continue;
    // One end of a cell is one failure: of the page whose script ran, or, where that is not
    // known, of one of those that were in it.
    const bool ran = run->page.is_stream(running.stream) || running.stream == 0;
    run->breakers_hear = run->breakers_hear && ran && !blamed;
    blamed = blamed || ran;
    leave_cell(*run);
    if (run->page.cell_gone(running.script, why)) run->waits_since = clock_.mono();
    run->owes_since = {};
  }
  by_stream_.clear();
  poll_.reset();
  end_.reset();
  sent_.clear();
  sending_.clear();
  ++turns_;
  events_.on_work(*this);
  return std::exchange(cell_, nullptr);
}

void CellChannel::leave_cell(PageRun& run) {
  if (std::exchange(run.in_cell, false)) cell_->leave(clock_.mono());
}

}  // namespace inlay
