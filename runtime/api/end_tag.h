// EndTag of scripts: where an element ends by an end tag.
#pragma once

#include "api/content.h"
#include "html/element.h"

namespace inlay {

// Valid for the calls of one end tag callback; borrows what it is made of.
class ScriptEndTag {
 public:
  ScriptEndTag(html::EndTag& tag, ContentKeeper& keeper) : tag_(tag), keeper_(keeper) {}

  std::string name() const { return tag_.name(); }
  Result<> set_name(std::string name) { return tag_.set_name(name); }
  bool removed() const { return tag_.removed(); }
  Result<Self> before(JsCall& call, ContentArgument content, std::optional<ContentOptions> options);
  Result<Self> after(JsCall& call, ContentArgument content, std::optional<ContentOptions> options);
  Self remove();

 private:
  html::EndTag& tag_;
  ContentKeeper& keeper_;
};

extern const ClassTable kEndTagClass;

}  // namespace inlay
