// The body of a response that transform() gave: another's body, on its way through an HTMLRewriter.
#pragma once

#include <v8-object.h>
#include <v8-persistent-handle.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/body_reader.h"
#include "api/incoming_body.h"
#include "api/rewriting.h"
#include "isolate/turn.h"
#include "os/fiber_stacks.h"

namespace inlay {

class Isolate;
class Task;

// Nothing runs until somebody reads; then as much as is asked for, and at most kHeldMax beyond.
// Made and destroyed inside of the isolate, which outlives it as `stacks` does.
class TransformedBody final : private RewritingOutput {
 public:
  static constexpr size_t kHeldMax = 64 * 1024;

  // `upstream`: what the prelude's takeBody() gave. `charset`: of its type; empty: none is told.
  // `owner`: the request that it dies with.
  TransformedBody(Isolate& isolate, FiberStacks& stacks, v8::Local<v8::Object> rewriter,
                  v8::Local<v8::Object> upstream, std::string charset, const Task* owner);
  ~TransformedBody() override;

  // By which scripts know it.
  v8::Local<v8::Object> handle();
  bool is(const IncomingBody* body) const { return body == &changed_; }
  const Task* owner() const { return owner_; }

  bool begun() const { return pulling_ || rewriting_ || over_; }
  v8::Local<v8::Object> rewriter() const;
  v8::Local<v8::Object> upstream() const;

  // In a turn, not below a script. Goes as far as it can; whether anything happened.
  bool advance(Turn& turn);
  // Outside of V8's heap.
  size_t held_bytes() const {
    return piece_.size() + chunk_.size() + out_.size() + changed_.held_bytes();
  }
  // It holds too much: readers are told `why`.
  void give_up(Turn& turn, std::string_view why);
  // Nobody reads any more.
  bool spent() const { return over_ && changed_.spent(); }

 private:
  bool begin(Turn& turn);
  bool make_rewriting(Turn& turn);
  BodyReader::Step next(Turn& turn);
  bool run(Turn& turn);
  bool pull(Turn& turn);
  bool deliver(Turn& turn);
  void end(Turn& turn);
  void fail(Turn& turn);
  void fail_with(Turn& turn, v8::Local<v8::Value> error);

  void markup(std::string_view bytes) override { out_ += bytes; }
  bool wants_more() override { return out_.size() < kHeldMax; }

  Isolate& isolate_;
  FiberStacks& stacks_;
  const std::string charset_;
  const Task* const owner_;
  v8::Global<v8::Object> rewriter_;
  v8::Global<v8::Object> upstream_;
  BodyReader source_;
  IncomingBody changed_;
  std::unique_ptr<Rewriting> rewriting_;
  std::string piece_;
  std::string chunk_;  // of the rewriter
  std::string out_;
  std::optional<BodyReader::Step> source_end_;  // end or failed
  v8::Global<v8::Value> source_error_;
  bool pulling_ = false;  // the source waits
  bool over_ = false;
};

}  // namespace inlay
