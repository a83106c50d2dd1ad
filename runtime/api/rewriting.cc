#include "api/rewriting.h"

#include <v8-isolate.h>

#include <utility>

#include "base/check.h"
#include "isolate/isolate.h"

namespace inlay {

Result<std::unique_ptr<Rewriting>> Rewriting::make(Isolate& isolate, v8::Local<v8::Object> rewriter,
                                                   FiberStacks& stacks,
                                                   const ScriptedRewriterSettings& settings,
                                                   RewritingOutput& output) {
  auto made = std::unique_ptr<Rewriting>(new Rewriting(isolate, rewriter, settings, output));
  Rewriting* const self = made.get();
  auto fiber = Fiber::make(stacks, [self](Fiber& on) { self->live(on); });
  if (!fiber) return fail(std::move(fiber.error()));
  made->fiber_ = std::move(*fiber);
  return made;
}

Rewriting::Rewriting(Isolate& isolate, v8::Local<v8::Object> rewriter,
                     const ScriptedRewriterSettings& settings, RewritingOutput& output)
    : scripted_(isolate, rewriter, *this, settings), output_(output) {}

Rewriting::~Rewriting() {
  if (fiber_ != nullptr && !fiber_->done()) fiber_->cancel();
}

void Rewriting::bring(std::string_view chunk) {
  CHECK(state_ == State::hungry);
  chunk_ = chunk;
  work_ = Work::chunk;
  state_ = State::ready;
}

void Rewriting::end(bool whole) {
  CHECK(state_ == State::hungry);
  work_ = whole ? Work::whole_end : Work::broken_end;
  state_ = State::ready;
}

Rewriting::State Rewriting::run(Turn& turn) {
  for (;;) {
    if (call_ != nullptr && !scripted_.dropped()) {
      const CallState called = advance_call(turn);
      if (called == CallState::waits) return state_ = State::waits;
      call_went_well_ = called == CallState::done;
    }
    const State state = go_on();
    if (state != State::ready) return state;
  }
}

Rewriting::State Rewriting::run_untouched() {
  CHECK(!needs_turn());
  call_went_well_ = false;
  State state;
  do {
    state = go_on();
  } while (state == State::ready);
  return state;
}

bool Rewriting::needs_turn() const {
  return state_ != State::ended && !scripted_.dropped() && !scripted_.idle();
}

void Rewriting::drop() {
  scripted_.drop();
  call_went_well_ = false;
  if (state_ == State::waits) state_ = State::ready;
}

CallState Rewriting::advance_call(Turn& turn) {
  const v8::HandleScope handles(turn.isolate());
  return std::exchange(call_begun_, true) ? call_->look(turn) : call_->begin(turn);
}

// Runs the fiber once, if there is anything for it to do.
Rewriting::State Rewriting::go_on() {
  if (state_ == State::hungry || state_ == State::ended) return state_;
  if (state_ == State::full && !output_.wants_more()) return state_;
  fiber_->resume();
  if (fiber_->done()) state_ = State::ended;
  return state_;
}

// What follows is on the fiber.

void Rewriting::live(Fiber& fiber) {
  while (!fiber.cancelled()) {
    const bool ends = work_ != Work::chunk;
    do_work();
    if (ends) return;
    static_cast<void>(pause(State::hungry));
  }
}

void Rewriting::do_work() {
  switch (std::exchange(work_, Work::none)) {
    case Work::chunk:
      return scripted_.feed(std::exchange(chunk_, {}), *this);
    case Work::whole_end:
      return scripted_.finish(*this);
    case Work::broken_end:
      return scripted_.break_off(*this);
    case Work::none:
      break;
  }
}

// False: nobody waits for the page any more.
bool Rewriting::pause(State state) {
  state_ = state;
  return fiber_->suspend() == Wake::resumed;
}

bool Rewriting::call(HandlerCall& call) {
  if (scripted_.dropped() || fiber_->cancelled()) return false;
  call_ = &call;
  call_begun_ = false;
  ++calls_;
  const bool goes_on = pause(State::ready);
  call_ = nullptr;
  return goes_on && call_went_well_ && !scripted_.dropped();
}

void Rewriting::markup(std::string_view bytes) {
  if (fiber_->cancelled()) return;
  output_.markup(bytes);
  while (!output_.wants_more() && pause(State::full)) {
  }
}

void Rewriting::page(uint64_t offset, std::string_view bytes) {
  if (fiber_->cancelled()) return;
  output_.page(offset, bytes);
  while (!output_.wants_more() && pause(State::full)) {
  }
}

void Rewriting::reached(uint64_t offset, std::string_view restore) {
  if (!fiber_->cancelled()) output_.reached(offset, restore);
}

}  // namespace inlay
