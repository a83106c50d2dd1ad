// Rewriter's text, comments and doctypes.
#include <string>
#include <utility>

#include "html/rewriter.h"
#include "html/utf8.h"

namespace inlay::html {
namespace {

ContentPlace place_of(bool cdata_allowed) {
  return cdata_allowed ? ContentPlace::foreign : ContentPlace::markup;
}

}  // namespace

ContentPlace Rewriter::before_token() const { return place_of(context_.cdata_was_allowed()); }

ContentPlace Rewriter::after_token() const { return place_of(context_.cdata_allowed()); }

const TextDecoding& Rewriter::decoding() const {
  if (decoding_ != nullptr) return *decoding_;
  return writer_.encoding() == ContentEncoding::utf8 ? utf8_decoding() : windows_1252_decoding();
}

// Who is told

void Rewriter::tell(uint32_t selector, ToldSet what) { listeners_.tell(selector, what); }

void Rewriter::tell_document(ToldSet what) {
  document_told_ = what;
  want_tokens();
}

ToldSet Rewriter::told_here() const {
  return is_quiet() ? ToldSet{0} : static_cast<ToldSet>(document_told_ | listeners_.open());
}

void Rewriter::want_tokens() {
  const ToldSet told = told_here();
  TokenSet wanted = Tokens::tags | Tokens::context_text;
  if ((told & (Told::text | Told::text_nodes)) != 0) wanted |= Tokens::text | Tokens::text_ends;
  if ((told & Told::comments) != 0) wanted |= Tokens::comment_content;
  if ((told & Told::doctype) != 0) wanted |= Tokens::doctype;
  scanner_.want(wanted);
}

void Rewriter::begin_listening(std::span<const uint32_t> matching) {
  const Opened opened = context_.opened();
  if (opened != Opened::open && opened != Opened::text) return;
  listeners_.begin(mark_of_started(), matching);
  want_tokens();
}

void Rewriter::end_listening(std::span<const uint32_t> ended) {
  if (ended.empty()) return;
  for (const uint32_t mark : ended) listeners_.ended(mark);
  want_tokens();
}

void Rewriter::let_go_and_tell(const Token& token) {
  writer_.pass_to(token.begin);
  writer_.tell_reached(scanner_.kind_before() == TextKind::data && !context_.cdata_was_allowed());
}

void Rewriter::let_go_before_text() {
  if (!writer_.tells_offsets()) return;
  writer_.pass_to(text_.begin_offset());
  writer_.tell_reached(text_.place() == ContentPlace::markup);
}

void Rewriter::let_go_at_chunk_end() {
  if (is_quiet()) text_.take(text_.bytes().size());
  text_.keep();
  if (!is_quiet() && text_.is_open() && text_.begin_offset() < scanner_.held_from()) {
    writer_.pass_to(text_.begin_offset());
    writer_.tell_reached(text_.place() == ContentPlace::markup);
  } else {
    writer_.pass_to(scanner_.held_from());
    writer_.tell_reached(scanner_.takes_markup() && !context_.cdata_allowed());
  }
}

// Text

void Rewriter::text(const TextEvent& event) {
  if (text_.is_open() && (event.begin != text_.end_offset() || moves_elements())) {
    end_text(event.begin);
  }
  token_begin_ = event.begin;
  handler_.text_begins();
  if (!stopped_) work_on({.begin = event.begin, .tag = nullptr});
  if (!stopped_) take_text(event);
}

// Text that ends or begins an element belongs to another one than the text before it.
bool Rewriter::moves_elements() const {
  return !context_.ended().empty() || context_.made_implied() ||
         context_.document_end() != DocumentEnd::none;
}

void Rewriter::take_text(const TextEvent& event) {
  if (!text_.is_open()) {
    if ((told_here() & (Told::text | Told::text_nodes)) == 0) return;
    begin_text(event);
  }
  text_.add(event.bytes, writer_.in_chunk(event.bytes) ? TextRun::Bytes::stay : TextRun::Bytes::go);
  if (whole_text_ && text_.bytes().size() > limits_.text_node_bytes_max) {
    whole_text_ = false;
    handler_.fails({.fault = Fault::too_large,
                    .blame = Blame::app,
                    .detail = "text node: more than " +
                              std::to_string(limits_.text_node_bytes_max) +
                              " bytes, which is the limit for one that is read as a whole",
                    .reason = Reason::other});
  }
  if (!whole_text_) tell_pieces(false);
}

void Rewriter::begin_text(const TextEvent& event) {
  const bool is_markup = event.kind == TextKind::data;
  const ContentPlace place = is_markup ? after_token()
                             : event.kind == TextKind::cdata
                                 ? ContentPlace::cdata
                                 : place_inside(scanner_.text_element());
  text_.begin(event.begin, event.kind, place);
  whole_text_ = (told_here() & Told::text_nodes) != 0;
  if (event.kind != TextKind::script_data) return;
  writer_.pass_to(event.begin);
  writer_.begin_script();
}

void Rewriter::text_ends(uint64_t offset) {
  if (!text_.is_open()) return;
  end_text(offset);
  stop_if_dropped();
}

void Rewriter::end_text(uint64_t offset) {
  if (whole_text_ && !is_quiet()) {
    tell_text_node();
  } else {
    tell_pieces(true);
  }
  if (text_.kind() == TextKind::script_data) {
    writer_.pass_to(offset);
    writer_.end_script();
  }
  text_.close();
  whole_text_ = false;
}

void Rewriter::tell_text_node() {
  const TextChunk::Facts facts{.bytes = text_.bytes(),
                               .kind = text_.kind(),
                               .place = text_.place(),
                               .last = true,
                               .in_removed = writer_.removing()};
  const uint64_t begin = text_.begin_offset();
  const uint64_t end = text_.end_offset();
  TokenEdits edits;
  TextChunk whole(facts, decoding(), edits, budget_);
  token_begin_ = begin;
  let_go_before_text();
  handler_.text_node(whole, listeners_.to_text_nodes());
  if ((told_here() & Told::text) == 0) return carry_out(edits, begin, end, facts.place);
  // The pieces lie in it: what becomes of them does not show if it is dropped.
  const bool dropped = edits.dropped;
  TokenEdits around;
  std::swap(around.after, edits.after);
  edits.dropped = false;
  carry_out(edits, begin, begin, facts.place);
  if (dropped) writer_.begin_removing();
  tell_pieces(true);
  writer_.pass_to(end);
  if (dropped) writer_.end_removing(facts.place);
  carry_out(around, end, end, facts.place);
}

void Rewriter::tell_pieces(bool to_the_last) {
  const size_t most = limits_.text_piece_bytes;
  while ((told_here() & Told::text) != 0 && text_.bytes().size() >= most) {
    const size_t size = decoding().whole_characters(text_.bytes().substr(0, most));
    tell_piece(size == 0 ? most : size, false);
  }
  if (!to_the_last) {
    if ((told_here() & Told::text) == 0 && !whole_text_) text_.take(text_.bytes().size());
    return;
  }
  if (!text_.bytes().empty()) tell_piece(text_.bytes().size(), false);
  tell_piece(0, true);
}

void Rewriter::tell_piece(size_t size, bool last) {
  if ((told_here() & Told::text) == 0) return;
  const TextChunk::Facts facts{.bytes = text_.bytes().substr(0, size),
                               .kind = text_.kind(),
                               .place = text_.place(),
                               .last = last,
                               .in_removed = writer_.removing()};
  const uint64_t begin = text_.begin_offset();
  TokenEdits edits;
  TextChunk chunk(facts, decoding(), edits, budget_);
  token_begin_ = begin;
  let_go_before_text();
  handler_.text(chunk, listeners_.to_text());
  carry_out(edits, begin, begin + size, facts.place);
  text_.take(size);
}

void Rewriter::carry_out(const TokenEdits& edits, uint64_t begin, uint64_t end,
                         ContentPlace place) {
  if (!edits.any()) return;
  const uint64_t bytes = writer_.bytes_of(edits.before) + writer_.bytes_of(edits.replacement) +
                         writer_.bytes_of(edits.after);
  if (writer_.may_add(bytes, begin)) {
    writer_.pass_to(begin);
    if (place == ContentPlace::script) writer_.script_changes();
    writer_.put_list(edits.before, place);
    writer_.put_list(edits.replacement, place);
    if (edits.dropped) {
      writer_.drop_to(end, place);
    } else {
      writer_.pass_to(end);
    }
    writer_.put_reversed(edits.after, place);
  }
  budget_.give_back(edits);
}

// Comments and doctypes

void Rewriter::comment(const CommentEvent& event) {
  if (event.oversize || event.raw.empty() || (told_here() & Told::comments) == 0) return;
  const Comment::Facts facts{
      .content = event.content(), .place = before_token(), .in_removed = writer_.removing()};
  TokenEdits edits;
  Comment comment(facts, decoding(), edits, budget_);
  token_begin_ = event.begin;
  let_go_before({.begin = event.begin, .tag = nullptr});
  handler_.comment(comment, listeners_.to_comments());
  unfinished_comment_ = finishing_ && !edits.dropped && !comment.new_text();
  if (unfinished_comment_) edits.after.clear();
  if (comment.new_text() && !edits.dropped) {
    write_comment(event, *comment.new_text(), edits, facts.place);
  } else {
    carry_out(edits, event.begin, event.end, facts.place);
  }
  stop_if_dropped();
}

void Rewriter::write_comment(const CommentEvent& event, const std::string& new_text,
                             const TokenEdits& edits, ContentPlace place) {
  std::string written = "<!--";
  written.append(writer_.encoding() == ContentEncoding::utf8
                     ? repair_utf8(new_text)
                     : without_non_ascii(repair_utf8(new_text), ContentPlace::plaintext));
  written.append("-->");
  const uint64_t bytes =
      written.size() + writer_.bytes_of(edits.before) + writer_.bytes_of(edits.after);
  if (writer_.may_add(bytes, event.begin)) {
    writer_.pass_to(event.begin);
    writer_.put_list(edits.before, place);
    writer_.write_instead(written, event.end);
    writer_.put_reversed(edits.after, place);
  }
  budget_.give_back(edits);
}

void Rewriter::doctype(const DoctypeEvent& event) {
  if ((told_here() & Told::doctype) == 0) return;
  token_begin_ = event.begin;
  let_go_before({.begin = event.begin, .tag = nullptr});
  handler_.doctype(decode_doctype(event, decoding()));
  stop_if_dropped();
}

}  // namespace inlay::html
