// Phase "mark up": decides from a response's head and first bytes whether it is a page that the
// plan changes, and puts the plan's tag and inserts into it while it streams. Everything else
// passes by reference.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edge/held_bytes.h"
#include "edge/page_request.h"
#include "html/page_rewriter.h"
#include "http_messages/method.h"
#include "http_messages/response_head.h"

namespace inlay {

// Whether a response with this head may be changed at all: HTML, in a coding that we know, whole,
// and nobody forbade it.
bool may_be_marked(const http::ResponseHead& head);

// What of a page's inserts was not carried out (html/page_rewriter.h).
struct MissedInserts {
  uint32_t refused = 0;     // contents that cannot stand where they should
  bool over_limit = false;  // the rest of the page is as it came

  bool any() const { return refused != 0 || over_limit; }
};

class Markup final : private html::MarkupOutput {
 public:
  enum class Mode : uint8_t {
    undecided,  // the head must wait for the first bytes
    relay,
    mark,
  };

  // Starts a response that passes as it is.
  void begin_relay();
  // Starts one that may be changed; undecided at first. What `changes` borrows is needed until the
  // end; its encoding is filled in here. `charset` as the HTTP field has it.
  void begin(PageRequest page, std::string_view charset, html::PageChanges changes,
             const html::ScannerLimits& limits);

  // The response is over: lets go of what it needed.
  void end();

  // Takes the next bytes, which stay where they are until clear_parts(); what is to be sent
  // is appended to parts(). While undecided nothing comes out and at most a kilobyte beside one
  // piece is kept.
  void feed(std::string_view bytes);
  // The body is complete. Decides if that is still open.
  void finish();

  Mode mode() const { return mode_; }
  std::span<const std::string_view> parts() const { return parts_; }
  size_t bytes() const { return bytes_; }
  // How many bytes were put in so far: PageRewriter::bytes_added().
  uint64_t added() const { return rewriter_ ? rewriter_->bytes_added() : 0; }
  bool tag_forbidden() const { return rewriter_ && rewriter_->tag_forbidden(); }
  MissedInserts missed_inserts() const {
    if (!rewriter_) return {};
    return {.refused = rewriter_->refused(), .over_limit = rewriter_->over_limit()};
  }
  // Forgets the parts after they were sent.
  void clear_parts();

 private:
  void markup(std::string_view bytes) override;
  void decide(std::string_view bytes, bool at_end);
  void pass(std::string_view bytes);

  Mode mode_ = Mode::relay;
  PageRequest page_ = PageRequest::no;
  std::string charset_;
  html::PageChanges changes_;
  html::ScannerLimits limits_;
  std::optional<html::PageRewriter> rewriter_;

  std::string held_;         // while undecided
  std::string_view source_;  // what is being fed: output inside it needs no copy
  std::vector<std::string_view> parts_;
  HeldBytes copies_;  // what parts_ show that lies nowhere else
  size_t bytes_ = 0;
};

}  // namespace inlay
