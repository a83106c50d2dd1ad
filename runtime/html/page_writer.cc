#include "html/page_writer.h"

#include <optional>
#include <span>
#include <utility>

#include "html/rewrite_handler.h"

namespace inlay::html {
namespace {

// As kGap in text elements, where there is nothing that does not show.
constexpr std::string_view kTextGap = " ";

}  // namespace

void PageWriter::begin_chunk(std::string_view chunk, MarkupOutput& output) {
  output_ = &output;
  relay_.begin_chunk(chunk);
}

void PageWriter::end_chunk() {
  relay_.end_chunk();
  output_ = nullptr;
}

SourcePosition PageWriter::position() const { return relay_.position(); }

void PageWriter::pass_to(uint64_t offset) {
  if (removing_ > 0) {
    changed_ = true;
    relay_.skip(offset);
  } else {
    if (changed_ && relay_.passed() < offset) tell_back_in_step();
    relay_.pass(offset, out());
  }
}

void PageWriter::tell_back_in_step() {
  if (!in_step() || ending_) return;
  changed_ = false;
  if (tells_offsets_) output_->reached(relay_.passed(), {});
}

void PageWriter::drop_to(uint64_t offset, ContentPlace place) {
  changed_ = true;
  relay_.skip(offset);
  close_gap(place);
}

void PageWriter::write_instead(std::string_view bytes, uint64_t offset) {
  changed_ = true;
  if (removing_ == 0) {
    out().markup(bytes);
    relay_.forget_last();
  }
  relay_.skip(offset);
}

void PageWriter::end_removing(ContentPlace place) {
  if (removing_ == 0) return;  // given up
  --removing_;
  close_gap(place);
}

void PageWriter::close_gap(ContentPlace place) {
  if (removing_ > 0 || !is_unfinished(relay_.last(), place)) return;
  put(is_text_place(place) ? kTextGap : kGap);
}

MarkupOutput& PageWriter::out() {
  DivergedMarkup* const follower = diverging_ > 0 ? diverged_.get() : script_.get();
  if (follower == nullptr) return *output_;
  follower->send_to(output_);
  return *follower;
}

bool PageWriter::in_step() const { return diverging_ == 0 && !script_changed_; }

void PageWriter::begin_script() {
  if (diverging_ == 0) script_ = std::make_unique<DivergedMarkup>("<!doctype html><body><script>");
}

// The page's own end tag comes next.
void PageWriter::end_script() {
  if (script_ == nullptr) return;
  std::string closing = script_->closing();
  script_.reset();
  if (!std::exchange(script_changed_, false) || removing_ > 0) return;
  constexpr std::string_view kOwn = "</script>";
  if (closing.ends_with(kOwn)) closing.resize(closing.size() - kOwn.size());
  put(closing);
}

void PageWriter::begin_diverging(ContentPlace outside) {
  if (++diverging_ == 1)
    diverged_ = std::make_unique<DivergedMarkup>(pages_before(outside).front());
}

void PageWriter::end_diverging() {
  if (diverging_ == 0 || --diverging_ > 0) return;
  const std::string closing = diverged_->closing();
  diverged_.reset();
  if (removing_ == 0) put(closing);
}

bool PageWriter::may_add(uint64_t bytes, uint64_t offset) {
  if (over_limit_) return false;
  const uint64_t most = limit_.base + limit_.per_byte * offset;
  if (bytes > most - charged_bytes_) {
    over_limit_ = true;
    handler_.fails({.fault = Fault::too_large,
                    .blame = Blame::app,
                    .detail = "added to the page: more than " + std::to_string(most) + " bytes",
                    .reason = Reason::other});
    return false;
  }
  charged_bytes_ += bytes;
  return true;
}

uint64_t PageWriter::bytes_of_pieces(const ContentList& list) const {
  const std::string_view nonce = handler_.nonce();
  uint64_t bytes = 0;
  for (const ContentList::Piece& piece : list.pieces()) {
    if (piece.content != nullptr) bytes += piece.content->bytes_max(nonce);
  }
  return bytes;
}

void PageWriter::tell_reached(bool in_markup) {
  if (!tells_offsets_ || !in_step() || (removing_ > 0 && !in_markup)) return;
  const bool needs_gap = removing_ > 0 && is_unfinished(relay_.last(), ContentPlace::markup);
  output_->reached(relay_.passed(), needs_gap ? kGap : std::string_view());
}

void PageWriter::put(std::string_view markup) {
  if (markup.empty()) return;
  changed_ = true;
  out().markup(markup);
  bytes_added_ += markup.size();
  relay_.forget_last();
}

void PageWriter::put_list(const ContentList& list, ContentPlace place) {
  for (const ContentList::Piece& piece : list.pieces()) put_piece(piece, place);
}

void PageWriter::put_reversed(const ContentList& list, ContentPlace place) {
  const std::span<const ContentList::Piece> pieces = list.pieces();
  for (size_t i = pieces.size(); i-- > 0;) put_piece(pieces[i], place);
}

void PageWriter::put_piece(const ContentList::Piece& piece, ContentPlace place) {
  if (removing_ > 0) return;
  if (piece.is_pulled()) {
    put_streamed(*piece.own, place);
  } else {
    put_content(*piece.content, place);
  }
}

void PageWriter::put_content(const Content& content, ContentPlace place) {
  const std::optional<Content::Form> form = content.form(place, encoding_);
  if (form && form->bytes.empty()) return;
  const bool needs_gap = form && may_run_together(relay_.last(), form->bytes, place);
  if (!form || (needs_gap && is_text_place(place))) {
    ++refused_;
    return;
  }
  if (needs_gap) put(kGap);
  put_form(*form);
}

void PageWriter::put_form(const Content::Form& form) {
  const std::string_view nonce = form.nonce_slots.empty() ? std::string_view() : handler_.nonce();
  size_t written = 0;
  if (!nonce.empty()) {
    for (const uint32_t slot : form.nonce_slots) {
      put(form.bytes.substr(written, slot - written));
      put(kNonceBegin);
      put(nonce);
      put(kNonceEnd);
      written = slot;
    }
  }
  put(form.bytes.substr(written));
}

// What cannot stand ends the content; what has come of it stays.
void PageWriter::put_streamed(OwnContent& streamed, ContentPlace place) {
  ContainedStream stream(place, streamed.type, encoding_);
  bool stands = put_from(*streamed.source, stream, place);
  std::string rest;
  stands = stream.finish(rest) && stands;
  stands = put_contained(rest, place) && stands;
  if (stands || over_limit_) return;
  handler_.fails({.fault = Fault::refused,
                  .blame = Blame::app,
                  .detail = "streamed content: opens something that nothing closes, such as "
                            "<plaintext>, or would end or hide the end of what it stands in",
                  .reason = Reason::other});
}

bool PageWriter::put_from(ContentSource& source, ContainedStream& stream, ContentPlace place) {
  for (auto next = ContentSource::Next::more; next == ContentSource::Next::more;) {
    std::string_view piece;
    next = source.next(piece);
    if (next == ContentSource::Next::failed) return true;  // who failed knows
    std::string contained;
    if (!stream.feed(piece, contained)) return false;
    if (!may_add(contained.size(), relay_.passed())) return false;
    if (!put_contained(contained, place)) return false;
    if (next == ContentSource::Next::more) tell_reached_within(stream);
  }
  return true;
}

bool PageWriter::put_contained(std::string_view bytes, ContentPlace place) {
  if (may_run_together(relay_.last(), bytes, place)) {
    if (is_text_place(place)) return false;
    put(kGap);
  }
  put(bytes);
  return true;
}

void PageWriter::tell_reached_within(const ContainedStream& stream) {
  if (!tells_offsets_ || !in_step()) return;
  if (const auto closing = stream.closing()) output_->reached(relay_.passed(), *closing);
}

}  // namespace inlay::html
