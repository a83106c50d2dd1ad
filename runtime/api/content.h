// What scripts put into a page: text, markup, streams.
#pragma once

#include <v8-object.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "html/content.h"
#include "html/content_source.h"
#include "isolate/js_class.h"

namespace inlay {

class HandlerCaller;

// Makes contents of what scripts give as a stream: knows ReadableStream and Response.
class ContentOpener {
 public:
  virtual ~ContentOpener() = default;
  // Whether it is one of those; runs nothing of the app's. Everything else is taken as a string.
  virtual bool is_streamed(v8::Isolate* isolate, v8::Local<v8::Object> value) = 0;
  // In a turn; the source calls scripts by `caller`, which outlives it. A locked or used one is an
  // error, which becomes a TypeError.
  virtual Result<std::unique_ptr<html::ContentSource>> open(v8::Isolate* isolate,
                                                            v8::Local<v8::Object> value,
                                                            HandlerCaller& caller) = 0;
};

// Of what a page goes through: how contents that fail are told.
class ContentKeeper {
 public:
  virtual ~ContentKeeper() = default;
  virtual HandlerCaller& caller() = 0;
  virtual void content_failed() = 0;  // from the source's next(); the script is dropped
};

struct ContentArgument {
  std::string text;
  v8::Local<v8::Object> streamed;  // instead, if not empty
};

struct ContentOptions {
  html::ContentType type = html::ContentType::text;
};

// A source of `streamed` that tells `keeper` when it has failed.
Result<std::unique_ptr<html::ContentSource>> open_content(v8::Isolate* isolate,
                                                          v8::Local<v8::Object> streamed,
                                                          ContentKeeper& keeper);

// Gives `put` (a generic callable) the content, whichever form it has, and its type.
template <typename Put>
Result<Self> put_content(JsCall& call, ContentKeeper& keeper, const ContentArgument& content,
                         const std::optional<ContentOptions>& options, const Put& put) {
  const html::ContentType type = options.value_or(ContentOptions{}).type;
  Result<> done;
  if (content.streamed.IsEmpty()) {
    done = put(std::string_view(content.text), type);
  } else {
    auto source = open_content(call.isolate(), content.streamed, keeper);
    if (!source) return fail(std::move(source.error()));
    done = put(std::move(*source), type);
  }
  if (!done) return fail(std::move(done.error()));
  return Self{};
}

template <>
struct JsType<ContentArgument> {
  static constexpr std::string_view kName = "string | ReadableStream | Response";
  static bool from_js(v8::Isolate* isolate, v8::Local<v8::Value> value, ContentArgument& out);
};

template <>
struct JsType<ContentOptions> {
  static constexpr std::string_view kName = "ContentOptions";
  static bool from_js(v8::Isolate* isolate, v8::Local<v8::Value> value, ContentOptions& out);
};

}  // namespace inlay
