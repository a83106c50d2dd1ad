#include "cell/cell.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "channel/cell_wait.h"
#include "channel/handover.h"

namespace inlay::cell {
namespace {

constexpr size_t kChannelsMax = 64;  // as many loops as an edge may have

template <typename... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;  // clang 14 wants it written

}  // namespace

Cell::Cell(Engine engine, const Clock& clock, int control, std::string confinement)
    : engine_(engine), clock_(clock), control_(control), confinement_(std::move(confinement)) {}

Cell::~Cell() = default;

int Cell::run() {
  while (true) {
    std::vector<channel::CellEnd*> ends;
    for (const auto& channel : channels_) ends.push_back(channel->end.get());
    std::optional<std::chrono::nanoseconds> wait;
    const Clock::Mono due = next_due();
    if (due != Clock::Mono::max()) {
      wait = std::max(std::chrono::nanoseconds(0), std::chrono::nanoseconds(due - clock_.mono()));
    }
    const channel::Woken woken = channel::wait_for_work(control_, ends, wait);
    if (woken.control && !take_channels()) return 0;
    for (const auto& channel : channels_) receive(*channel);
    tick();
    for (const auto& channel : channels_) advance(*channel);
    if (!drop_broken()) return 0;
    const bool idle =
        std::ranges::all_of(channels_, [](const auto& channel) { return channel->calls.empty(); });
    if (shutting_down_ && idle) return 0;
  }
}

// False: the edge has gone.
bool Cell::take_channels() {
  while (true) {
    auto fds = channel::receive_channel(control_);
    if (!fds) return fds.error().fault == Fault::timed_out;
    if (channels_.size() >= kChannelsMax) return false;
    auto end = channel::CellEnd::open(std::move(*fds), workspace_);
    if (end) channels_.push_back(std::make_unique<Channel>(std::move(*end)));
  }
}

void Cell::receive(Channel& channel) {
  while (const channel::EdgeRecord* record = channel.end->next()) take(channel, *record);
}

void Cell::take(Channel& channel, const channel::EdgeRecord& record) {
  const auto call_of = [&](channel::StreamId stream) -> CallStream* {
    const auto found = channel.calls.find(stream);
    return found == channel.calls.end() ? nullptr : found->second.get();
  };
  std::visit(Overloaded{
                 [&](const channel::Hello&) {
                   (void)channel.end->send(channel::Ready{.confinement = confinement_});
                 },
                 [&](const channel::Script& script) {
                   channel.arriving.insert_or_assign(script.script,
                                                     channel::ScriptAssembly(script));
                 },
                 [&](const channel::ScriptPart& part) {
                   const auto found = channel.arriving.find(part.script);
                   if (found == channel.arriving.end()) return;
                   if (!found->second.add(part)) channel.arriving.erase(found);
                 },
                 [&](const channel::ScriptEnd& end) { take_script(channel, end.script); },
                 [&](const channel::DropScript& drop) { apps_.erase(drop.script); },
                 [&](const channel::Begin& begin_record) { begin(channel, begin_record); },
                 [&](const channel::RequestFields&) {},
                 [&](const channel::ResponseFields&) {},
                 [&](const channel::Body& body) {
                   if (CallStream* call = call_of(body.stream)) {
                     call->bring(body.bytes);
                   } else {
                     channel.end->consumed(body.stream, body.bytes.size());
                   }
                 },
                 [&](const channel::BodyEnd& end) {
                   if (CallStream* call = call_of(end.stream)) {
                     call->end_of_input(end.ending == channel::BodyEnding::whole);
                   }
                 },
                 [&](const channel::Cancel& cancel) {
                   if (CallStream* call = call_of(cancel.stream)) call->cancel();
                 },
                 [&](const channel::Grant&) {},
                 [&](const channel::Shutdown&) { shutting_down_ = true; },
             },
             record);
}

void Cell::take_script(Channel& channel, channel::ScriptId id) {
  const auto found = channel.arriving.find(id);
  if (found == channel.arriving.end()) return;
  auto received = std::move(found->second).finish();
  channel.arriving.erase(found);
  if (!received) {
    channel.outbox.add(channel::ScriptState{.script = id,
                                            .outcome = Outcome::start_failed,
                                            .error = {.message = received.error().detail}});
  } else if (!apps_.contains(id)) {
    load(channel, std::move(*received));
  }
}

void Cell::load(Channel& channel, channel::ReceivedScript script) {
  const channel::ScriptId id = script.script;
  const channel::ScriptLimits& limits = script.limits;
  AppScript app{.entry = std::move(script.entries.front()),
                .files = {},
                .limits = {.cpu_max = std::chrono::milliseconds(limits.cpu_ms),
                           .wall_max = std::chrono::milliseconds(limits.wall_ms),
                           .heap_max = Bytes(limits.heap_bytes),
                           .external_max = Bytes(limits.external_bytes),
                           .timers_max = limits.timers}};
  for (auto& file : script.files) app.files.emplace(std::move(file.path), std::move(file.bytes));
  Loaded& loaded = apps_[id];
  loaded.log_bytes = limits.log_bytes;
  loaded.teller = std::make_unique<Teller>(channel.outbox, 0, id, limits.log_bytes);
  loaded.app = std::make_unique<App>(engine_, clock_, std::move(app));
  to_tell_[id] = &channel;
  current_ = channel.end.get();
  loaded.app->load(*loaded.teller);
  current_ = nullptr;
}

void Cell::begin(Channel& channel, const channel::Begin& record) {
  const auto app = record.chain.empty() ? apps_.end() : apps_.find(record.chain[0]);
  if (record.purpose != channel::Purpose::call || app == apps_.end()) {
    return refuse(channel, record.stream);
  }
  channel.calls.emplace(
      record.stream, std::make_unique<CallStream>(*app->second.app, app->first,
                                                  app->second.log_bytes, channel.outbox, record));
}

void Cell::refuse(Channel& channel, channel::StreamId stream) {
  (void)channel.end->send(channel::Finished{.stream = stream, .results = {}});
}

void Cell::tell_states(Channel& channel) {
  std::erase_if(to_tell_, [&](const auto& entry) {
    if (entry.second != &channel) return false;
    const auto app = apps_.find(entry.first);
    if (app == apps_.end()) return true;
    const App& loaded = *app->second.app;
    if (loaded.state() == App::State::loading) return false;
    std::string stack;
    channel.outbox.add(channel::ScriptState{.script = entry.first,
                                            .outcome = loaded.outcome(),
                                            .error = text_of(loaded.error(), stack)});
    return true;
  });
}

void Cell::advance(Channel& channel) {
  current_ = channel.end.get();
  tell_states(channel);
  channel.outbox.pump();
  const Clock::Mono now = clock_.mono();
  std::erase_if(channel.calls, [&](const auto& entry) { return entry.second->advance(now); });
  current_ = nullptr;
}

void Cell::tick() {
  const Clock::Mono now = clock_.mono();
  for (const auto& [id, loaded] : apps_) loaded.app->tick(now);
}

Clock::Mono Cell::next_due() const {
  Clock::Mono due = Clock::Mono::max();
  for (const auto& [id, loaded] : apps_) due = std::min(due, loaded.app->next_due());
  for (const auto& channel : channels_) {
    for (const auto& [stream, call] : channel->calls) due = std::min(due, call->next_due());
  }
  return due;
}

// A channel that is not sound any more is the edge's death or our own mistake. False: none is left.
bool Cell::drop_broken() {
  const size_t before = channels_.size();
  std::erase_if(channels_, [&](const auto& channel) {
    if (channel->end->broken() == nullptr) return false;
    std::erase_if(to_tell_, [&](const auto& entry) { return entry.second == channel.get(); });
    return true;
  });
  return before == 0 || !channels_.empty();
}

void Cell::ask_for_kill(Outcome why) {
  if (channel::CellEnd* end = current_.load()) end->ask_for_kill(why);
}

}  // namespace inlay::cell
