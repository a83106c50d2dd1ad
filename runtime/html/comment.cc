#include "html/comment.h"

#include "html/markup_names.h"

namespace inlay::html {

std::string Comment::text() const {
  if (new_text_) return *new_text_;
  std::string text;
  decoding_.decode(facts_.content, text);
  return text;
}

Result<> Comment::set_text(std::string_view text) {
  if (auto checked = check_comment_text(text); !checked) return checked;
  new_text_ = text;
  return {};
}

}  // namespace inlay::html
