// Puts one tag into a page while it streams: before the first <script> or <link> of the head, else
// where the head ends (docs/app-format.md). Every other byte leaves as it came, for any chunking.
//
// A tag that comes in pieces is held back until it is complete (ScannerLimits::token_bytes_max at
// most); in text nothing is held. Pages where no place exists leave unchanged: one that ends inside
// a comment, a title or a template of its head, and one that says in a <meta> before the place that
// its encoding cannot be scanned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {

// Where a page's bytes go.
class MarkupOutput {
 public:
  virtual void markup(std::string_view bytes) = 0;  // borrows for the call; never empty

 protected:
  ~MarkupOutput() = default;
};

class TagInserter final : private ScannerHandler {
 public:
  // `tag` is borrowed as long as this lives. Empty: the page is scanned and leaves as it came.
  TagInserter(std::string_view tag, ScannerLimits limits);

  void feed(std::string_view chunk, MarkupOutput& output);
  void finish(MarkupOutput& output);  // the page ends; call once

  // Nothing more will be changed: later bytes need not come through here.
  bool done() const { return done_; }

 private:
  void tag(const TagEvent& event) override;
  void text(const TextEvent& event) override;
  void place_before(uint64_t offset);
  void leave_untouched();
  // Sends the page up to the offset `to`; what of it lies in the chunk is taken off `rest`.
  void send(uint64_t to, std::string_view& rest, MarkupOutput& output);

  std::string_view tag_;
  TreeContext context_;
  Scanner scanner_;
  std::optional<uint64_t> place_;  // offset that the tag goes before
  bool done_ = false;
  uint64_t sent_ = 0;  // bytes of the page that have left
  std::string held_;   // what came before the current chunk and has not left
};

}  // namespace inlay::html
