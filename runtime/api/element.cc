#include "api/element.h"

#include "api/attributes_iterator.h"
#include "api/changing.h"

namespace inlay {

std::string_view ScriptElement::namespace_uri() const {
  switch (element_.space()) {
    case html::Namespace::html:
      return "http://www.w3.org/1999/xhtml";
    case html::Namespace::mathml:
      return "http://www.w3.org/1998/Math/MathML";
    case html::Namespace::svg:
      return "http://www.w3.org/2000/svg";
  }
  return {};
}

v8::Local<v8::Object> ScriptElement::source_range(JsCall& call) {
  const SourcePosition position = keeper_.tag_position();
  v8::Isolate* const isolate = call.isolate();
  v8::Local<v8::Object> range = v8::Object::New(isolate);
  const auto set = [&](std::string_view name, uint64_t value) {
    // Numbers of pages fit a double.
    range
        ->CreateDataProperty(call.context(), js_literal(isolate, name),
                             v8::Number::New(isolate, static_cast<double>(value)))
        .Check();
  };
  set("byteOffset", position.byte_offset);
  set("line", position.line);
  set("column", position.column);
  return range;
}

Result<Self> ScriptElement::set_attribute(std::string name, std::string value) {
  if (auto set = element_.set_attribute(name, value); !set) return fail(std::move(set.error()));
  attributes_changed();
  return Self{};
}

Self ScriptElement::remove_attribute(std::string name) {
  element_.remove_attribute(name);
  attributes_changed();
  return {};
}

v8::Local<v8::Object> ScriptElement::attributes(JsCall& call) {
  return make_attributes_iterator(call.isolate(), call.receiver(), attributes_version_);
}

const std::vector<html::StartTagEdit::NameValue>& ScriptElement::attribute_list() {
  if (!attribute_list_) attribute_list_ = element_.attributes();
  return *attribute_list_;
}

void ScriptElement::attributes_changed() {
  attributes_version_++;
  attribute_list_.reset();
}

Result<Self> ScriptElement::before(JsCall& call, ContentArgument content,
                                   std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return element_.before(std::move(piece), type);
  });
}

Result<Self> ScriptElement::after(JsCall& call, ContentArgument content,
                                  std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return element_.after(std::move(piece), type);
  });
}

Result<Self> ScriptElement::prepend(JsCall& call, ContentArgument content,
                                    std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return element_.prepend(std::move(piece), type);
  });
}

Result<Self> ScriptElement::append(JsCall& call, ContentArgument content,
                                   std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return element_.append(std::move(piece), type);
  });
}

Result<Self> ScriptElement::replace(JsCall& call, ContentArgument content,
                                    std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return element_.replace(std::move(piece), type);
  });
}

Result<Self> ScriptElement::set_inner_content(JsCall& call, ContentArgument content,
                                              std::optional<ContentOptions> options) {
  return put_content(call, keeper_, content, options, [this](auto piece, html::ContentType type) {
    return element_.set_inner_content(std::move(piece), type);
  });
}

Self ScriptElement::remove() {
  element_.remove();
  return {};
}

Self ScriptElement::remove_and_keep_content() {
  element_.remove_and_keep_content();
  return {};
}

Result<Self> ScriptElement::on_end_tag(JsCall& call, v8::Local<v8::Value> callback) {
  if (!callback->IsFunction()) {
    return fail(Fault::malformed, Blame::app, "callback: a function is expected");
  }
  auto kept = keeper_.keep_end_tag_callback(call.isolate(), element_, callback.As<v8::Function>());
  if (!kept) return fail(std::move(kept.error()));
  return Self{};
}

namespace {

constexpr std::array kMethods{
    method<&ScriptElement::get_attribute>("getAttribute"),
    method<&ScriptElement::has_attribute>("hasAttribute"),
    changing_method<&ScriptElement::set_attribute>("setAttribute"),
    changing_method<&ScriptElement::remove_attribute>("removeAttribute"),
    changing_method<&ScriptElement::before>("before"),
    changing_method<&ScriptElement::after>("after"),
    changing_method<&ScriptElement::prepend>("prepend"),
    changing_method<&ScriptElement::append>("append"),
    changing_method<&ScriptElement::replace>("replace"),
    changing_method<&ScriptElement::set_inner_content>("setInnerContent"),
    changing_method<&ScriptElement::remove>("remove"),
    changing_method<&ScriptElement::remove_and_keep_content>("removeAndKeepContent"),
    method<&ScriptElement::on_end_tag>("onEndTag"),
};
constexpr std::array kAccessors{
    changing_accessor<&ScriptElement::tag_name, &ScriptElement::set_tag_name>("tagName"),
    accessor<&ScriptElement::attributes>("attributes"),
    accessor<&ScriptElement::namespace_uri>("namespaceURI"),
    accessor<&ScriptElement::removed>("removed"),
    accessor<&ScriptElement::source_range>("sourceRange"),
    accessor<&ScriptElement::can_have_content>("canHaveContent"),
    accessor<&ScriptElement::self_closing>("selfClosing"),
};

}  // namespace

constexpr ClassTable kElementClass{
    .name = "Element",
    .gone = "an element is valid only until its handler has finished",
    .constructor = {},
    .methods = kMethods,
    .accessors = kAccessors,
    .constants = {},
    .global = true,
};

}  // namespace inlay
