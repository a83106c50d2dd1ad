// Where rewritten markup goes.
#pragma once

#include <string_view>

namespace inlay::html {

class MarkupOutput {
 public:
  virtual ~MarkupOutput() = default;
  // Borrowed for the call. Never empty. Pieces come in order; where they are cut means nothing.
  virtual void markup(std::string_view bytes) = 0;
};

}  // namespace inlay::html
