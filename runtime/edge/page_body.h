// Phases "decode", "mark up" and "encode" of one answer's body. What is not changed passes by
// reference, in its own coding; a coded page that is to be changed is decoded, marked up and
// encoded again, and what one piece from the origin brought leaves with it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "edge/markup.h"
#include "edge/page_scripts.h"
#include "http_messages/codec_pool.h"

namespace inlay {

// What is known of a page from its request and its head. What it points to is borrowed until the
// body's end.
struct PageFacts {
  PageRequest request = PageRequest::no;
  std::string_view charset;  // as the HTTP field has it; borrowed for the call only
  html::PageChanges changes;
  const html::ScannerLimits* limits = nullptr;
  PageScripts* scripts = nullptr;                // that the page goes through once it is marked up
  http::Coding coding = http::Coding::identity;  // in which it comes, and leaves
};

// One per exchange, used again. Single-threaded.
class PageBody {
 public:
  // `room`: the loop's, to decode into; nothing of it is kept between two calls.
  PageBody(http::CodecPool& codecs, std::span<char> room) : codecs_(codecs), room_(room) {}
  ~PageBody() { end(); }

  // --- starts a body
  void begin_untouched();
  void begin_page(PageFacts page);  // may be changed: the first bytes decide
  // One that comes without coding is to leave in this one, changed or not. After begin_…(). False:
  // it would take more memory than there is, and the body leaves without coding.
  bool encode_in(http::Coding coding);

  // --- its bytes, which stay where they are until clear_parts(). A coding with a fault: it passes
  // as it came, or, where its beginning has left already, what could be decoded leaves and ends as
  // abruptly. Errors: it grows beyond its bounds.
  Result<> feed(std::string_view bytes);
  void flush();       // no more bytes for now: all that may leave is in parts()
  Result<> finish();  // that was all of it; decides if that is still open
  // Of a page that goes through scripts, whose bytes leave later and never with feed() or
  // finish(): these leave now; `last`: that was all of it. In parts() afterwards.
  void leave(std::string_view bytes, bool last);
  // The body is not wanted any more. Idempotent.
  void end();

  Markup::Mode mode() const { return markup_.mode(); }
  // In which it came, if that is undone here.
  http::Coding coding() const { return coding_; }
  // Whether its bytes are encoded here.
  bool coded_here() const { return encoder_ != nullptr; }
  std::span<const std::string_view> parts();
  size_t bytes() const;
  void clear_parts();
  uint64_t added() const { return markup_.added(); }
  bool tag_forbidden() const { return markup_.tag_forbidden(); }
  MissedInserts missed_inserts() const { return markup_.missed_inserts(); }
  // Why a page passed as it came, or ends where its coding does; nothing for ordinary answers.
  const std::optional<Error>& problem() const { return problem_; }

 private:
  bool take_encoder();
  Result<> decode(std::string_view bytes);
  Result<> undecodable(Error error);
  void untouch();
  void encode();
  // Marked up, it goes to scripts instead of the visitor.
  bool scripted() const { return scripts_ != nullptr && markup_.mode() == Markup::Mode::mark; }

  http::CodecPool& codecs_;
  std::span<char> room_;
  Markup markup_;
  http::Coding coding_ = http::Coding::identity;  // that is to be undone, and done again
  http::CodecPool::Decoder decoder_;
  http::CodecPool::Encoder encoder_;
  std::string raw_;    // as it came, while it is not decided whether it stays so
  std::string coded_;  // what leaves, encoded or as scripts made it
  std::string_view coded_part_;
  PageScripts* scripts_ = nullptr;
  bool decoded_all_ = false;  // what follows is no part of the page, or cannot be read
  bool broken_ = false;       // the coding ends in a fault, and what leaves does too
  std::optional<Error> problem_;
};

}  // namespace inlay
