// The end of the page, as whoever puts something there sees it.
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "html/token_edits.h"

namespace inlay::html {

// Lives as long as the call that hands it out. What is appended stands behind everything, in the
// order of the calls, also where the page ends within a comment or a tag.
class PageEnd {
 public:
  // All is borrowed.
  PageEnd(TokenEdits& edits, EditBudget& budget) : edits_(edits), budget_(budget) {}
  PageEnd(const PageEnd&) = delete;
  PageEnd& operator=(const PageEnd&) = delete;

  Result<> append(std::string_view content, ContentType type) {
    return add_content(edits_.before, content, type, ContentPlace::markup, edits_, budget_);
  }
  Result<> append(std::unique_ptr<ContentSource> content, ContentType type) {
    return add_content(edits_.before, std::move(content), type, edits_, budget_);
  }

 private:
  TokenEdits& edits_;
  EditBudget& budget_;
};

}  // namespace inlay::html
