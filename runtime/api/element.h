// Element of scripts.
#pragma once

#include <v8-function.h>

#include <optional>
#include <string>
#include <vector>

#include "api/content.h"
#include "api/source_lines.h"
#include "html/element.h"

namespace inlay {

// What an element wants of the page that it stands in.
class ElementKeeper : public ContentKeeper {
 public:
  // Has the element call `callback` at its end tag.
  virtual Result<> keep_end_tag_callback(v8::Isolate* isolate, html::Element& element,
                                         v8::Local<v8::Function> callback) = 0;
  virtual SourcePosition tag_position() = 0;  // of the start tag that is handed out now
  virtual bool tag_is_self_closing() const = 0;
};

// Valid for the calls of all handlers of one start tag; borrows what it is made of.
class ScriptElement {
 public:
  ScriptElement(html::Element& element, ElementKeeper& keeper)
      : element_(element), keeper_(keeper) {}

  std::string tag_name() const { return element_.tag_name(); }
  Result<> set_tag_name(std::string name) { return element_.set_tag_name(name); }
  std::string_view namespace_uri() const;
  bool removed() const { return element_.removed(); }
  bool can_have_content() const { return element_.has_content(); }
  bool self_closing() const { return keeper_.tag_is_self_closing(); }
  v8::Local<v8::Object> source_range(JsCall& call);

  std::optional<std::string> get_attribute(std::string name) const {
    return element_.attribute(name);
  }
  bool has_attribute(std::string name) const { return element_.has_attribute(name); }
  Result<Self> set_attribute(std::string name, std::string value);
  Self remove_attribute(std::string name);
  v8::Local<v8::Object> attributes(JsCall& call);  // an iterator, attributes_iterator.h

  Result<Self> before(JsCall& call, ContentArgument content, std::optional<ContentOptions> options);
  Result<Self> after(JsCall& call, ContentArgument content, std::optional<ContentOptions> options);
  Result<Self> prepend(JsCall& call, ContentArgument content,
                       std::optional<ContentOptions> options);
  Result<Self> append(JsCall& call, ContentArgument content, std::optional<ContentOptions> options);
  Result<Self> replace(JsCall& call, ContentArgument content,
                       std::optional<ContentOptions> options);
  Result<Self> set_inner_content(JsCall& call, ContentArgument content,
                                 std::optional<ContentOptions> options);
  Self remove();
  Self remove_and_keep_content();
  Result<Self> on_end_tag(JsCall& call, v8::Local<v8::Value> callback);

  // For iterators. The version counts the changes of attributes.
  uint32_t attributes_version() const { return attributes_version_; }
  const std::vector<html::StartTagEdit::NameValue>& attribute_list();

 private:
  void attributes_changed();

  html::Element& element_;
  ElementKeeper& keeper_;
  uint32_t attributes_version_ = 0;
  std::optional<std::vector<html::StartTagEdit::NameValue>> attribute_list_;
};

extern const ClassTable kElementClass;

}  // namespace inlay
