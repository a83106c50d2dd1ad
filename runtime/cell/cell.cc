#include "cell/cell.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "apps/json.h"
#include "cell/call_stream.h"
#include "cell/page_stream.h"
#include "channel/cell_wait.h"
#include "channel/handover.h"

namespace inlay::cell {
namespace {

constexpr size_t kChannelsMax = 64;  // as many loops as an edge may have

// As the prelude's setInstall() wants it (sdk/edge/README.md).
std::string install_json(const channel::ReceivedScript& script, std::string_view site) {
  std::string json = R"({"options":)" + (script.options.empty() ? "{}" : script.options);
  const auto add = [&](std::string_view begin, std::string_view text) {
    json += begin;
    apps::append_json_string(json, text);
  };
  add(R"(,"install":{"id":)", script.install);
  add(R"(,"appId":)", script.app);
  add(R"(,"version":)", script.app_version);
  add(R"(,"siteId":)", site);
  json += script.preview ? R"(,"preview":true}})" : R"(,"preview":false}})";
  return json;
}

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
  while (step(std::nullopt)) {
  }
  return 0;
}

bool Cell::step(std::optional<std::chrono::nanoseconds> at_most) {
  std::vector<channel::CellEnd*> ends;
  for (const auto& channel : channels_) ends.push_back(channel->end.get());
  std::optional<std::chrono::nanoseconds> wait = at_most;
  if (const Clock::Mono due = next_due(); moved_ || due != Clock::Mono::max()) {
    const std::chrono::nanoseconds until = moved_ ? due - due : due - clock_.mono();
    wait = std::max(std::chrono::nanoseconds(0), std::min(until, at_most.value_or(until)));
  }
  const channel::Woken woken = channel::wait_for_work(control_, ends, wait);
  if (woken.control && !take_channels()) return false;
  for (const auto& channel : channels_) receive(*channel);
  tick();
  moved_ = false;
  for (const auto& channel : channels_) moved_ = advance(*channel) || moved_;
  if (!drop_broken()) return false;
  const bool idle =
      std::ranges::all_of(channels_, [](const auto& channel) { return channel->streams.empty(); });
  return !(shutting_down_ && idle);
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
  const auto find = [&](channel::StreamId stream) -> Stream* {
    const auto found = channel.streams.find(stream);
    return found == channel.streams.end() ? nullptr : found->second.get();
  };
  std::visit(Overloaded{
                 [&](const channel::Hello& hello) {
                   site_ = hello.site;
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
                 [&](const channel::DropScript& drop) { scripts_.erase(drop.script); },
                 [&](const channel::Begin& begin_record) { begin(channel, begin_record); },
                 [&](const channel::RequestFields& fields) {
                   if (Stream* stream = find(fields.stream)) stream->request(fields);
                 },
                 [&](const channel::ResponseFields& fields) {
                   if (Stream* stream = find(fields.stream)) stream->response(fields);
                 },
                 [&](const channel::Body& body) {
                   if (Stream* stream = find(body.stream)) {
                     stream->bring(body.bytes);
                   } else {
                     channel.end->consumed(body.stream, body.bytes.size());
                   }
                 },
                 [&](const channel::BodyEnd& end) {
                   if (Stream* stream = find(end.stream)) {
                     stream->end_of_input(end.ending == channel::BodyEnding::whole);
                   }
                 },
                 [&](const channel::Cancel& cancel) {
                   if (Stream* stream = find(cancel.stream)) stream->cancel();
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
  } else if (!scripts_.contains(id)) {
    keep(channel, std::move(*received));
  }
}

void Cell::keep(Channel& channel, channel::ReceivedScript script) {
  const channel::ScriptLimits& limits = script.limits;
  AppScript app{.classic = script.style == channel::ScriptStyle::classic,
                .entries = std::move(script.entries),
                .files = {},
                .limits = {.cpu_max = std::chrono::milliseconds(limits.cpu_ms),
                           .wall_max = std::chrono::milliseconds(limits.wall_ms),
                           .heap_max = Bytes(limits.heap_bytes),
                           .external_max = Bytes(limits.external_bytes),
                           .timers_max = limits.timers},
                .rights = {.html_modify = script.rights.html_modify,
                           .cookies = script.rights.cookies,
                           .request_body = script.rights.request_body},
                .install = install_json(script, site_)};
  for (auto& file : script.files) app.files.emplace(std::move(file.path), std::move(file.bytes));
  const channel::ScriptId id = script.script;
  scripts_.emplace(id, Script{limits, std::make_shared<const AppScript>(std::move(app)), nullptr});
  load(channel, id);
  to_tell_[id] = &channel;
}

void Cell::load(Channel& channel, channel::ScriptId id) {
  Script& script = scripts_.at(id);
  if (script.loaded) replaced_.emplace_back(script.loaded);
  script.loaded = std::make_shared<Loaded>(engine_, clock_, script.script,
                                           Teller(channel.outbox, 0, id, script.limits.log_bytes));
  current_ = channel.end.get();
  channel.end->set_running({0, id});
  script.loaded->app.load(script.loaded->teller);
  channel.end->set_running({});
  current_ = nullptr;
}

// One whose turn was stopped once serves the streams that it has, and no further ones.
std::shared_ptr<App> Cell::app(Channel& channel, channel::ScriptId id) {
  const Script& script = scripts_.at(id);
  if (script.loaded->app.terminations() > 0) load(channel, id);
  return {script.loaded, &script.loaded->app};
}

void Cell::begin(Channel& channel, const channel::Begin& record) {
  const bool knows_all = std::ranges::all_of(
      record.chain, [this](channel::ScriptId id) { return scripts_.contains(id); });
  if (record.chain.empty() || !knows_all) return refuse(channel, record.stream);
  channel.streams.emplace(record.stream, stream_of(channel, record));
}

std::unique_ptr<Stream> Cell::stream_of(Channel& channel, const channel::Begin& record) {
  if (record.purpose == channel::Purpose::call) {
    const channel::ScriptId id = record.chain.front();
    return std::make_unique<CallStream>(app(channel, id), id, scripts_.at(id).limits.log_bytes,
                                        channel.outbox, record);
  }
  std::vector<ChainScript> chain;
  for (const channel::ScriptId id : record.chain) {
    chain.push_back({id, app(channel, id), scripts_.at(id).limits});
  }
  return std::make_unique<PageStream>(chain, channel.outbox, engine_.stacks, record);
}

void Cell::refuse(Channel& channel, channel::StreamId stream) {
  (void)channel.end->send(channel::Finished{.stream = stream, .results = {}});
}

void Cell::tell_states(Channel& channel) {
  std::erase_if(to_tell_, [&](const auto& entry) {
    if (entry.second != &channel) return false;
    const auto script = scripts_.find(entry.first);
    if (script == scripts_.end()) return true;
    const App& loaded = script->second.loaded->app;
    if (loaded.state() == App::State::loading) return false;
    std::string stack;
    channel.outbox.add(channel::ScriptState{.script = entry.first,
                                            .outcome = loaded.outcome(),
                                            .error = text_of(loaded.error(), stack)});
    return true;
  });
}

// Whether there may be more to do at once.
bool Cell::advance(Channel& channel) {
  current_ = channel.end.get();
  tell_states(channel);
  channel.outbox.pump();
  const Clock::Mono now = clock_.mono();
  bool moved = false;
  std::erase_if(channel.streams,
                [&](const auto& entry) { return entry.second->advance(now, moved); });
  current_ = nullptr;
  return moved;
}

template <typename Each>
void Cell::each_app(Each&& each) const {
  for (const auto& [id, script] : scripts_) each(script.loaded->app);
  for (const auto& replaced : replaced_) {
    if (const auto loaded = replaced.lock()) each(loaded->app);
  }
}

void Cell::tick() {
  std::erase_if(replaced_, [](const auto& replaced) { return replaced.expired(); });
  const Clock::Mono now = clock_.mono();
  each_app([&](App& app) { app.tick(now); });
}

Clock::Mono Cell::next_due() const {
  Clock::Mono due = Clock::Mono::max();
  each_app([&](const App& app) { due = std::min(due, app.next_due()); });
  for (const auto& channel : channels_) {
    for (const auto& [id, stream] : channel->streams) due = std::min(due, stream->next_due());
  }
  return due;
}

// A channel that is not sound any more is the edge's death or our own mistake. False: none is left.
bool Cell::drop_broken() {
  const size_t before = channels_.size();
  std::erase_if(channels_, [&](const auto& channel) {
    if (channel->end->broken() == nullptr) return false;
    std::erase_if(to_tell_, [&](const auto& entry) { return entry.second == channel.get(); });
    const auto leave = [&](Loaded& loaded) {
      if (loaded.teller.outbox() == &channel->outbox) loaded.teller.leave();
    };
    for (const auto& [id, script] : scripts_) leave(*script.loaded);
    for (const auto& replaced : replaced_) {
      if (const auto loaded = replaced.lock()) leave(*loaded);
    }
    return true;
  });
  return before == 0 || !channels_.empty();
}

void Cell::ask_for_kill(Outcome why) {
  if (channel::CellEnd* end = current_.load()) end->ask_for_kill(why);
}

}  // namespace inlay::cell
