// Follows what leaves while the page's own tags do not say any more how it is read: inside of an
// element whose tag was taken away or renamed, such as a noscript that was unwrapped, and in a
// script whose text changes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "html/containment.h"
#include "html/markup_output.h"
#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {

// Hands all on. Costs a second scan of what leaves.
class DivergedMarkup final : public MarkupOutput, private ScannerHandler {
 public:
  // `before`: markup that leads to where it begins.
  explicit DivergedMarkup(std::string_view before) { scanner_.feed(before); }

  // Where what comes goes; borrowed until the next call.
  void send_to(MarkupOutput* output) { output_ = output; }
  void markup(std::string_view bytes) override {
    scanner_.feed(bytes);
    output_->markup(bytes);
  }
  // What ends all that has left unfinished.
  std::string closing() const { return scanner_.closing().value_or(""); }

 private:
  TreeContext context_;
  Scanner scanner_{*this, &context_, ScannerLimits{}, Tokens::tags};
  MarkupOutput* output_ = nullptr;
};

}  // namespace inlay::html
