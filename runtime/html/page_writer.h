// The output side of the rewriter: hands the page on, leaves out what is removed, and puts contents
// in so that nothing around them is read differently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "html/contained_stream.h"
#include "html/content.h"
#include "html/content_list.h"
#include "html/diverged_markup.h"
#include "html/markup_output.h"
#include "html/relay.h"
#include "html/source_position.h"
#include "html/tag_name.h"

namespace inlay::html {

class RewriteHandler;

// What contents and attributes may add to a page: bytes for any page, and for each byte of it that
// has come before the token they are about.
struct AddedBytesLimit {
  uint64_t base = 0;
  uint64_t per_byte = 0;
};

// One page. Offsets are those of the input.
class PageWriter {
 public:
  // `handler` outlives this.
  PageWriter(RewriteHandler& handler, AddedBytesLimit limit) : handler_(handler), limit_(limit) {}
  PageWriter(const PageWriter&) = delete;
  PageWriter& operator=(const PageWriter&) = delete;

  // Between these two, everything else works; both are borrowed until the second.
  void begin_chunk(std::string_view chunk, MarkupOutput& output);
  void end_chunk();

  // What lies before `offset`, and has not left, leaves or, while removing, does not.
  void pass_to(uint64_t offset);
  // Does not leave. `place` is what it lies in.
  void drop_to(uint64_t offset, ContentPlace place);
  // In place of what lies before `offset`.
  void write_instead(std::string_view bytes, uint64_t offset);
  // From here on nothing leaves, neither of the page nor of contents, until as often as begun.
  void begin_removing() { ++removing_; }
  void end_removing(ContentPlace place);
  void give_up_removing() { removing_ = 0; }
  bool removing() const { return removing_ > 0; }

  // From here on what leaves is not read as the page is, until as often as begun: the second one
  // puts what closes what is open then. `outside`: the place where it begins.
  void begin_diverging(ContentPlace outside);
  void end_diverging();

  // The text of a script begins. Whether its end tag ends it hangs on all of the text before it, so
  // that a change to a part of it may have to be made good at its end.
  void begin_script();
  void script_changes() { script_changed_ = script_ != nullptr; }
  void end_script();

  void put(std::string_view markup);  // whole
  void put_list(const ContentList& list, ContentPlace place);
  void put_reversed(const ContentList& list, ContentPlace place);

  // Charges for what is about to be added at `offset`. False: too much; nothing may be added any
  // more, and the handler was told.
  bool may_add(uint64_t bytes, uint64_t offset);
  uint64_t bytes_of(const ContentList& list) const {
    return list.empty() ? 0 : bytes_of_pieces(list);
  }

  // MarkupOutput::reached(). `in_markup`: at passed() the page is read as markup outside of any
  // token, and not as that of SVG or MathML.
  void tell_offsets() { tells_offsets_ = true; }
  bool tells_offsets() const { return tells_offsets_; }
  void tell_reached(bool in_markup);
  // What is still open ends here, though no token of the page says so: what comes out is not read
  // as the page is until all of it has left.
  void begin_end() { ending_ = true; }

  // Of passed(), if lines are counted from the start.
  void count_lines() { relay_.count_lines(); }
  bool counts_lines() const { return relay_.counts_lines(); }
  SourcePosition position() const;

  void encode(ContentEncoding encoding) { encoding_ = encoding; }
  ContentEncoding encoding() const { return encoding_; }
  uint64_t passed() const { return relay_.passed(); }
  uint64_t end() const { return relay_.end(); }
  size_t kept_bytes() const { return relay_.kept_bytes(); }
  uint64_t bytes_added() const { return bytes_added_; }
  uint32_t refused() const { return refused_; }
  bool over_limit() const { return over_limit_; }
  bool in_chunk(std::string_view bytes) const { return relay_.in_chunk(bytes); }

 private:
  uint64_t bytes_of_pieces(const ContentList& list) const;
  void tell_back_in_step();
  void close_gap(ContentPlace place);
  void put_content(const Content& content, ContentPlace place);
  void put_form(const Content::Form& form);
  void put_piece(const ContentList::Piece& piece, ContentPlace place);
  void put_streamed(OwnContent& streamed, ContentPlace place);
  bool put_from(ContentSource& source, ContainedStream& stream, ContentPlace place);
  bool put_contained(std::string_view bytes, ContentPlace place);
  void tell_reached_within(const ContainedStream& stream);
  MarkupOutput& out();
  bool in_step() const;  // what has left is read as the page is

  RewriteHandler& handler_;
  AddedBytesLimit limit_;
  Relay relay_;
  MarkupOutput* output_ = nullptr;  // during feed() and finish()
  ContentEncoding encoding_ = ContentEncoding::ascii;
  size_t removing_ = 0;
  size_t diverging_ = 0;
  std::unique_ptr<DivergedMarkup> diverged_;  // while diverging_ != 0
  std::unique_ptr<DivergedMarkup> script_;    // within one whose text is told
  bool script_changed_ = false;
  uint64_t bytes_added_ = 0;
  uint64_t charged_bytes_ = 0;  // of limit_
  uint32_t refused_ = 0;
  bool over_limit_ = false;
  bool tells_offsets_ = false;
  bool changed_ = true;  // since page bytes left
  bool ending_ = false;
};

}  // namespace inlay::html
