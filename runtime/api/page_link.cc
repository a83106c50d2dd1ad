#include "api/page_link.h"

#include <optional>
#include <string>

#include "html/markup_output.h"

namespace inlay {

using State = Rewriting::State;

// The rewriter has nothing open and changes nothing any more, so it may be left out.
bool PageLink::is_passing() const {
  return !rewriting_ ||
         (rewriting_->state() == State::hungry && rewriting_->rewriter().rewriter().stopped());
}

bool PageLink::has_work() const {
  if (over_ || waits() || !out_.wants_more()) return false;
  if (!is_passing() && rewriting_->state() == State::full) return true;
  return !queue_.empty() || queue_.ended();
}

void PageLink::pass() {
  if (!out_.wants_more()) return;
  queue_.pass_on(out_);
  if (!queue_.ended()) return;
  over_ = true;
  out_.end(queue_.whole());
}

void PageLink::run(Turn* turn) {
  while (!over_) {
    if (is_passing()) return pass();
    if (rewriting_->state() == State::hungry) {
      if (!out_.wants_more()) return;
      if (!queue_.empty()) {
        rewriting_->bring(queue_.take());
      } else if (queue_.ended()) {
        rewriting_->end(queue_.whole());
      } else {
        return;
      }
    }
    const State state = turn != nullptr ? rewriting_->run(*turn) : rewriting_->run_untouched();
    if (state == State::waits || (state == State::full && !out_.wants_more())) return;
    if (state != State::ended) continue;
    over_ = true;
    out_.end(queue_.whole());
  }
}

void PageLink::drop() {
  if (rewriting_) rewriting_->drop();
}

void PageLink::changed(std::string_view bytes) {
  in_step_at_.reset();
  out_.bytes(bytes);
}

void PageLink::passed(uint64_t offset, std::string_view bytes) {
  if (in_step_at_ != offset) return changed(bytes);
  in_step_at_ = offset + bytes.size();
  queue_.hand_on(offset, bytes, out_);
}

void PageLink::reached(uint64_t offset, std::string_view restore) {
  if (restore.empty()) in_step_at_ = offset;
  const std::optional<PageQueue::Place> place = queue_.place_at(offset);
  if (!place) return;
  if (place->restore.empty()) return out_.place(place->offset, restore);
  const std::string both = std::string(restore) + place->restore;
  if (both.size() <= html::MarkupOutput::kRestoreBytesMax) out_.place(place->offset, both);
}

}  // namespace inlay
