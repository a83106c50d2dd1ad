#include "html/rewriter.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace inlay::html {
namespace {

constexpr TagFilter kNoTags;

bool starts(const TagEvent* tag) { return tag != nullptr && tag->kind == TagKind::start; }

// What would go into the head if no text had come, and what is ignored there.
bool belongs_into_head(Tag tag) {
  switch (tag) {
    case Tag::base:
    case Tag::basefont:
    case Tag::bgsound:
    case Tag::head:
    case Tag::html:
    case Tag::link:
    case Tag::meta:
    case Tag::noframes:
    case Tag::noscript:
    case Tag::script:
    case Tag::style:
    case Tag::template_:
    case Tag::title:
      return true;
    default:
      return false;
  }
}

bool ends_head_beyond_text(const TagEvent& tag) {
  const Tag name = tag.name.tag;
  if (tag.kind == TagKind::start) return !belongs_into_head(name);
  return name == Tag::head || name == Tag::body || name == Tag::html || name == Tag::br;
}

}  // namespace

Rewriter::Rewriter(RewriteHandler& handler, const SelectorSet* selectors, Implied implied,
                   const RewriterLimits& limits)
    : handler_(handler),
      scanner_(*this, &context_, limits.scanner, Tokens::tags | Tokens::context_text),
      limits_(limits),
      writer_(handler, limits.added_bytes),
      implied_(implied),
      budget_{.bytes = limits.content_bytes_max, .pieces = limits.content_pieces_max},
      listeners_(selectors != nullptr ? selectors->size() : 0),
      match_counts_(selectors != nullptr ? selectors->size() : 0) {
  if (selectors != nullptr) matcher_.emplace(*selectors, context_);
  tell_only(selectors != nullptr ? &selectors->filter() : &kNoTags);
}

void Rewriter::feed(std::string_view chunk, MarkupOutput& output) {
  if (chunk.empty()) return;
  writer_.begin_chunk(chunk, output);
  stop_if_dropped();
  if (!stopped_) scanner_.feed(chunk);
  if (stopped_) {
    writer_.pass_to(writer_.end());
    writer_.tell_reached(true);
  } else {
    let_go_at_chunk_end();
  }
  writer_.end_chunk();
}

void Rewriter::finish(MarkupOutput& output) {
  writer_.begin_chunk({}, output);
  writer_.begin_end();
  if (!stopped_) end_input();
  writer_.pass_to(writer_.end());
  if (!stopped_) end_page();
  writer_.tell_reached(true);
  writer_.end_chunk();
  stop();
}

void Rewriter::break_off(MarkupOutput& output) {
  stop();
  writer_.begin_chunk({}, output);
  writer_.begin_end();
  writer_.pass_to(writer_.end());
  writer_.end_chunk();
}

void Rewriter::stop() {
  stopped_ = true;
  scanner_.stop();
  live_.clear();
  writer_.give_up_removing();
  head_waits_ = false;
}

void Rewriter::drop() { dropped_ = true; }

void Rewriter::stop_if_dropped() {
  const bool in_script = text_.is_open() && text_.kind() == TextKind::script_data;
  if (dropped_ && live_.empty() && !in_script && !stopped_) stop();
}

void Rewriter::tell_only(const TagFilter* filter) {
  filter_ = filter;
  scanner_.tell_only(head_waits_ ? nullptr : filter);
}

void Rewriter::put(std::string_view bytes) {
  writer_.pass_to(token_begin_);
  writer_.put(bytes);
}

void Rewriter::tag(const TagEvent& event) {
  token_begin_ = event.begin;
  handler_.tag_begins(event);
  if (!stopped_) work_on({.begin = event.begin, .tag = &event});
}

void Rewriter::work_on(const Token& token) {
  end_elements(token);
  if (matcher_ && !is_quiet()) {
    if (implied_ == Implied::handed) begin_implied(token);
    if (starts(token.tag)) begin_started(*token.tag);
  }
  end_document(token);
  handler_.token_done();
  stop_if_dropped();
}

// Ends

void Rewriter::end_elements(const Token& token) {
  if (head_waits_) end_waiting_head(token);
  const std::span<const uint32_t> ended = context_.ended();
  for (size_t i = 0; i < ended.size(); ++i) {
    if (matcher_) matcher_->ended(ended[i]);
    const size_t index = find_live(ended[i]);
    if (index == kNone) continue;
    if (token.tag == nullptr && live_[index].facts.name.tag == Tag::head &&
        !live_[index].facts.implied) {
      wait_for_head(live_[index]);
      continue;
    }
    const bool own = i + 1 == ended.size() && is_end_tag_of(live_[index].facts.name, token);
    end_element(index, token, own);
  }
  if (listeners_.open() != 0) end_listening(ended);
}

