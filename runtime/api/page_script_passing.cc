// The page, or an answer in its place, on its way through what the script has registered.
#include <algorithm>
#include <utility>

#include "api/page_script.h"
#include "html/encoding_label.h"

namespace inlay {

// Links are made from the last to the first, as each gives on to the next. No turn: there are none.
void PageScript::begin_passing(Turn* turn) {
  step_ = Step::passing;
  first_ = &out_;
  if (turn != nullptr) {
    if (!html_rewriter_.IsEmpty()) rewriters_.push_back(std::move(html_rewriter_));
    if (!make_links(*turn)) return;
  }
  out_.head(answer_);
  if (reader_ || given_is_made_) out_.made();
}

bool PageScript::make_links(Turn& turn) {
  ScriptedRewriterSettings settings;
  settings.encoding = html::encoding_from(settings_.charset, input_.first_bytes());
  auto& limits = settings.limits;
  const size_t hold_max = settings_.hold_max.count();
  limits.content_bytes_max = std::min(limits.content_bytes_max, hold_max);
  limits.text_node_bytes_max = std::min(limits.text_node_bytes_max, hold_max);
  settings.tell_offsets = reader_ == nullptr && !given_is_made_;
  for (size_t i = rewriters_.size(); i > 0; --i) {
    auto link = std::make_unique<PageLink>(*first_);
    auto rewriting = Rewriting::make(app_->isolate(), rewriters_[i - 1].Get(turn.isolate()),
                                     stacks_, settings, link->output());
    if (!rewriting) {
      task_.fail(Outcome::over_buffer, error_of("Error", rewriting.error().detail));
      links_.clear();
      step_ = Step::calling;
      return false;
    }
    link->rewrite_with(std::move(*rewriting));
    first_ = link.get();
    links_.insert(links_.begin(), std::move(link));
  }
  return true;
}

bool PageScript::pass_on(Clock::Mono now) {
  bool moved = reader_ ? read_answer(now) : pass_input();
  if (task_.failed() && !gave_way_) return true;
  moved = run_links(now) || moved;
  if (task_.failed() && !gave_way_) return true;
  if (links_.empty() ? !source_over_ : !links_.back()->over()) return moved;
  if (links_.empty()) out_.end(source_whole_);
  end_page(now);
  return true;
}

// The page's bytes to where they go, as long as they are welcome.
bool PageScript::pass_input() {
  if (source_over_ || !first_->wants_more()) return false;
  const bool moved = !read_by_script_.empty() || !input_.empty();
  if (!read_by_script_.empty()) first_->bytes(std::exchange(read_by_script_, {}));
  if (!input_.empty()) input_.pass_on(*first_);
  if (input_.ended()) end_source(input_.whole());
  return moved || source_over_;
}

void PageScript::end_source(bool whole) {
  source_over_ = true;
  source_whole_ = whole;
  if (!links_.empty()) links_.front()->end(whole);
}

bool PageScript::read_answer(Clock::Mono now) {
  const bool fed = feed_page_body();
  if (task_.failed() || source_over_ || !first_->wants_more()) return fed;
  if (body_waits_ && seen_activity_ == app_->activity()) return fed;
  std::string piece;
  BodyReader::Step came = BodyReader::Step::waits;
  const auto run = [&](Turn& turn) { came = reader_->next(turn, piece); };
  const bool well = body_waits_ ? app_->look(task_, run) : app_->enter(task_, run);
  seen_activity_ = app_->seen_activity();
  body_waits_ = came == BodyReader::Step::waits;
  if (!well || came == BodyReader::Step::failed) return true;
  body_waits_ && !starves() ? task_.owes(now) : task_.rests(now);
  if (came == BodyReader::Step::end) {
    end_source(true);
  } else if (came == BodyReader::Step::piece) {
    made_bytes_ += piece.size();
    if (made_bytes_ > settings_.output_bytes_max) {
      task_.fail(Outcome::over_output,
                 error_of("Error", "an answer of more than " +
                                       std::to_string(settings_.output_bytes_max) + " bytes"));
    } else {
      first_->bytes(piece);
    }
  }
  return fed || !body_waits_ || seen_activity_ != app_->activity();
}

bool PageScript::run_links(Clock::Mono now) {
  if (links_.empty()) return false;
  const auto any = [this](auto is) {
    return std::ranges::any_of(links_, [&](const auto& link) { return is(*link); });
  };
  const auto waits = [](const PageLink& link) { return link.waits(); };
  const bool waited = any(waits);
  const bool has_work = any([](const PageLink& link) { return link.has_work(); });
  if (!has_work && !(waited && seen_activity_ != app_->activity())) return false;
  // The last ones first: they make room.
  const auto run_all = [this](Turn* turn) {
    for (auto link = links_.rbegin(); link != links_.rend(); ++link) (*link)->run(turn);
  };
  if (any([](const PageLink& link) { return link.needs_turn(); })) {
    const auto run = [&](Turn& turn) { run_all(&turn); };
    (void)(has_work ? app_->enter(task_, run) : app_->look(task_, run));
    seen_activity_ = app_->seen_activity();
  } else {
    run_all(nullptr);
  }
  tell_rewriter_errors();
  const bool waiting = any(waits);
  if (!reader_) waiting ? task_.owes(now) : task_.rests(now);
  return has_work || waited != waiting || (waiting && seen_activity_ != app_->activity());
}

// Bounds of the page that no call ran into: the script is left out from there on.
void PageScript::tell_rewriter_errors() {
  for (const auto& link : links_) {
    if (link->rewriting() == nullptr || task_.failed()) continue;
    const ScriptedRewriter& rewriter = link->rewriting()->rewriter();
    if (!rewriter.error()) continue;
    task_.fail(rewriter.rewriter().over_limit() ? Outcome::over_output : Outcome::over_buffer,
               error_of("Error", rewriter.error()->detail));
  }
}

bool PageScript::starves() const {
  return page_body_ && page_body_->starved() && input_.empty() && !input_.ended();
}

// The script reads the page itself: it gets what it waits for, and no more. Whether it got some.
bool PageScript::feed_page_body() {
  if (!page_body_ || !page_body_->starved() || (input_.empty() && !input_.ended())) return false;
  app_->enter(task_, [this](Turn& turn) {
    if (input_.empty()) {
      page_body_->end(turn.isolate(), input_.whole());
    } else {
      const std::string_view bytes = input_.take();
      keep_read(bytes);
      page_body_->bring(turn.isolate(), bytes);
    }
    turn.run_microtasks();
  });
  return true;
}

// As long as nothing else could be shown in place of the page.
void PageScript::keep_read(std::string_view bytes) {
  const size_t most = settings_.hold_max.count();
  if (read_is_lost_ || read_by_script_.size() + bytes.size() > most) {
    read_is_lost_ = true;
    std::string().swap(read_by_script_);
  } else {
    read_by_script_.append(bytes);
  }
}

}  // namespace inlay
