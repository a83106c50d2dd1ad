#include "api/document_end.h"

#include "api/changing.h"

namespace inlay {

Result<Self> ScriptDocumentEnd::append(JsCall& call, ContentArgument content,
                                       std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return end_.append(std::move(piece), type);
  });
}

namespace {

constexpr std::array kMethods{changing_method<&ScriptDocumentEnd::append>("append")};

}  // namespace

constexpr ClassTable kDocumentEndClass{
    .name = "DocumentEnd",
    .gone = "the document's end is valid only until its handler has finished",
    .constructor = {},
    .methods = kMethods,
    .accessors = {},
    .constants = {},
    .global = true,
};

}  // namespace inlay
