#include "api/comment.h"

#include "api/changing.h"

namespace inlay {

Result<Self> ScriptComment::before(JsCall& call, ContentArgument content,
                                   std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return comment_.before(std::move(piece), type);
  });
}

Result<Self> ScriptComment::after(JsCall& call, ContentArgument content,
                                  std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return comment_.after(std::move(piece), type);
  });
}

Result<Self> ScriptComment::replace(JsCall& call, ContentArgument content,
                                    std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return comment_.replace(std::move(piece), type);
  });
}

Self ScriptComment::remove() {
  comment_.remove();
  return {};
}

namespace {

constexpr std::array kMethods{
    changing_method<&ScriptComment::before>("before"),
    changing_method<&ScriptComment::after>("after"),
    changing_method<&ScriptComment::replace>("replace"),
    changing_method<&ScriptComment::remove>("remove"),
};
constexpr std::array kAccessors{
    changing_accessor<&ScriptComment::text, &ScriptComment::set_text>("text"),
    accessor<&ScriptComment::removed>("removed"),
};

}  // namespace

constexpr ClassTable kCommentClass{
    .name = "Comment",
    .gone = "a comment is valid only until its handler has finished",
    .constructor = {},
    .methods = kMethods,
    .accessors = kAccessors,
    .constants = {},
    .global = true,
};

}  // namespace inlay
