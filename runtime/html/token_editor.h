// What can be done to text and comments of the page alike.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "html/token_edits.h"

namespace inlay::html {

// Changes compose as for elements: what is put before stands in the order of the calls, what is put
// after in the reverse one; the last replacement counts, and keeps what stands before and after;
// remove() keeps all three. A call that fails changes nothing (add_content()).
class TokenEditor {
 public:
  TokenEditor(const TokenEditor&) = delete;
  TokenEditor& operator=(const TokenEditor&) = delete;

  Result<> before(std::string_view content, ContentType type);
  Result<> after(std::string_view content, ContentType type);
  Result<> replace(std::string_view content, ContentType type);
  Result<> before(std::unique_ptr<ContentSource> content, ContentType type);
  Result<> after(std::unique_ptr<ContentSource> content, ContentType type);
  Result<> replace(std::unique_ptr<ContentSource> content, ContentType type);
  void remove();
  // Also where it lies in what was removed: nothing of it will be seen.
  bool removed() const { return edits_.dropped || in_removed_; }

 protected:
  // All is borrowed.
  TokenEditor(ContentPlace place, bool in_removed, TokenEdits& edits, EditBudget& budget)
      : edits_(edits), budget_(budget), place_(place), in_removed_(in_removed) {}
  ~TokenEditor() = default;

 private:
  void replace_by(ContentList replacement);

  TokenEdits& edits_;
  EditBudget& budget_;
  ContentPlace place_;
  bool in_removed_;
};

}  // namespace inlay::html
