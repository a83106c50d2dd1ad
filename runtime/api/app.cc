#include "api/app.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "isolate/js_string.h"

namespace inlay {
namespace {

IsolateLimits isolate_limits(const AppLimits& limits) {
  IsolateLimits own;
  own.heap_max = limits.heap_max;
  own.external_max = limits.external_max;
  return own;
}

}  // namespace

App::App(const Engine& engine, const Clock& clock, std::shared_ptr<const AppScript> script)
    : clock_(clock), script_(std::move(script)) {
  isolate_ = std::make_unique<Isolate>(engine.platform, engine.snapshot, engine.watch,
                                       isolate_limits(script_->limits));
  ScriptHost& host = *this;
  realm_ = std::make_unique<Realm>(*isolate_, host);
  bodies_ = std::make_unique<TransformedBodies>(*isolate_, engine.stacks, current_);
  Budget budget;
  {
    const Turn turn = isolate_->enter(budget);
    rewriters_ = std::make_unique<HtmlRewriterState>(*isolate_, &contents_, bodies_.get(),
                                                     script_->rights.html_modify);
  }
  modules_ = std::make_unique<ModuleGraph>(*isolate_, script_->files);
}

App::~App() {
  const v8::Isolate::Scope in_isolate(isolate_->v8());
  const v8::HandleScope handles(isolate_->v8());
  loaded_.Reset();
  modules_.reset();
  rewriters_.reset();
  bodies_.reset();
}

// What scripts wait for may depend on bodies that only move when no script is on the stack.
void App::carry_on(Turn& turn) {
  seen_activity_ = activity_;
  if (turn.terminating() || turn.has_error() || !bodies_->run(turn)) return;
  ++activity_;
  if (!turn.terminating()) look_at_loading(turn);
}

// A turn of loading; what stops it is told by whoever wants to use the script.
template <typename Run>
void App::go_on_loading(Run&& run) {
  const TurnEnd end = turn_of(*loading_, std::forward<Run>(run));
  load_cpu_ += end.cpu;
  for (const ScriptError& error : end.unhandled) loading_->tell_unhandled(error);
  if (state_ == State::loading && end.outcome != Outcome::ok) settle(end.outcome, error_of(end));
}

void App::load(TaskListener& listener) {
  loading_.emplace(listener, script_->limits);
  loading_->owes(clock_.mono());
  go_on_loading([this](Turn& turn) { begin_loading(turn); });
}

void App::begin_loading(Turn& turn) {
  if (!script_->install.empty()) {
    v8::Local<v8::String> install;
    if (!js_string(turn.isolate(), script_->install).ToLocal(&install) ||
        realm_->call(turn, "setInstall", {install}).IsEmpty()) {
      return;
    }
  }
  if (script_->classic) return run_classic(turn);
  auto imported = modules_->import(turn, script_->entries.front());
  if (!imported) {
    if (!turn.terminating()) settle(Outcome::start_failed, imported.error());
    return;
  }
  loaded_.Reset(turn.isolate(), *imported);
  turn.run_microtasks();
  if (!turn.terminating()) look_at_loading(turn);
}

void App::run_classic(Turn& turn) {
  for (const std::string& entry : script_->entries) {
    const auto ran = modules_->run_script(turn, entry);
    if (turn.terminating()) return;
    if (!ran) return settle(Outcome::start_failed, ran.error());
  }
  turn.run_microtasks();
  if (!turn.terminating()) settle(Outcome::ok, {});
}

void App::look_at_loading(Turn& turn) {
  if (state_ != State::loading || loaded_.IsEmpty()) return;
  v8::Local<v8::Promise> promise = loaded_.Get(turn.isolate());
  if (promise->State() == v8::Promise::kFulfilled) {
    settle(Outcome::ok, {});
  } else if (promise->State() == v8::Promise::kRejected) {
    v8::Local<v8::Value> reason = promise->Result();
    settle(Outcome::start_failed,
           describe_thrown(turn.isolate(), reason,
                           v8::Exception::CreateMessage(turn.isolate(), reason)));
  }
}

void App::settle(Outcome outcome, ScriptError error) {
  state_ = outcome == Outcome::ok ? State::ready : State::failed;
  outcome_ = outcome;
  error_ = std::move(error);
  loading_->rests(clock_.mono());
}

Clock::Mono App::next_due() const {
  const Clock::Mono loading =
      state_ == State::loading && loading_ ? loading_->wall_until() : Clock::Mono::max();
  return std::min(timers_.next_due(), loading);
}

void App::tick(Clock::Mono now) {
  if (state_ == State::loading && loading_ && now >= loading_->wall_until()) {
    settle(Outcome::over_wall, error_of(Outcome::over_wall));
  }
  // Not without end: a timer that starts itself anew is due in a later tick.
  constexpr int kTimersAtOnce = 64;
  for (int i = 0; i < kTimersAtOnce; ++i) {
    const auto fired = timers_.fire(now);
    if (!fired) return;
    if (fired->last) fired->task->give_timer_back();
    const auto call = [&](Turn& turn) {
      (void)realm_->call(turn, "fireTimer",
                         {v8::Integer::NewFromUnsigned(turn.isolate(), fired->id)});
      turn.run_microtasks();
      if (!turn.terminating()) look_at_loading(turn);
    };
    if (loading_ && fired->task == &*loading_) {
      go_on_loading(call);
    } else {
      enter(*fired->task, call);
    }
  }
}

void App::log(std::string_view level, std::span<const std::string> texts) {
  current_->log(level, texts);
}

double App::now_ms() {
  return static_cast<double>(
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_.wall().time_since_epoch())
          .count());
}

Result<> App::start_timer(uint32_t id, uint32_t ms, bool repeat) {
  if (!current_->take_timer()) {
    return fail(
        Fault::too_large, Blame::app,
        "too many timers: a request may have " + std::to_string(script_->limits.timers_max));
  }
  // One that is due at once would keep the cell busy without end.
  const std::chrono::milliseconds wait(std::max<uint32_t>(ms, 1));
  timers_.start(id, *current_, clock_.mono() + wait, repeat ? std::optional(wait) : std::nullopt);
  return {};
}

void App::stop_timer(uint32_t id) {
  if (Task* task = timers_.stop(id)) task->give_timer_back();
}

void App::uncaught(ScriptError error) { current_->fail(Outcome::threw, error); }

AppRequest* App::current_request() const {
  const auto found = std::ranges::find_if(
      requests_, [this](const auto& entry) { return &entry.second->request_task() == current_; });
  return found == requests_.end() ? nullptr : found->second;
}

std::optional<RequestedPage> App::page() {
  const AppRequest* request = current_request();
  return request == nullptr ? std::nullopt : std::optional(request->page());
}

v8::Local<v8::Value> App::page_response(v8::Isolate* isolate) {
  AppRequest* request = current_request();
  return request == nullptr ? v8::Local<v8::Value>() : request->page_response(isolate);
}

v8::Local<v8::Value> App::begins(AppRequest& request) {
  requests_[++last_request_] = &request;
  return v8::Integer::NewFromUnsigned(isolate_->v8(), last_request_);
}

void App::ends(AppRequest& request) {
  std::erase_if(requests_, [&](const auto& entry) { return entry.second == &request; });
}

void App::wait_until(v8::Local<v8::Value> request, v8::Local<v8::Promise> promise) {
  if (!request->IsUint32()) return;
  const auto found = requests_.find(request.As<v8::Uint32>()->Value());
  if (found != requests_.end()) found->second->wait_until(promise);
}

}  // namespace inlay