// After all beginnings: the same token may begin the body. What lies in that stays on the stack of
// open elements, but nothing is told of its end twice.
void Rewriter::end_document(const Token& token) {
  const DocumentEnd end = context_.document_end();
  if (end == DocumentEnd::none) return;
  if (listeners_.open() != 0) {
    listeners_.all_ended_but(end == DocumentEnd::body ? kHtmlMark : 0);
    want_tokens();
  }
  const auto ends_here = [&](const Live& live) {
    return end == DocumentEnd::html || live.mark != kHtmlMark;
  };
  while (!live_.empty() && ends_here(live_.back())) {
    const TagName name = live_.back().facts.name;
    const bool is_last = live_.size() == 1 || !ends_here(live_[live_.size() - 2]);
    end_element(live_.size() - 1, token, is_last && is_end_tag_of(name, token));
  }
}

bool Rewriter::is_end_tag_of(TagName name, const Token& token) {
  return token.tag != nullptr && token.tag->kind == TagKind::end && !token.tag->oversize &&
         token.tag->name == name;
}

void Rewriter::wait_for_head(Live& head) {
  head.mark = kWaitingHeadMark;
  head_waits_ = true;
  scanner_.tell_only(nullptr);
}

void Rewriter::end_waiting_head(const Token& token) {
  if (token.tag == nullptr || context_.in_template() || !ends_head_beyond_text(*token.tag)) return;
  head_waits_ = false;
  scanner_.tell_only(filter_);
  end_element(find_live(kWaitingHeadMark), token, is_end_tag_of(name_of(Tag::head), token));
}

size_t Rewriter::find_live(uint32_t mark) const {
  for (size_t i = live_.size(); i-- > 0;) {
    if (live_[i].mark == mark) return i;
  }
  return kNone;
}

void Rewriter::end_element(size_t index, const Token& token, bool by_own_tag) {
  Live live = std::move(live_[index]);
  live_.erase(live_.begin() + static_cast<std::ptrdiff_t>(index));
  writer_.pass_to(token.begin);
  call_hooks(live, token, by_own_tag);
  if (live.edits.drop_content) writer_.end_removing(ContentPlace::markup);
  writer_.put_list(live.edits.append,
                   is_text_place(live.facts.inside) ? live.facts.inside : before_token());
  if (by_own_tag) write_end_tag(live, *token.tag);
  if (live.diverges) writer_.end_diverging();
  writer_.put_reversed(live.edits.after, by_own_tag ? after_token() : before_token());
  budget_.give_back(live.edits);
}

void Rewriter::call_hooks(Live& live, const Token& token, bool by_own_tag) {
  if (token.tag == nullptr || token.tag->kind != TagKind::end) return;
  const std::string_view name =
      by_own_tag ? token.tag->name_bytes() : tag_text(live.facts.name.tag);
  ContentList& append = live.edits.append;
  ContentList& after = live.edits.after;
  for (const uint32_t hook : std::exchange(live.edits.end_tag_hooks, {})) {
    if (dropped_) return;
    let_go_before(token);
    const uint64_t charged = writer_.bytes_of(append) + writer_.bytes_of(after);
    const size_t appended = append.pieces().size();
    const size_t put_after = after.pieces().size();
    EndTag end_tag(live.facts, name, live.edits, budget_);
    handler_.end_tag(end_tag, hook);
    const uint64_t bytes = writer_.bytes_of(append) + writer_.bytes_of(after) - charged;
    if (writer_.may_add(bytes, token_begin_)) continue;
    append.shrink_to(appended);
    after.shrink_to(put_after);
  }
}

// That of a text element stays unless its start tag has gone: nothing else would end the text.
void Rewriter::write_end_tag(const Live& live, const TagEvent& tag) {
  const ElementEdits& edits = live.edits;
  if (writer_.removing()) return;
  const bool ends_text = is_text_place(live.facts.inside) && !live.diverges && !edits.dropped;
  if (ends_text) return writer_.pass_to(tag.end);
  if (edits.drop_end_tag) return writer_.drop_to(tag.end, ContentPlace::markup);
  if (edits.end_tag_name.empty()) return writer_.pass_to(tag.end);
  std::string renamed = "</" + edits.end_tag_name;
  renamed.append(tag.raw.substr(2 + tag.name_size));
  writer_.write_instead(renamed, tag.end);
}

