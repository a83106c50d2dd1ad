#include "html/page_writer.h"

#include <optional>

#include "html/rewrite_handler.h"

namespace inlay::html {
namespace {

// Neither shows nor does anything: keeps a '<' or an unfinished reference of the page's text from
// what has come to stand behind it.
constexpr std::string_view kGap = "<!---->";
// The same in text elements, where there is nothing that does not show.
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

void PageWriter::pass_to(uint64_t offset) {
  if (removing_ > 0) {
    relay_.skip(offset);
  } else {
    relay_.pass(offset, *output_);
  }
}

void PageWriter::drop_to(uint64_t offset, ContentPlace place) {
  relay_.skip(offset);
  close_gap(place);
}

void PageWriter::write_instead(std::string_view bytes, uint64_t offset) {
  if (removing_ == 0) {
    output_->markup(bytes);
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

uint64_t PageWriter::bytes_of(const ContentList& list) {
  if (list.empty()) return 0;
  const std::string_view nonce = handler_.nonce();
  uint64_t bytes = 0;
  for (const ContentList::Piece& piece : list.pieces()) {
    if (piece.content != nullptr) bytes += piece.content->bytes_max(nonce);
  }
  return bytes;
}

void PageWriter::tell_reached(bool in_markup) {
  if (!tells_offsets_ || (removing_ > 0 && !in_markup)) return;
  const bool needs_gap = removing_ > 0 && is_unfinished(relay_.last(), ContentPlace::markup);
  output_->reached(relay_.passed(), needs_gap ? kGap : std::string_view());
}

void PageWriter::put(std::string_view markup) {
  if (markup.empty()) return;
  output_->markup(markup);
  bytes_added_ += markup.size();
  relay_.forget_last();
}

void PageWriter::put_list(const ContentList& list, ContentPlace place) {
  for (const ContentList::Piece& piece : list.pieces()) put_content(*piece.content, place);
}

void PageWriter::put_reversed(const ContentList& list, ContentPlace place) {
  const std::span<const ContentList::Piece> pieces = list.pieces();
  for (size_t i = pieces.size(); i-- > 0;) put_content(*pieces[i].content, place);
}

void PageWriter::put_content(const Content& content, ContentPlace place) {
  if (removing_ > 0) return;
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

}  // namespace inlay::html
