#include "api/content.h"

#include "api/html_rewriter_state.h"

namespace inlay {
namespace {

class WatchedSource final : public html::ContentSource {
 public:
  WatchedSource(std::unique_ptr<html::ContentSource> source, ContentKeeper& keeper)
      : source_(std::move(source)), keeper_(keeper) {}

  Next next(std::string_view& piece) override {
    const Next came = source_->next(piece);
    if (came == Next::failed) keeper_.content_failed();
    return came;
  }

 private:
  std::unique_ptr<html::ContentSource> source_;
  ContentKeeper& keeper_;
};

}  // namespace

Result<std::unique_ptr<html::ContentSource>> open_content(v8::Isolate* isolate,
                                                          v8::Local<v8::Object> streamed,
                                                          ContentKeeper& keeper) {
  ContentOpener& opener = *HtmlRewriterState::of(isolate).opener();
  auto source = opener.open(isolate, streamed, keeper.caller());
  if (!source) return source;
  return std::make_unique<WatchedSource>(std::move(*source), keeper);
}

bool JsType<ContentArgument>::from_js(v8::Isolate* isolate, v8::Local<v8::Value> value,
                                      ContentArgument& out) {
  if (value->IsObject()) {
    ContentOpener* const opener = HtmlRewriterState::of(isolate).opener();
    const auto object = value.As<v8::Object>();
    if (opener != nullptr && opener->is_streamed(isolate, object)) {
      out.streamed = object;
      return true;
    }
  }
  return js::string_from(isolate, value, out.text);
}

bool JsType<ContentOptions>::from_js(v8::Isolate* isolate, v8::Local<v8::Value> value,
                                     ContentOptions& out) {
  if (value->IsNullOrUndefined()) return true;
  if (!value->IsObject()) return js::refuse(isolate, "options: an object");
  v8::Local<v8::Value> html;
  if (!value.As<v8::Object>()
           ->Get(isolate->GetCurrentContext(),
                 HtmlRewriterState::of(isolate).names().html.Get(isolate))
           .ToLocal(&html)) {
    return false;
  }
  out.type = html->BooleanValue(isolate) ? html::ContentType::html : html::ContentType::text;
  return true;
}

}  // namespace inlay
