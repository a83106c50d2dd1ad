#include "api/page_script.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "isolate/isolate.h"

namespace inlay {
namespace {

// What waitUntil() may take, beside what is left of the limits.
constexpr int kAfterShare = 2;

}  // namespace

PageScript::PageScript(std::shared_ptr<App> app, TaskListener& listener, FiberStacks& stacks,
                       const PageRequestFacts& request, const PageScriptSettings& settings,
                       PageOutput& out)
    : app_(std::move(app)),
      stacks_(stacks),
      task_(listener, app_->limits()),
      request_(request),
      settings_(settings),
      out_(out),
      terminations_(app_->terminations()) {}

PageScript::~PageScript() {
  const v8::Isolate::Scope in_isolate(app_->isolate().v8());
  const v8::HandleScope handles(app_->isolate().v8());
  app_->ends(*this);
  app_->forget(task_);
  call_.reset();
  reader_.reset();
  links_.clear();
  page_body_.reset();
  rewriters_.clear();
  waited_for_.clear();
  for (auto* function : {&html_, &fetch_}) function->Reset();
  key_.Reset();
  page_response_.Reset();
  html_rewriter_.Reset();
}

bool PageScript::advance(Clock::Mono now) {
  check_limits(now);
  bool moved = false;
  while (step(now)) {
    moved = true;
    if (task_.failed()) give_way();
  }
  return moved;
}

void PageScript::check_limits(Clock::Mono now) {
  if (now >= task_.wall_until()) {
    task_.over_wall();
  } else if (terminations_ != app_->terminations() && !task_.failed()) {
    // Another request's turn was stopped, and with it all that waited in the isolate.
    terminations_ = app_->terminations();
    const bool waited = call_ != nullptr || reader_ != nullptr ||
                        std::ranges::any_of(links_, [](const auto& link) { return link->waits(); });
    if (waited) {
      task_.fail(app_->last_termination(),
                 error_of("Error", "stopped together with another page's call of this script"));
    }
  }
  if (task_.failed()) give_way();
}

bool PageScript::step(Clock::Mono now) {
  switch (step_) {
    case Step::head:
      if (!given_) return false;
      step_ = Step::loading;
      return true;
    case Step::loading:
      return when_loaded(now);
    case Step::calling:
      return run_call(now);
    case Step::passing:
      return pass_on(now);
    case Step::over:
      return after_page(now);
  }
  return false;
}

bool PageScript::when_loaded(Clock::Mono now) {
  if (app_->state() == App::State::loading) return false;
  task_.spent(app_->take_load_cpu());
  if (app_->state() == App::State::failed) {
    task_.fail(app_->outcome(), app_->error());
    return true;
  }
  step_ = Step::calling;
  answer_ = *given_;
  task_.owes(now);
  app_->enter(task_, [this](Turn& turn) { pick(turn); });
  return true;
}

bool PageScript::run_call(Clock::Mono now) {
  if (call_ != nullptr) {
    const bool fed = feed_page_body();
    if (task_.failed()) return true;
    if (begun_ && seen_activity_ == app_->activity()) return fed;
    CallState state = CallState::waits;
    const auto run = [&](Turn& turn) { state = begun_ ? call_->look(turn) : call_->begin(turn); };
    const bool well = begun_ ? app_->look(task_, run) : app_->enter(task_, run);
    begun_ = true;
    seen_activity_ = app_->seen_activity();
    if (!well || state == CallState::failed) return true;
    if (state == CallState::waits) {
      // Nobody owes an answer while its input has not come.
      starves() ? task_.rests(now) : task_.owes(now);
      return fed || seen_activity_ != app_->activity();
    }
    call_.reset();
    begun_ = false;
    if (entry_ != Entry::html) {
      entry_ = Entry::html;
      call_next();
      if (call_ != nullptr) return true;
    }
  }
  app_->enter(task_, [this](Turn& turn) { begin_passing(&turn); });
  task_.rests(now);
  return true;
}

// The script has failed: what it did stays, and the page goes on without it.
void PageScript::give_way() {
  if (std::exchange(gave_way_, true)) return;
  const v8::Isolate::Scope in_isolate(app_->isolate().v8());
  const v8::HandleScope handles(app_->isolate().v8());
  waited_for_.clear();
  call_.reset();
  if (step_ == Step::over) return;
  if (step_ == Step::passing) {
    for (const auto& link : links_) link->drop();
    if (reader_ && !source_over_) end_source(false);
    return;
  }
  rewriters_.clear();
  html_rewriter_.Reset();
  reader_.reset();
  page_body_.reset();
  answer_ = *given_;
  begin_passing(nullptr);
  if (read_is_lost_) end_source(false);
}

void PageScript::end_page(Clock::Mono now) {
  step_ = Step::over;
  task_.rests(now);
  page_response_.Reset();
  if (waited_for_.empty() || task_.failed()) return;
  Budget& budget = task_.budget();
  budget.cpu_left =
      std::min<std::chrono::nanoseconds>(budget.cpu_left, app_->limits().cpu_max / kAfterShare);
  wait_no_longer_ = now + app_->limits().wall_max / kAfterShare;
}

bool PageScript::after_page(Clock::Mono now) {
  if (!input_.empty()) (void)input_.take();  // of a page that nobody reads
  if (waited_for_.empty()) return false;
  if (now >= wait_no_longer_) {
    task_.tell_unhandled(
        error_of("Error", "waitUntil(): its time is over (half of the limit wallMs)"));
    waited_for_.clear();
    return true;
  }
  if (seen_activity_ == app_->activity()) return false;
  app_->look(task_, [this](Turn& turn) {
    std::erase_if(waited_for_, [&](const v8::Global<v8::Promise>& promise) {
      return promise.Get(turn.isolate())->State() != v8::Promise::kPending;
    });
  });
  seen_activity_ = app_->seen_activity();
  return waited_for_.empty();
}

void PageScript::wait_until(v8::Local<v8::Promise> promise) {
  constexpr size_t kWaitedForMax = 1000;
  if (waited_for_.size() < kWaitedForMax) {
    waited_for_.emplace_back(app_->isolate().v8(), promise);
  }
}

void PageScript::drop() {
  const v8::Isolate::Scope in_isolate(app_->isolate().v8());
  const v8::HandleScope handles(app_->isolate().v8());
  gave_way_ = true;
  for (const auto& link : links_) link->drop();
  call_.reset();
  waited_for_.clear();
  step_ = Step::over;
}

Clock::Mono PageScript::next_due() const { return std::min(task_.wall_until(), wait_no_longer()); }

std::vector<PageScript::Matches> PageScript::matches() const {
  std::vector<Matches> all;
  for (const auto& link : links_) {
    if (link->rewriting() == nullptr) continue;
    for (const auto& one : link->rewriting()->rewriter().matches()) {
      all.push_back({one.selector, one.elements});
    }
  }
  return all;
}

}  // namespace inlay
