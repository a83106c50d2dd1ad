#include "api/transformed_body.h"

#include <v8-exception.h>

#include <utility>

#include "html/encoding_label.h"
#include "isolate/isolate.h"
#include "isolate/js_string.h"

namespace inlay {

using State = Rewriting::State;

TransformedBody::TransformedBody(Isolate& isolate, FiberStacks& stacks,
                                 v8::Local<v8::Object> rewriter, v8::Local<v8::Object> upstream,
                                 std::string charset, const Task* owner)
    : isolate_(isolate),
      stacks_(stacks),
      charset_(std::move(charset)),
      owner_(owner),
      rewriter_(isolate.v8(), rewriter),
      upstream_(isolate.v8(), upstream),
      source_(isolate.v8(), upstream),
      changed_([](size_t) {}) {}

TransformedBody::~TransformedBody() = default;

v8::Local<v8::Object> TransformedBody::handle() { return changed_.handle(isolate_.v8()); }

v8::Local<v8::Object> TransformedBody::rewriter() const { return rewriter_.Get(isolate_.v8()); }

v8::Local<v8::Object> TransformedBody::upstream() const { return upstream_.Get(isolate_.v8()); }

bool TransformedBody::advance(Turn& turn) {
  if (over_) return false;
  if (changed_.cancelled()) {
    over_ = true;
    rewriting_.reset();
    source_.cancel(turn);
    return true;
  }
  if (!rewriting_) return changed_.starved() && begin(turn);
  bool moved = deliver(turn);
  while (!over_ && !turn.terminating()) {
    if (rewriting_->state() == State::hungry ? !pull(turn) : !run(turn)) return moved;
    moved = true;
  }
  return moved;
}

// Waits for the bytes that may be a mark of the encoding. Whether anything happened.
bool TransformedBody::begin(Turn& turn) {
  constexpr size_t kMarkBytes = 3;
  const bool pulled_before = pulling_;
  BodyReader::Step came = BodyReader::Step::piece;
  while (came == BodyReader::Step::piece && chunk_.size() < kMarkBytes) {
    came = next(turn);
    if (came == BodyReader::Step::waits) return !pulled_before;
    if (turn.terminating()) return false;
    if (came == BodyReader::Step::piece) chunk_ += piece_;
  }
  if (!make_rewriting(turn)) return true;
  if (!chunk_.empty()) rewriting_->bring(chunk_);
  return true;
}

bool TransformedBody::make_rewriting(Turn& turn) {
  ScriptedRewriterSettings settings;
  settings.encoding = html::encoding_from(charset_, std::string_view(chunk_).substr(0, 3));
  auto made = Rewriting::make(isolate_, rewriter(), stacks_, settings, *this);
  if (made) {
    rewriting_ = std::move(*made);
    return true;
  }
  fail_with(turn, v8::Exception::Error(
                      js_literal(turn.isolate(), "HTMLRewriter: " + made.error().detail)));
  return false;
}

BodyReader::Step TransformedBody::next(Turn& turn) {
  if (source_end_) return *source_end_;
  const BodyReader::Step came = source_.next(turn, piece_);
  pulling_ = came == BodyReader::Step::waits;
  if (came == BodyReader::Step::end || came == BodyReader::Step::failed) source_end_ = came;
  v8::Local<v8::Value> thrown;
  if (turn.take_thrown().ToLocal(&thrown)) source_error_.Reset(turn.isolate(), thrown);
  return came;
}

// Gets more for the rewriter. Whether anything happened.
bool TransformedBody::pull(Turn& turn) {
  if (!changed_.starved()) return false;
  const bool pulled_before = pulling_;
  const BodyReader::Step came = next(turn);
  if (came == BodyReader::Step::waits) return !pulled_before;
  if (turn.terminating()) return false;
  if (came == BodyReader::Step::piece) {
    chunk_.swap(piece_);
    rewriting_->bring(chunk_);
  } else {
    rewriting_->end(came == BodyReader::Step::end);
  }
  return true;
}

// The same, of the rewriter itself.
bool TransformedBody::run(Turn& turn) {
  const State before = rewriting_->state();
  const uint64_t calls_before = rewriting_->calls();
  const size_t out_before = out_.size();
  const State state = rewriting_->run(turn);
  if (turn.terminating()) return false;
  if (rewriting_->rewriter().dropped()) {
    fail(turn);
    return true;
  }
  bool moved = state != before || rewriting_->calls() != calls_before || out_.size() != out_before;
  if (deliver(turn)) moved = true;
  if (state == State::ended) end(turn);
  return moved;
}

bool TransformedBody::deliver(Turn& turn) {
  if (out_.empty() || !changed_.starved()) return false;
  changed_.bring(turn.isolate(), std::exchange(out_, {}));
  return true;
}

void TransformedBody::end(Turn& turn) {
  if (!out_.empty()) changed_.bring(turn.isolate(), std::exchange(out_, {}));
  if (source_error_.IsEmpty()) {
    changed_.end(turn.isolate(), true);
  } else {
    changed_.fail(turn.isolate(), source_error_.Get(turn.isolate()));
  }
  over_ = true;
  rewriting_.reset();
}

// By the script's own fault: readers are told what it threw, as it was thrown.
void TransformedBody::fail(Turn& turn) {
  v8::Local<v8::Value> thrown;
  if (!turn.take_thrown().ToLocal(&thrown)) {
    const auto& error = rewriting_->rewriter().error();
    thrown = v8::Exception::RangeError(
        js_literal(turn.isolate(), "HTMLRewriter: " + (error ? error->detail : "stopped")));
  }
  fail_with(turn, thrown);
}

void TransformedBody::give_up(Turn& turn, std::string_view why) {
  if (!over_) fail_with(turn, v8::Exception::RangeError(js_literal(turn.isolate(), why)));
}

void TransformedBody::fail_with(Turn& turn, v8::Local<v8::Value> error) {
  over_ = true;
  rewriting_.reset();
  for (std::string* held : {&piece_, &chunk_, &out_}) std::string().swap(*held);
  changed_.fail(turn.isolate(), error);
  source_.cancel(turn);
}

}  // namespace inlay