void Rewriter::end_input() {
  if (writer_.end() == 0) return;  // an empty page stays empty
  const uint64_t place = scanner_.held_from();
  const bool takes_markup = scanner_.takes_markup();
  finishing_ = true;
  scanner_.finish();
  if (!stopped_) end_all_at_input_end(place, takes_markup && !unfinished_comment_);
}

void Rewriter::end_page() {
  if (is_quiet()) return;
  TokenEdits edits;
  PageEnd end(edits, budget_);
  token_begin_ = writer_.end();
  handler_.page_end(end);
  if (writer_.may_add(writer_.bytes_of(edits.before), token_begin_)) {
    writer_.put_list(edits.before, ContentPlace::markup);
  }
}

void Rewriter::end_all_at_input_end(uint64_t place, bool takes_markup) {
  token_begin_ = place;
  handler_.input_ends(takes_markup);
  writer_.pass_to(place);
  if (head_waits_) end_at_input_end(find_live(kWaitingHeadMark), takes_markup);
  while (!live_.empty()) end_at_input_end(live_.size() - 1, takes_markup);
}

void Rewriter::end_at_input_end(size_t index, bool& takes_markup) {
  Live live = std::move(live_[index]);
  live_.erase(live_.begin() + static_cast<std::ptrdiff_t>(index));
  if (live.edits.drop_content) {
    // What swallows lies in what was removed.
    takes_markup = true;
    writer_.pass_to(writer_.end());
    writer_.end_removing(ContentPlace::markup);
  }
  const bool in_own_text = is_text_place(live.facts.inside);
  if (takes_markup || in_own_text) {
    writer_.put_list(live.edits.append, in_own_text ? live.facts.inside : after_token());
  }
  if (live.diverges) writer_.end_diverging();
  if (takes_markup) writer_.put_reversed(live.edits.after, after_token());
}

// Beginnings

void Rewriter::begin_implied(const Token& token) {
  bool head_is_due = context_.made_empty_head();
  const OpenElements& open = context_.open();
  const size_t new_count = context_.made_implied() ? context_.newly_open() : 0;
  for (size_t i = open.size() - new_count; i < open.size(); ++i) {
    const Tag tag = open.at(i).tag;
    if (open.at(i).origin != Origin::implied) continue;
    if (head_is_due && i > 0) {
      begin_passed_head(token);
      head_is_due = false;
    }
    const std::span<const uint32_t> selectors = matcher_->implied(i);
    if (selectors.empty()) continue;
    const ElementFacts facts = facts_of_implied(tag);
    ElementEdits edits;
    Element element(facts, nullptr, edits, budget_);
    handler_.element(element, selectors);
    if (!may_add(edits, 0)) {
      budget_.give_back(edits);
      return;
    }
    writer_.pass_to(token.begin);
    writer_.put_list(edits.before, before_token());
    writer_.put_reversed(edits.prepend, before_token());
    if (edits.waits_for_end()) {
      keep({.mark = mark_of(i), .facts = facts, .edits = std::move(edits)});
    } else {
      budget_.give_back(edits);
    }
  }
  if (head_is_due) begin_passed_head(token);
}

// Begun and ended by one token.
void Rewriter::begin_passed_head(const Token& token) {
  const std::span<const uint32_t> selectors = matcher_->passed_head();
  if (selectors.empty()) return;
  const ElementFacts facts = facts_of_implied(Tag::head);
  ElementEdits edits;
  Element element(facts, nullptr, edits, budget_);
  handler_.element(element, selectors);
  if (may_add(edits, 0)) {
    writer_.pass_to(token.begin);
    writer_.put_list(edits.before, before_token());
    writer_.put_reversed(edits.prepend, before_token());
    writer_.put_list(edits.append, before_token());
    const bool by_own_tag = is_end_tag_of(facts.name, token);
    if (by_own_tag) writer_.pass_to(token.tag->end);
    writer_.put_reversed(edits.after, by_own_tag ? after_token() : before_token());
  }
  budget_.give_back(edits);
}

