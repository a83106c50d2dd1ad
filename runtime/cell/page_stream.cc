#include "cell/page_stream.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <utility>

namespace inlay::cell {
namespace {

void append(std::vector<PageField>& fields, std::span<const channel::Field> more) {
  for (const channel::Field& field : more) {
    fields.push_back({std::string(field.name), std::string(field.value)});
  }
}

}  // namespace

PageStream::PageStream(const std::vector<ChainScript>& chain, Outbox& outbox, FiberStacks& stacks,
                       const channel::Begin& begin)
    : stream_(begin.stream),
      trace_(begin.trace),
      outbox_(outbox),
      request_{std::string(begin.method), std::string(begin.url), {}},
      sender_(outbox.end(), begin.stream),
      input_ended_(!begin.has_body) {
  stages_.resize(chain.size());
  PageOutput* out = &sender_;
  for (size_t i = chain.size(); i-- > 0;) {
    const ChainScript& script = chain[i];
    Stage& stage = stages_[i];
    stage.script = script.script;
    stage.settings = {.charset = std::string(begin.charset),
                      .hold_max = Bytes(begin.allowance),
                      .output_bytes_max = script.limits.output_bytes};
    stage.teller =
        std::make_unique<Teller>(outbox, begin.stream, script.script, script.limits.log_bytes);
    stage.part = std::make_unique<PageScript>(script.app, *stage.teller, stacks, request_,
                                              stage.settings, *out);
    out = stage.part.get();
  }
}

void PageStream::request(const channel::RequestFields& record) {
  append(request_.fields, record.fields);
}

void PageStream::response(const channel::ResponseFields& record) {
  if (has_head_) return;
  origins_.status = record.status;
  append(origins_.fields, record.fields);
  if (record.more) return;
  has_head_ = true;
  sender_.expects(origins_);
  first().head(origins_);
}

void PageStream::bring(std::string_view bytes) {
  if (cancelled_) return outbox_.end().consumed(stream_, bytes.size());
  waiting_.append(bytes);
  push_input();
}

void PageStream::end_of_input(bool whole) {
  input_ended_ = true;
  input_whole_ = whole;
  push_input();
}

void PageStream::push_input() {
  if (!waiting_.empty() && first().wants_more()) {
    first().page(sender_.received(), waiting_);
    sender_.receive(waiting_.size());
    outbox_.end().consumed(stream_, waiting_.size());
    waiting_.clear();
  }
  if (input_ended_ && waiting_.empty() && !std::exchange(told_end_, true)) {
    first().end(input_whole_);
  }
}

void PageStream::cancel() {
  if (std::exchange(cancelled_, true)) return;
  for (Stage& stage : stages_) stage.part->drop();
  if (!waiting_.empty()) outbox_.end().consumed(stream_, waiting_.size());
  waiting_.clear();
}

bool PageStream::advance(Clock::Mono now, bool& moved) {
  bool once_more = !cancelled_;
  while (once_more) {
    push_input();
    once_more = advance_stages(now);
    once_more = sender_.send() || once_more;
    moved = moved || once_more;
  }
  if (!cancelled_ && !(sender_.over() && is_idle())) return false;
  return outbox_.pump() && send_matches() && send_finished();
}

// The last ones first: they make room.
bool PageStream::advance_stages(Clock::Mono now) {
  bool moved = false;
  for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
    outbox_.end().set_running({stream_, stage->script});
    moved = stage->part->advance(now) || moved;
  }
  outbox_.end().set_running({});
  return moved;
}

bool PageStream::is_idle() const {
  return std::ranges::all_of(stages_, [](const Stage& stage) { return stage.part->idle(); });
}

Clock::Mono PageStream::next_due() const {
  Clock::Mono due = Clock::Mono::max();
  if (cancelled_) return due;
  for (const Stage& stage : stages_) due = std::min(due, stage.part->next_due());
  return due;
}

// True: nothing is left to be told.
bool PageStream::send_matches() {
  for (; trace_ && stages_traced_ < stages_.size(); ++stages_traced_) {
    const std::vector<PageScript::Matches> counted = stages_[stages_traced_].part->matches();
    std::vector<channel::Match> matches;
    for (const auto& one : counted) {
      if (matches.size() == channel::kMatchesMax) break;
      matches.push_back({std::string_view(one.selector).substr(0, channel::kSelectorBytesMax),
                         static_cast<uint32_t>(std::min<uint64_t>(one.elements, UINT32_MAX))});
    }
    if (matches.empty()) continue;
    if (!is_sent(outbox_.end().send(channel::Matches{
            .stream = stream_, .script = stages_[stages_traced_].script, .matches = matches}))) {
      return false;
    }
  }
  return true;
}

bool PageStream::send_finished() {
  std::array<channel::ScriptResult, channel::kChainMax> results;
  for (size_t i = 0; i < stages_.size(); ++i) {
    const Task& task = stages_[i].part->task();
    const auto cpu = std::chrono::duration_cast<std::chrono::microseconds>(task.cpu());
    results[i] = {.script = stages_[i].script,
                  .outcome = task.outcome(),
                  .cpu_us = static_cast<uint64_t>(cpu.count()),
                  .heap_bytes = stages_[i].part->memory_used().count()};
  }
  return is_sent(outbox_.end().send(
      channel::Finished{.stream = stream_, .results = std::span(results).first(stages_.size())}));
}

}  // namespace inlay::cell
