#include "html/token_editor.h"

#include <utility>

namespace inlay::html {

Result<> TokenEditor::before(std::string_view content, ContentType type) {
  return add_content(edits_.before, content, type, place_, edits_, budget_);
}

Result<> TokenEditor::after(std::string_view content, ContentType type) {
  return add_content(edits_.after, content, type, place_, edits_, budget_);
}

Result<> TokenEditor::replace(std::string_view content, ContentType type) {
  ContentList replacement;
  auto added = add_content(replacement, content, type, place_, edits_, budget_);
  if (added) replace_by(std::move(replacement));
  return added;
}

Result<> TokenEditor::before(std::unique_ptr<ContentSource> content, ContentType type) {
  return add_content(edits_.before, std::move(content), type, edits_, budget_);
}

Result<> TokenEditor::after(std::unique_ptr<ContentSource> content, ContentType type) {
  return add_content(edits_.after, std::move(content), type, edits_, budget_);
}

Result<> TokenEditor::replace(std::unique_ptr<ContentSource> content, ContentType type) {
  ContentList replacement;
  auto added = add_content(replacement, std::move(content), type, edits_, budget_);
  if (added) replace_by(std::move(replacement));
  return added;
}

void TokenEditor::replace_by(ContentList replacement) {
  edits_.replacement = std::move(replacement);
  edits_.dropped = true;
}

void TokenEditor::remove() { edits_.dropped = true; }

}  // namespace inlay::html
