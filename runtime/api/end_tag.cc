#include "api/end_tag.h"

#include "api/changing.h"

namespace inlay {

Result<Self> ScriptEndTag::before(JsCall& call, ContentArgument content,
                                  std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return tag_.before(std::move(piece), type);
  });
}

Result<Self> ScriptEndTag::after(JsCall& call, ContentArgument content,
                                 std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return tag_.after(std::move(piece), type);
  });
}

Self ScriptEndTag::remove() {
  tag_.remove();
  return {};
}

namespace {

constexpr std::array kMethods{
    changing_method<&ScriptEndTag::before>("before"),
    changing_method<&ScriptEndTag::after>("after"),
    changing_method<&ScriptEndTag::remove>("remove"),
};
constexpr std::array kAccessors{
    changing_accessor<&ScriptEndTag::name, &ScriptEndTag::set_name>("name"),
    accessor<&ScriptEndTag::removed>("removed"),
};

}  // namespace

constexpr ClassTable kEndTagClass{
    .name = "EndTag",
    .gone = "an end tag is valid only until its callback has finished",
    .constructor = {},
    .methods = kMethods,
    .accessors = kAccessors,
    .constants = {},
    .global = true,
};

}  // namespace inlay
