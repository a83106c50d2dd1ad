#include "html/rewriter.h"

#include <algorithm>
#include <utility>

namespace inlay::html {
namespace {

// Neither shows nor does anything: keeps a '<' of the page's text from the letter that has come to
// stand behind it.
constexpr std::string_view kGap = "<!---->";

constexpr TagFilter kNoTags;

bool starts(const TagEvent* tag) { return tag != nullptr && tag->kind == TagKind::start; }

ContentPlace place_of(Namespace space) {
  return space == Namespace::html ? ContentPlace::markup : ContentPlace::foreign;
}

}  // namespace

Rewriter::Rewriter(RewriteHandler& handler, const SelectorSet* selectors, Implied implied,
                   const RewriterLimits& limits)
    : handler_(handler),
      scanner_(*this, &context_, limits.scanner, Tokens::tags | Tokens::context_text),
      implied_(implied),
      budget_{.bytes = limits.content_bytes_max, .pieces = limits.content_pieces_max} {
  if (selectors != nullptr) matcher_.emplace(*selectors, context_);
  tell_only(selectors != nullptr ? &selectors->filter() : &kNoTags);
}

void Rewriter::feed(std::string_view chunk, MarkupOutput& output) {
  if (chunk.empty()) return;
  if (stopped_) return output.markup(chunk);
  output_ = &output;
  relay_.begin_chunk(chunk);
  scanner_.feed(chunk);
  pass_to(stopped_ ? relay_.end() : scanner_.held_from());
  relay_.end_chunk();
  output_ = nullptr;
}

void Rewriter::finish(MarkupOutput& output) {
  if (relay_.end() == 0) stop();  // an empty page stays empty
  if (stopped_) return;
  output_ = &output;
  const uint64_t place = scanner_.held_from();
  const bool takes_markup = scanner_.takes_markup();
  scanner_.finish();
  if (!stopped_) end_at_input_end(place, takes_markup);
  pass_to(relay_.end());
  output_ = nullptr;
  stop();
}

void Rewriter::stop() {
  stopped_ = true;
  scanner_.stop();
  live_.clear();
  removing_ = 0;
}

void Rewriter::put(std::string_view bytes) {
  pass_to(token_begin_);
  write(bytes);
}

void Rewriter::tag(const TagEvent& event) {
  token_begin_ = event.begin;
  handler_.tag_begins(event);
  if (!stopped_) work_on({.begin = event.begin, .tag = &event});
}

void Rewriter::text(const TextEvent& event) {
  token_begin_ = event.begin;
  handler_.text_begins();
  if (!stopped_) work_on({.begin = event.begin, .tag = nullptr});
}

void Rewriter::work_on(const Token& token) {
  end_elements(token);
  if (matcher_) {
    if (implied_ == Implied::handed) begin_implied(token);
    if (starts(token.tag)) begin_started(*token.tag);
  }
  handler_.token_done();
}

// Ends

void Rewriter::end_elements(const Token& token) {
  const std::span<const uint32_t> ended = context_.ended();
  const bool own_name_counts =
      token.tag != nullptr && token.tag->kind == TagKind::end && !token.tag->oversize;
  for (size_t i = 0; i < ended.size(); ++i) {
    if (matcher_) matcher_->ended(ended[i]);
    const size_t index = find_live(ended[i]);
    if (index == kNone) continue;
    const bool own =
        own_name_counts && i + 1 == ended.size() && live_[index].facts.name == token.tag->name;
    end_element(index, token, own);
  }
  end_document(token, own_name_counts);
}

// What lies in the body stays on the stack of open elements, but nothing is told of its end twice.
void Rewriter::end_document(const Token& token, bool own_name_counts) {
  const DocumentEnd end = context_.document_end();
  if (end == DocumentEnd::none) return;
  const auto ends_here = [&](const Live& live) {
    return end == DocumentEnd::html || live.mark != kHtmlMark;
  };
  while (!live_.empty() && ends_here(live_.back())) {
    const TagName name = live_.back().facts.name;
    const bool is_last = live_.size() == 1 || !ends_here(live_[live_.size() - 2]);
    end_element(live_.size() - 1, token, own_name_counts && is_last && name == token.tag->name);
  }
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
  pass_to(token.begin);
  call_hooks(live, token, by_own_tag);
  if (live.edits.drop_content) {
    --removing_;
    close_gap();
  }
  put_list(live.edits.append, live.facts.inside);
  if (by_own_tag) write_end_tag(live.edits, *token.tag);
  put_reversed(live.edits.after, live.facts.outside);
  budget_.give_back(live.edits);
}

void Rewriter::call_hooks(Live& live, const Token& token, bool by_own_tag) {
  if (token.tag == nullptr || token.tag->kind != TagKind::end) return;
  const std::string_view name =
      by_own_tag ? token.tag->name_bytes() : tag_text(live.facts.name.tag);
  for (const uint32_t hook : std::exchange(live.edits.end_tag_hooks, {})) {
    EndTag end_tag(live.facts, name, live.edits, budget_);
    handler_.end_tag(end_tag, hook);
  }
}

void Rewriter::write_end_tag(const ElementEdits& edits, const TagEvent& tag) {
  if (removing_ > 0) return;
  if (edits.drop_end_tag) return drop_to(tag.end);
  if (edits.end_tag_name.empty()) return pass_to(tag.end);
  std::string renamed = "</" + edits.end_tag_name;
  renamed.append(tag.raw.substr(2 + tag.name_size));
  output_->markup(renamed);
  relay_.forget_last();
  drop_to(tag.end);
}

void Rewriter::end_at_input_end(uint64_t place, bool takes_markup) {
  token_begin_ = place;
  handler_.input_ends(takes_markup);
  pass_to(place);
  while (!live_.empty()) {
    Live live = std::move(live_.back());
    live_.pop_back();
    if (live.edits.drop_content) {
      // What swallows lies in what was removed.
      takes_markup = true;
      pass_to(relay_.end());
      --removing_;
      close_gap();
    }
    const bool in_own_text =
        live.facts.inside != ContentPlace::markup && live.facts.inside != ContentPlace::foreign;
    if (takes_markup || in_own_text) put_list(live.edits.append, live.facts.inside);
    if (takes_markup) put_reversed(live.edits.after, live.facts.outside);
  }
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
    pass_to(token.begin);
    put_list(edits.before, facts.outside);
    put_reversed(edits.prepend, facts.inside);
    keep(i == 0 ? kHtmlMark : 0, facts, edits);
    if (!live_.empty() && live_.back().mark == 0) live_.back().mark = context_.watch(i);
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
  pass_to(token.begin);
  put_list(edits.before, facts.outside);
  put_reversed(edits.prepend, facts.inside);
  put_list(edits.append, facts.inside);
  put_reversed(edits.after, facts.outside);
  budget_.give_back(edits);
}

void Rewriter::begin_started(const TagEvent& tag) {
  const std::span<const uint32_t> selectors = matcher_->start_tag(tag);
  if (selectors.empty() || tag.oversize) return;
  const ElementFacts facts = facts_of(tag);
  StartTagEdit edit(tag, encoding_);
  ElementEdits edits;
  Element element(facts, &edit, edits, budget_);
  handler_.element(element, selectors);
  write_start(facts, edits, edit, tag);
  if (facts.has_content && edits.waits_for_end()) {
    keep(mark_of_started(), facts, edits);
  } else {
    budget_.give_back(edits);
  }
}

ElementFacts Rewriter::facts_of(const TagEvent& tag) const {
  const OpenElements& open = context_.open();
  const Opened opened = context_.opened();
  const size_t parent =
      opened == Opened::open && open.size() > 1 ? open.size() - 2 : open.size() - 1;
  return {.name = tag.name,
          .space = context_.element_space(),
          .implied = false,
          .has_content = opened == Opened::open || opened == Opened::text,
          .in_removed = removing_ > 0,
          .outside = place_of(open.at(parent).space),
          .inside = opened == Opened::text ? place_inside(tag.name.tag)
                                           : place_of(context_.element_space()),
          .encoding = encoding_};
}

ElementFacts Rewriter::facts_of_implied(Tag tag) const {
  return {.name = name_of(tag),
          .implied = true,
          .has_content = true,
          .in_removed = removing_ > 0,
          .encoding = encoding_};
}

void Rewriter::write_start(const ElementFacts& facts, const ElementEdits& edits,
                           const StartTagEdit& edit, const TagEvent& tag) {
  const bool dropped = edits.drop_start_tag;
  if (edits.before.empty() && edits.prepend.empty() && edits.after.empty() && !dropped &&
      !edits.drop_content && !edit.changed()) {
    return;
  }
  pass_to(tag.begin);
  put_list(edits.before, facts.outside);
  if (dropped) {
    put_list(edits.replacement, facts.outside);
    drop_to(tag.end);
  } else if (edit.changed() && removing_ == 0) {
    output_->markup(edit.bytes());
    relay_.forget_last();
    drop_to(tag.end);
  } else {
    pass_to(tag.end);
  }
  if (facts.has_content) {
    put_reversed(edits.prepend, facts.inside);
  } else {
    put_reversed(edits.after, facts.outside);
  }
}

void Rewriter::keep(uint32_t mark, const ElementFacts& facts, ElementEdits& edits) {
  if (!edits.waits_for_end()) return budget_.give_back(edits);
  if (edits.drop_content) ++removing_;
  live_.push_back({.mark = mark, .facts = facts, .edits = std::move(edits)});
}

uint32_t Rewriter::mark_of_started() {
  if (context_.opened() == Opened::text) return context_.watch_text_element();
  const size_t top = context_.depth() - 1;
  return top == 0 ? kHtmlMark : context_.watch(top);
}

// Output

void Rewriter::pass_to(uint64_t offset) {
  if (removing_ > 0) {
    relay_.skip(offset);
  } else {
    relay_.pass(offset, *output_);
  }
}

void Rewriter::drop_to(uint64_t offset) {
  relay_.skip(offset);
  close_gap();
}

void Rewriter::close_gap() {
  if (removing_ == 0 && relay_.last().ends_with('<')) write(kGap);
}

void Rewriter::write(std::string_view bytes) {
  if (bytes.empty()) return;
  output_->markup(bytes);
  bytes_added_ += bytes.size();
  relay_.forget_last();
}

void Rewriter::put_list(const ContentList& list, ContentPlace place) {
  for (const ContentList::Piece& piece : list.pieces()) put_content(*piece.content, place);
}

void Rewriter::put_reversed(const ContentList& list, ContentPlace place) {
  const std::span<const ContentList::Piece> pieces = list.pieces();
  for (size_t i = pieces.size(); i-- > 0;) put_content(*pieces[i].content, place);
}

void Rewriter::put_content(const Content& content, ContentPlace place) {
  if (removing_ > 0) return;
  const std::optional<Content::Form> form = content.form(place, encoding_);
  if (!form || form->bytes.empty()) return;
  if (may_run_together(relay_.last(), form->bytes, place)) {
    if (place != ContentPlace::markup && place != ContentPlace::foreign) return;
    write(kGap);
  }
  put_form(*form);
}

void Rewriter::put_form(const Content::Form& form) {
  const std::string_view nonce = form.nonce_slots.empty() ? std::string_view() : handler_.nonce();
  size_t written = 0;
  if (!nonce.empty()) {
    for (const uint32_t slot : form.nonce_slots) {
      write(form.bytes.substr(written, slot - written));
      write(" nonce=\"");
      write(nonce);
      write("\"");
      written = slot;
    }
  }
  write(form.bytes.substr(written));
}

}  // namespace inlay::html
