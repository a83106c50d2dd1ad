// Text and TextNode of scripts: pieces of text nodes, and whole ones.
#pragma once

#include "api/content.h"
#include "html/text_chunk.h"

namespace inlay {

// Valid for the calls of one text handler; borrows what it is made of.
class ScriptText {
 public:
  ScriptText(html::TextChunk& chunk, ContentKeeper& keeper) : chunk_(chunk), keeper_(keeper) {}

  std::string_view text() { return chunk_.text(); }
  bool last_in_text_node() const { return chunk_.last_in_text_node(); }
  bool removed() const { return chunk_.removed(); }
  Result<Self> before(JsCall& call, ContentArgument content, std::optional<ContentOptions> options);
  Result<Self> after(JsCall& call, ContentArgument content, std::optional<ContentOptions> options);
  Result<Self> replace(JsCall& call, ContentArgument content,
                       std::optional<ContentOptions> options);
  Self remove();

 private:
  html::TextChunk& chunk_;
  ContentKeeper& keeper_;
};

extern const ClassTable kTextClass;
extern const ClassTable kTextNodeClass;

}  // namespace inlay
