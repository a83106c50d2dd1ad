// A rewriter that looks at every token of a page to its end and changes nothing: what leaves must
// be what came.
#pragma once

#include <string>
#include <string_view>

#include "html/markup_output.h"
#include "html/relay.h"
#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {

class IdleRewriter final : private ScannerHandler, private MarkupOutput {
 public:
  IdleRewriter()
      : scanner_(*this, &context_, ScannerLimits{}, Tokens::tags | Tokens::comment_content) {}

  void feed(std::string_view chunk) {
    relay_.begin_chunk(chunk);
    scanner_.feed(chunk);
    relay_.pass(scanner_.held_from(), *this);
    relay_.end_chunk();
  }
  // All that has left, once the page has ended.
  const std::string& finish() {
    scanner_.finish();
    relay_.pass(relay_.end(), *this);
    return out_;
  }
  size_t tags() const { return tags_; }

 private:
  void tag(const TagEvent&) override { ++tags_; }
  void markup(std::string_view bytes) override { out_.append(bytes); }

  TreeContext context_;
  Scanner scanner_;
  Relay relay_;
  std::string out_;
  size_t tags_ = 0;
};

}  // namespace inlay::html
