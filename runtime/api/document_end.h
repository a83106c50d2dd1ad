// DocumentEnd of scripts: what stands behind everything.
#pragma once

#include "api/content.h"
#include "html/page_end.h"

namespace inlay {

// Valid for the calls of one end handler; borrows what it is made of.
class ScriptDocumentEnd {
 public:
  ScriptDocumentEnd(html::PageEnd& end, ContentKeeper& keeper) : end_(end), keeper_(keeper) {}

  Result<Self> append(JsCall& call, ContentArgument content, std::optional<ContentOptions> options);

 private:
  html::PageEnd& end_;
  ContentKeeper& keeper_;
};

extern const ClassTable kDocumentEndClass;

}  // namespace inlay
