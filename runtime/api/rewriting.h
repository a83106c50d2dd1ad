// A page on its way through a script's HTMLRewriter: the rewriter stands on a fiber of its own, so
// that it can wait for what the script's promises bring; JavaScript runs on the thread's stack.
#pragma once

#include <v8-object.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "api/handler_call.h"
#include "api/scripted_rewriter.h"
#include "base/result.h"
#include "html/markup_output.h"
#include "isolate/turn.h"
#include "os/fiber.h"

namespace inlay {

class Isolate;

// Where it goes. Called on the fiber: it must not enter JavaScript.
class RewritingOutput : public html::MarkupOutput {
 public:
  // Asked after each piece. While it says no, the rewriting stops; the piece counts as taken.
  virtual bool wants_more() = 0;
};

// On the JavaScript thread. The isolate, `stacks` and `output` outlive it.
//
//   rewriting->bring(chunk);
//   while (rewriting->run(turn) != Rewriting::State::hungry) …;  // the chunk may go
//
// A handler that does not wait costs two switches of stacks and no allocation.
class Rewriting final : private HandlerCaller, private html::MarkupOutput {
 public:
  enum class State : uint8_t {
    hungry,  // bring() or end()
    ready,   // run() has something to do
    waits,   // for a promise of the script
    full,    // the output wants no more
    ended,
  };

  // In a turn. `rewriter`: an HTMLRewriter. Fault::busy: no stack is left.
  static Result<std::unique_ptr<Rewriting>> make(Isolate& isolate, v8::Local<v8::Object> rewriter,
                                                 FiberStacks& stacks,
                                                 const ScriptedRewriterSettings& settings,
                                                 RewritingOutput& output);
  Rewriting(const Rewriting&) = delete;
  Rewriting& operator=(const Rewriting&) = delete;
  // At any time, but not from inside run(): what waits is given up, nothing more comes out.
  ~Rewriting() override;

  // When hungry. The chunk stays as it is until that is so again.
  void bring(std::string_view chunk);
  // When hungry: the page ends, or breaks off (then end handlers do not run).
  void end(bool whole);

  // Goes as far as it can. What waits is looked after again, so call it after each turn that may
  // have settled the promise. After a handler that failed the rest passes untouched, and the turn
  // keeps the error (or rewriter().error() says it, where no handler is to blame).
  State run(Turn& turn);
  // The same without JavaScript, once it needs no turn.
  State run_untouched();
  State state() const { return state_; }
  // Of handlers and contents so far.
  uint64_t calls() const { return calls_; }
  // Something of the script may still be called.
  bool needs_turn() const;

  // Calls nothing of the script any more; what waits is given up at the next run.
  void drop();
  const ScriptedRewriter& rewriter() const { return scripted_; }

 private:
  enum class Work : uint8_t { none, chunk, whole_end, broken_end };

  Rewriting(Isolate& isolate, v8::Local<v8::Object> rewriter,
            const ScriptedRewriterSettings& settings, RewritingOutput& output);
  void live(Fiber& fiber);
  void do_work();
  bool pause(State state);
  State go_on();
  CallState advance_call(Turn& turn);

  bool call(HandlerCall& call) override;
  void markup(std::string_view bytes) override;
  void page(uint64_t offset, std::string_view bytes) override;
  void reached(uint64_t offset, std::string_view restore) override;

  ScriptedRewriter scripted_;
  RewritingOutput& output_;
  std::unique_ptr<Fiber> fiber_;
  State state_ = State::hungry;
  Work work_ = Work::none;
  std::string_view chunk_;
  HandlerCall* call_ = nullptr;  // wanted, or waiting
  bool call_begun_ = false;
  bool call_went_well_ = false;
  uint64_t calls_ = 0;
};

}  // namespace inlay
