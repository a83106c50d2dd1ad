#include "edge/page_scripts.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/check.h"

namespace inlay {
namespace {

using channel::BodyEnding;
using channel::Sent;

// Of the page, kept ahead of what the cell has taken; then the source is to pause.
constexpr uint64_t kAheadBytes = 64 << 10;

}  // namespace

PageScripts::PageScripts(PageVisit visit, std::vector<channel::ScriptId> chain,
                         channel::Allowance allowance)
    : visit_(std::move(visit)), chain_(std::move(chain)), allowance_(std::move(allowance)) {
  CHECK(!chain_.empty());
  for (channel::ScriptId script : chain_) reports_.emplace_back().script = script;
}

// ---- towards the cell

void PageScripts::enter(channel::EdgeEnd& end) {
  CHECK(state_ == State::waiting && end_ == nullptr);
  end_ = &end;
  state_ = State::scripts;
}

void PageScripts::bring(std::string_view bytes) {
  if (state_ == State::done) return;
  if (state_ == State::alone) return leave(bytes);
  const Bytes wanted(kept_.end() - kept_.begin() + held_.size() + bytes.size());
  bool fits = charge_.resize(wanted);
  if (!fits && kept_.begin() < accounted_) {  // from now on it cannot begin anew in another cell
    kept_.drop(accounted_);
    fits = charge_.resize(Bytes(kept_.end() - kept_.begin() + held_.size() + bytes.size()));
  }
  if (!fits) {
    give_up(Outcome::over_buffer);
    return bring(bytes);
  }
  kept_.append(bytes);
}

void PageScripts::end(BodyEnding ending) {
  CHECK(!page_end_);
  page_end_ = ending;
  if (state_ == State::alone) {
    finish(ending == BodyEnding::whole ? Ending::whole : Ending::failed);
  }
}

void PageScripts::pump() {
  if (state_ != State::scripts || end_ == nullptr) return;
  if (step_ < Step::body) {
    const auto sent = send_head();
    if (!sent && end_->broken() == nullptr) return give_up(Outcome::start_failed);
    if (!sent || *sent == Sent::full) return;
  }
  if (step_ == Step::body) send_body();
}

// Sent::yes: all of it.
Result<Sent> PageScripts::send_head() {
  if (step_ == Step::begin) {
    channel::Begin begin{.purpose = channel::Purpose::page,
                         .navigation = visit_.navigation,
                         .has_body = true,
                         .trace = visit_.trace,
                         .method = visit_.method,
                         .url = visit_.url,
                         .charset = visit_.charset,
                         .allowance = allowance_.size().count(),
                         .chain = chain_};
    const auto sent = end_->begin(begin);
    if (!sent && sent.error().fault == Fault::busy) return Sent::full;  // later there is a number
    if (!sent || *sent == Sent::full) return sent;
    stream_ = begin.stream;
    step_ = Step::request;
    fields_sent_ = 0;
  }
  if (step_ == Step::request) {
    const auto sent = send_fields(*end_, stream_, nullptr, visit_.request, fields_sent_);
    if (!sent || *sent == Sent::full) return sent;
    step_ = Step::response;
    fields_sent_ = 0;
  }
  const auto sent = send_fields(*end_, stream_, &visit_.status, visit_.response, fields_sent_);
  if (sent && *sent == Sent::yes) step_ = Step::body;
  return sent;
}

void PageScripts::send_body() {
  while (sent_ < kept_.end()) {
    const std::string_view piece = kept_.at(sent_);
    const size_t taken = end_->body(stream_, piece);
    sent_ += taken;
    if (taken < piece.size()) return;
  }
  if (source_ == Source::made && left_) drop_kept();
  if (!page_end_) return;
  end_->body_end(stream_, *page_end_);
  step_ = Step::sent;
}

bool PageScripts::wants_more() const {
  switch (state_) {
    case State::waiting:
    case State::scripts:
      return kept_.end() - sent_ < kAheadBytes;
    case State::alone:
      return leaving_.empty();
    case State::done:
      return true;
  }
  return true;
}

// ---- from the cell

void PageScripts::take(const channel::CellRecord& record) {
  if (unsound_) return;  // what such a cell says next is as false
  if (const auto* output = std::get_if<channel::Output>(&record)) return take_one(*output);
  if (const auto* ended = std::get_if<channel::OutputEnd>(&record)) return take_one(*ended);
  if (const auto* head = std::get_if<channel::Head>(&record)) return take_one(*head);
  if (const auto* failure = std::get_if<channel::Failure>(&record)) return take_one(*failure);
  if (const auto* finished = std::get_if<channel::Finished>(&record)) take_one(*finished);
}

void PageScripts::take_one(const channel::Head& record) {
  if (state_ != State::scripts) return;
  if (!head_) head_.emplace();
  if (auto added = head_->add(record, visit_.cookies); !added) unsound_ = added.error();
}

void PageScripts::take_one(const channel::Output& record) {
  if (state_ != State::scripts) return;
  if (source_ == Source::unknown && !record.held) {
    source_ = record.offset ? Source::page : Source::made;
  }
  const bool streams = source_ == Source::made && left_;
  const bool settled = source_ == Source::page && !record.held && record.offset;
  if (!streams && !settled) {
    end_->released(stream_, record.bytes.size());
    return hold(record.bytes);
  }
  if (settled) {
    accounted_ = *record.offset;
    restore_ = record.restore;
    leave(std::exchange(held_, {}));
  }
  leave(record.bytes);
  unsettled_ += record.bytes.size();
  drop_kept();
}

// Keeps it back at the allowance's cost.
void PageScripts::hold(std::string_view bytes) {
  if (charge_.resize(Bytes(kept_.end() - kept_.begin() + held_.size() + bytes.size()))) {
    held_.append(bytes);
    return;
  }
  if (source_ != Source::made) return give_up(Outcome::over_buffer);
  // An answer of its own that is larger than may be held: it streams, and the page is not kept any
  // more.
  leave(std::exchange(held_, {}));
  leave(bytes);
  drop_kept();
}

void PageScripts::take_one(const channel::OutputEnd& record) {
  if (state_ != State::scripts) return;
  const bool page_failed = page_end_ && *page_end_ == BodyEnding::failed;
  const bool whole = record.ending == BodyEnding::whole;
  if (!whole && !page_failed) return go_alone();
  if (whole) leave(std::exchange(held_, {}));
  if (step_ == Step::body) end_->body_end(stream_, BodyEnding::failed);
  step_ = Step::sent;
  finish(whole && !page_failed ? Ending::whole : Ending::failed);
}

void PageScripts::take_one(const channel::Failure& record) {
  const auto report = std::ranges::find(reports_, record.script, &ScriptReport::script);
  if (report == reports_.end()) return;
  if (!record.unhandled) report->outcome = record.outcome;
  if (record.unhandled && !report->message.empty()) return;
  report->error_name = record.error.name;
  report->message = record.error.message;
  report->stack = record.error.stack;
}

void PageScripts::take_one(const channel::Finished& record) {
  for (const channel::ScriptResult& result : record.results) {
    const auto report = std::ranges::find(reports_, result.script, &ScriptReport::script);
    if (report != reports_.end() && report->outcome == Outcome::ok)
      report->outcome = result.outcome;
  }
  end_ = nullptr;
  if (state_ == State::scripts) go_alone();
}

bool PageScripts::cell_gone(channel::ScriptId culprit, Outcome why) {
  if (end_ == nullptr) return false;
  end_ = nullptr;
  if (cancelled_) return false;
  const bool answer_is_out = state_ != State::scripts;  // then only what works on can be to blame
  if (!answer_is_out || culprit != 0) blame(culprit, why);
  if (answer_is_out) return false;
  std::vector<channel::ScriptId> others = chain_;
  std::erase(others, culprit);
  if (left_ || kept_.begin() > 0 || tried_again_ || others.empty()) {
    go_alone();
    return false;
  }
  tried_again_ = true;
  chain_ = std::move(others);
  state_ = State::waiting;
  step_ = Step::begin;
  source_ = Source::unknown;
  sent_ = accounted_ = 0;
  restore_.clear();
  held_.clear();
  head_.reset();
  unsound_.reset();
  CHECK(charge_.resize(Bytes(kept_.end())));
  return true;
}

void PageScripts::give_up(Outcome why) {
  if (state_ != State::waiting && state_ != State::scripts) return;
  blame(end_ != nullptr ? end_->running().script : 0, why);
  go_alone();
}

void PageScripts::cancel() {
  if (state_ == State::done) return;
  drop_all();
  leaving_.clear();
  state_ = State::done;
  cancel_stream();
}

void PageScripts::cancel_stream() {
  if (end_ == nullptr || cancelled_) return;
  if (step_ == Step::begin) {
    end_ = nullptr;
    return;
  }
  cancelled_ = true;
  end_->cancel(stream_);
}

// The rest of the page follows as it is.
void PageScripts::go_alone() {
  const bool made = source_ == Source::made && left_;
  held_.clear();
  if (!left_ && accounted_ == 0) head_.reset();
  if (!made) {
    leaving_.append(restore_);
    kept_.move_to(leaving_, std::max(accounted_, kept_.begin()));
    if (!leaving_.empty()) left_ = true;
  }
  state_ = State::alone;
  cancel_stream();
  drop_all();
  if (made) {
    ending_ = Ending::failed;
    state_ = State::done;
  } else if (page_end_) {
    ending_ = *page_end_ == BodyEnding::whole ? Ending::whole : Ending::failed;
  }
}

void PageScripts::blame(channel::ScriptId script, Outcome why) {
  const auto named = std::ranges::find(chain_, script);
  for (ScriptReport& report : reports_) {
    if (report.outcome != Outcome::ok || !std::ranges::count(chain_, report.script)) continue;
    if (named == chain_.end() || report.script == script) report.outcome = why;
  }
}

// ---- towards the visitor

void PageScripts::leave(std::string_view bytes) {
  if (bytes.empty()) return;
  leaving_.append(bytes);
  left_ = true;
}

// What is accounted for is not needed, once it cannot begin anew; of an answer of its own what
// was sent.
void PageScripts::drop_kept() {
  if (!left_) return;
  kept_.drop(std::max(kept_.begin(), source_ == Source::made ? sent_ : accounted_));
  CHECK(charge_.resize(Bytes(kept_.end() - kept_.begin() + held_.size())));
}

void PageScripts::drop_all() {
  kept_.drop(kept_.end());
  std::string().swap(held_);
  CHECK(charge_.resize(Bytes(0)));
}

void PageScripts::finish(Ending ending) {
  ending_ = ending;
  drop_all();
  if (state_ == State::scripts) state_ = State::done;
}

void PageScripts::taken(bool settled) {
  leaving_.clear();
  if (settled) settle();
}

void PageScripts::settle() {
  if (end_ != nullptr && unsettled_ > 0) end_->released(stream_, unsettled_);
  unsettled_ = 0;
}

bool PageScripts::cell_owes() const {
  if (end_ == nullptr || step_ == Step::begin) return false;
  if (state_ != State::scripts) return true;  // its finished record
  return unsettled_ == 0 && (step_ == Step::sent || sent_ < kept_.end());
}

}  // namespace inlay
