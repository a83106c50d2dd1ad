// Comment of scripts.
#pragma once

#include "api/content.h"
#include "html/comment.h"

namespace inlay {

// Valid for the calls of one comment handler; borrows what it is made of.
class ScriptComment {
 public:
  ScriptComment(html::Comment& comment, ContentKeeper& keeper)
      : comment_(comment), keeper_(keeper) {}

  std::string text() const { return comment_.text(); }
  Result<> set_text(std::string text) { return comment_.set_text(text); }
  bool removed() const { return comment_.removed(); }
  Result<Self> before(JsCall& call, ContentArgument content, std::optional<ContentOptions> options);
  Result<Self> after(JsCall& call, ContentArgument content, std::optional<ContentOptions> options);
  Result<Self> replace(JsCall& call, ContentArgument content,
                       std::optional<ContentOptions> options);
  Self remove();

 private:
  html::Comment& comment_;
  ContentKeeper& keeper_;
};

extern const ClassTable kCommentClass;

}  // namespace inlay