void Rewriter::begin_started(const TagEvent& tag) {
  const std::span<const uint32_t> matching = matcher_->start_tag(tag);
  if (matching.empty()) return;
  for (const uint32_t selector : matching) ++match_counts_[selector];
  if (listeners_.any_listens(matching)) begin_listening(matching);
  const std::span<const uint32_t> selectors = told_of_elements(matching);
  if (selectors.empty() || tag.oversize) return;
  const ElementFacts facts = facts_of(tag);
  StartTagEdit edit(tag, writer_.encoding(), decoding());
  ElementEdits edits;
  let_go_before({.begin = tag.begin, .tag = &tag});
  const std::optional<SourcePosition> position = position_of(tag);
  Element element(facts, &edit, edits, budget_, position ? &*position : nullptr);
  handler_.element(element, selectors);
  const std::string changed_tag = edit.changed() ? edit.bytes() : std::string();
  const size_t tag_growth = std::max(changed_tag.size(), tag.raw.size()) - tag.raw.size();
  if (!may_add(edits, tag_growth)) return budget_.give_back(edits);
  const bool diverging = facts.has_content && diverges(facts, edits);
  if (diverging) {
    writer_.pass_to(tag.begin);
    writer_.begin_diverging(facts.outside);
  }
  write_start(facts, edits, changed_tag, tag);
  if (facts.has_content && edits.waits_for_end()) {
    keep({.mark = mark_of_started(),
          .facts = facts,
          .edits = std::move(edits),
          .diverges = diverging});
  } else {
    budget_.give_back(edits);
  }
}

std::optional<SourcePosition> Rewriter::position_of(const TagEvent& tag) {
  if (!writer_.counts_lines()) return std::nullopt;
  writer_.pass_to(tag.begin);
  return writer_.position();
}

std::span<const uint32_t> Rewriter::told_of_elements(std::span<const uint32_t> matching) {
  if (listeners_.elements_only()) return matching;
  told_of_element_.clear();
  std::copy_if(
      matching.begin(), matching.end(), std::back_inserter(told_of_element_),
      [&](uint32_t selector) { return (listeners_.told(selector) & Told::elements) != 0; });
  return told_of_element_;
}

ElementFacts Rewriter::facts_of(const TagEvent& tag) const {
  const Opened opened = context_.opened();
  return {.name = tag.name,
          .space = context_.element_space(),
          .implied = false,
          .has_content = opened == Opened::open || opened == Opened::text,
          .in_removed = writer_.removing(),
          .outside = before_token(),
          .inside = opened == Opened::text ? place_inside(tag.name.tag) : after_token(),
          .encoding = writer_.encoding()};
}

ElementFacts Rewriter::facts_of_implied(Tag tag) const {
  return {.name = name_of(tag),
          .implied = true,
          .has_content = true,
          .in_removed = writer_.removing(),
          .outside = before_token(),
          .inside = before_token(),
          .encoding = writer_.encoding()};
}

void Rewriter::write_start(const ElementFacts& facts, const ElementEdits& edits,
                           std::string_view changed_tag, const TagEvent& tag) {
  const bool dropped = edits.dropped;
  if (edits.before.empty() && edits.prepend.empty() && edits.after.empty() && !dropped &&
      !edits.drop_content && changed_tag.empty()) {
    return;
  }
  writer_.pass_to(tag.begin);
  writer_.put_list(edits.before, before_token());
  if (dropped) {
    writer_.put_list(edits.replacement, before_token());
    writer_.drop_to(tag.end, ContentPlace::markup);
  } else if (!changed_tag.empty()) {
    writer_.write_instead(changed_tag, tag.end);
  } else {
    writer_.pass_to(tag.end);
  }
  if (facts.has_content) {
    writer_.put_reversed(edits.prepend, facts.inside);
  } else {
    writer_.put_reversed(edits.after, after_token());
  }
}

void Rewriter::keep(Live live) {
  if (live.edits.drop_content) writer_.begin_removing();
  live_.push_back(std::move(live));
}

bool Rewriter::diverges(const ElementFacts& facts, const ElementEdits& edits) {
  if (edits.drop_content || (!edits.dropped && edits.end_tag_name.empty())) return false;
  if (is_text_place(facts.inside) || facts.inside == ContentPlace::foreign ||
      facts.outside == ContentPlace::foreign) {
    return true;
  }
  const Tag tag = find_tag(edits.end_tag_name).tag;
  return is_text_place(place_inside(tag)) || tag == Tag::svg || tag == Tag::math;
}

uint32_t Rewriter::mark_of_started() {
  if (context_.opened() == Opened::text) return context_.watch_text_element();
  return mark_of(context_.depth() - 1);
}

uint32_t Rewriter::mark_of(size_t index) { return index == 0 ? kHtmlMark : context_.watch(index); }

bool Rewriter::may_add(const ElementEdits& edits, size_t tag_growth) {
  const uint64_t contents = writer_.bytes_of(edits.before) + writer_.bytes_of(edits.replacement) +
                            writer_.bytes_of(edits.prepend) + writer_.bytes_of(edits.append) +
                            writer_.bytes_of(edits.after);
  return writer_.may_add(tag_growth + contents, token_begin_);
}

}  // namespace inlay::html
