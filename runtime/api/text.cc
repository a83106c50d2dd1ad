#include "api/text.h"

#include "api/changing.h"

namespace inlay {

Result<Self> ScriptText::before(JsCall& call, ContentArgument content,
                                std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return chunk_.before(std::move(piece), type);
  });
}

Result<Self> ScriptText::after(JsCall& call, ContentArgument content,
                               std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return chunk_.after(std::move(piece), type);
  });
}

Result<Self> ScriptText::replace(JsCall& call, ContentArgument content,
                                 std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return chunk_.replace(std::move(piece), type);
  });
}

Self ScriptText::remove() {
  chunk_.remove();
  return {};
}

namespace {

constexpr std::array kMethods{
    changing_method<&ScriptText::before>("before"),
    changing_method<&ScriptText::after>("after"),
    changing_method<&ScriptText::replace>("replace"),
    changing_method<&ScriptText::remove>("remove"),
};
constexpr std::array kTextAccessors{
    accessor<&ScriptText::text>("text"),
    accessor<&ScriptText::last_in_text_node>("lastInTextNode"),
    accessor<&ScriptText::removed>("removed"),
};
constexpr std::array kTextNodeAccessors{
    accessor<&ScriptText::text>("text"),
    accessor<&ScriptText::removed>("removed"),
};

}  // namespace

constexpr ClassTable kTextClass{
    .name = "Text",
    .gone = "a text is valid only until its handler has finished",
    .constructor = {},
    .methods = kMethods,
    .accessors = kTextAccessors,
    .constants = {},
    .global = true,
};

constexpr ClassTable kTextNodeClass{
    .name = "TextNode",
    .gone = "a text node is valid only until its handler has finished",
    .constructor = {},
    .methods = kMethods,
    .accessors = kTextNodeAccessors,
    .constants = {},
    .global = true,
};

}  // namespace inlay
