#include "api/scripted_rewriter.h"

#include <utility>

#include "api/comment.h"
#include "api/doctype.h"
#include "api/document_end.h"
#include "api/end_tag.h"
#include "api/text.h"
#include "isolate/isolate.h"

namespace inlay {
namespace {

// One call of a handler: its object stands for `native` until it has finished.
class TokenCall final : public PromisedCall {
 public:
  TokenCall(v8::Isolate* isolate, const v8::Global<v8::Function>& function,
            const v8::Global<v8::Value>& self, const ObjectMaker& maker, void* native)
      : isolate_(isolate), function_(function), self_(self), maker_(maker), native_(native) {}
  // The page has gone, or the script: its promise must not find the native any more.
  ~TokenCall() override {
    if (kept_.IsEmpty()) return;
    const v8::Isolate::Scope in_isolate(isolate_);
    const v8::HandleScope handles(isolate_);
    set_native(kept_.Get(isolate_), nullptr);
  }

 private:
  v8::MaybeLocal<v8::Value> start(Turn& turn) override {
    object_ = maker_.fresh(isolate_, native_);
    v8::Local<v8::Value> arguments[] = {object_};
    v8::Local<v8::Value> self =
        self_.IsEmpty() ? v8::Undefined(isolate_).As<v8::Value>() : self_.Get(isolate_);
    return turn.call(function_.Get(isolate_), self, arguments);
  }
  bool is_plain(v8::Local<v8::Value> value) const override { return value == object_; }
  void keep(Turn&) override { kept_.Reset(isolate_, object_); }
  void over(Turn&) override {
    set_native(kept_.IsEmpty() ? object_ : kept_.Get(isolate_), nullptr);
    kept_.Reset();
  }

  v8::Isolate* const isolate_;
  const v8::Global<v8::Function>& function_;
  const v8::Global<v8::Value>& self_;
  const ObjectMaker& maker_;
  void* const native_;
  v8::Local<v8::Object> object_;  // while it does not wait
  v8::Global<v8::Object> kept_;   // while it does
};

const RewriterSpec& spec_of(v8::Local<v8::Object> rewriter) {
  return *native_of<RewriterSpec>(rewriter);
}

std::vector<std::string> copied(const std::vector<std::string_view>& texts) {
  return {texts.begin(), texts.end()};
}

constexpr html::ToldSet told_of(HandlerKind kind) {
  switch (kind) {
    case HandlerKind::element:
      return html::Told::elements;
    case HandlerKind::doctype:
      return html::Told::doctype;
    case HandlerKind::text:
      return html::Told::text;
    case HandlerKind::text_node:
      return html::Told::text_nodes;
    case HandlerKind::comments:
      return html::Told::comments;
    case HandlerKind::end:
      return 0;
  }
  return 0;
}

}  // namespace

ScriptedRewriter::ScriptedRewriter(Isolate& isolate, v8::Local<v8::Object> rewriter,
                                   HandlerCaller& caller, const ScriptedRewriterSettings& settings)
    : shared_(HtmlRewriterState::of(isolate.v8())),
      isolate_(isolate.v8()),
      caller_(caller),
      is_of_document_(spec_of(rewriter).is_of_document()),
      selectors_(native_of<RewriterSpec>(rewriter)->selectors(shared_)),
      selector_texts_(copied(spec_of(rewriter).selector_texts())),
      rewriter_(*this, selectors_.get(), html::Implied::skipped, settings.limits),
      handlers_(is_of_document_.size()),
      lines_(settings.limits.scanner.token_bytes_max) {
  html::ToldSet of_document = 0;
  bool any = false;
  for (uint32_t i = 0; i < handlers_.size(); i++) {
    const RewriterSpec::Handlers handlers = RewriterSpec::handlers(isolate_, rewriter, i);
    handlers_[i].self.Reset(isolate_, handlers.self);
    for (size_t kind = 0; kind < kHandlerKinds; kind++) {
      if (handlers.functions[kind].IsEmpty()) continue;
      handlers_[i].functions[kind].Reset(isolate_, handlers.functions[kind]);
      any = true;
    }
    tell_what_is_wanted(i, of_document);
  }
  rewriter_.tell_document(of_document);
  look_for_encoding(settings.encoding);
  if (settings.decoding != nullptr) rewriter_.set_decoding(*settings.decoding);
  if (settings.tell_offsets) rewriter_.tell_offsets();
  if (!any) rewriter_.stop();
}

ScriptedRewriter::~ScriptedRewriter() = default;

void ScriptedRewriter::look_for_encoding(html::EncodingFrom encoding) {
  const bool utf8 = encoding == html::EncodingFrom::outside_utf8;
  rewriter_.set_encoding(utf8 ? html::ContentEncoding::utf8 : html::ContentEncoding::ascii);
  if (encoding != html::EncodingFrom::page) return;
  looks_for_encoding_ = true;
  if (selectors_ != nullptr) head_filter_ = selectors_->filter();
  for (const html::Tag tag : {html::Tag::meta, html::Tag::body, html::Tag::frameset}) {
    head_filter_.want(tag);
  }
  head_filter_.implied = true;
  rewriter_.tell_only(&head_filter_);
}

void ScriptedRewriter::tag_begins(const html::TagEvent& tag) {
  tag_ = &tag;
  if (looks_for_encoding_ && tag.kind == html::TagKind::start && tag.name.tag == html::Tag::meta) {
    read_meta(tag);
  }
}

void ScriptedRewriter::read_meta(const html::TagEvent& meta) {
  const html::TreeContext& context = rewriter_.context();
  if (context.phase() > html::Phase::after_head || !context.made_element()) return;
  const html::MetaEncoding encoding = html::encoding_of_meta(meta);
  if (encoding == html::MetaEncoding::unknown) return;
  looks_for_encoding_ = false;
  if (encoding == html::MetaEncoding::utf8) rewriter_.set_encoding(html::ContentEncoding::utf8);
  if (encoding == html::MetaEncoding::iso_2022_jp) drop();  // its markup is not ASCII
}

void ScriptedRewriter::token_done() {
  if (head_filter_.implied && rewriter_.context().phase() > html::Phase::after_head) {
    head_filter_.implied = looks_for_encoding_ = false;
    static const html::TagFilter kNoTags;
    rewriter_.tell_only(selectors_ != nullptr ? &selectors_->filter() : &kNoTags);
  }
}

void ScriptedRewriter::tell_what_is_wanted(uint32_t registration, html::ToldSet& document) {
  html::ToldSet wanted = 0;
  for (size_t kind = 0; kind < kHandlerKinds; kind++) {
    if (handlers_[registration].functions[kind].IsEmpty()) continue;
    wanted = static_cast<html::ToldSet>(wanted | told_of(static_cast<HandlerKind>(kind)));
  }
  if (is_of_document_[registration]) {
    document_registrations_.push_back(registration);
    document = static_cast<html::ToldSet>(document | wanted);
  } else {
    rewriter_.tell(static_cast<uint32_t>(registration_of_.size()), wanted);
    registration_of_.push_back(registration);
  }
}

void ScriptedRewriter::feed(std::string_view chunk, html::MarkupOutput& output) {
  lines_.chunk_begins(chunk);
  rewriter_.feed(chunk, output);
  lines_.chunk_ends();
}

void ScriptedRewriter::finish(html::MarkupOutput& output) { rewriter_.finish(output); }

void ScriptedRewriter::drop() {
  dropped_ = true;
  rewriter_.drop();
}

std::vector<ScriptedRewriter::Matches> ScriptedRewriter::matches() const {
  std::vector<Matches> all;
  const std::span<const uint64_t> counts = rewriter_.match_counts();
  for (size_t i = 0; i < selector_texts_.size(); i++)
    all.push_back({selector_texts_[i], counts[i]});
  return all;
}

void ScriptedRewriter::element(html::Element& element, std::span<const uint32_t> selectors) {
  ScriptElement native(element, *this);
  for (const uint32_t selector : selectors) {
    if (!call_one(registration_of_[selector], HandlerKind::element, shared_.element, &native))
      return;
  }
}

void ScriptedRewriter::end_tag(html::EndTag& tag, uint32_t hook) {
  ScriptEndTag native(tag, *this);
  const v8::Global<v8::Function> callback = std::move(end_tag_callbacks_[hook]);
  free_hooks_.push_back(hook);
  static_cast<void>(call(callback, {}, shared_.end_tag, &native));
}

void ScriptedRewriter::text(html::TextChunk& chunk, std::span<const uint32_t> selectors) {
  ScriptText native(chunk, *this);
  call_all(HandlerKind::text, selectors, shared_.text, &native);
}

void ScriptedRewriter::text_node(html::TextChunk& whole, std::span<const uint32_t> selectors) {
  ScriptText native(whole, *this);
  call_all(HandlerKind::text_node, selectors, shared_.text_node, &native);
}

void ScriptedRewriter::comment(html::Comment& comment, std::span<const uint32_t> selectors) {
  ScriptComment native(comment, *this);
  call_all(HandlerKind::comments, selectors, shared_.comment, &native);
}

void ScriptedRewriter::doctype(const html::Doctype& doctype) {
  ScriptDoctype native(doctype);
  call_document(HandlerKind::doctype, shared_.doctype, &native);
}

void ScriptedRewriter::page_end(html::PageEnd& end) {
  ScriptDocumentEnd native(end, *this);
  call_document(HandlerKind::end, shared_.document_end, &native);
}

void ScriptedRewriter::fails(const Error& error) {
  if (!error_) error_ = error;
  drop();
}

Result<> ScriptedRewriter::keep_end_tag_callback(v8::Isolate* isolate, html::Element& element,
                                                 v8::Local<v8::Function> callback) {
  if (free_hooks_.empty()) {
    if (end_tag_callbacks_.size() == kEndTagCallbacksMax) {
      return fail(Fault::too_large, Blame::app,
                  "more than " + std::to_string(kEndTagCallbacksMax) + " callbacks wait");
    }
    free_hooks_.push_back(static_cast<uint32_t>(end_tag_callbacks_.size()));
    end_tag_callbacks_.emplace_back();
  }
  const uint32_t hook = free_hooks_.back();
  if (auto hooked = element.on_end_tag(hook); !hooked) return hooked;
  free_hooks_.pop_back();
  end_tag_callbacks_[hook].Reset(isolate, callback);
  return {};
}

SourcePosition ScriptedRewriter::tag_position() { return lines_.of(tag_->begin, tag_->raw); }

void ScriptedRewriter::call_all(HandlerKind kind, std::span<const uint32_t> selectors,
                                const ObjectMaker& maker, void* native) {
  auto of_document = document_registrations_.begin();
  const auto call_document_until = [&](uint32_t registration) {
    for (; of_document != document_registrations_.end() && *of_document < registration;
         ++of_document) {
      if (!call_one(*of_document, kind, maker, native)) return false;
    }
    return true;
  };
  for (const uint32_t selector : selectors) {
    const uint32_t registration = registration_of_[selector];
    if (!call_document_until(registration) || !call_one(registration, kind, maker, native)) return;
  }
  static_cast<void>(call_document_until(static_cast<uint32_t>(handlers_.size())));
}

void ScriptedRewriter::call_document(HandlerKind kind, const ObjectMaker& maker, void* native) {
  call_all(kind, {}, maker, native);
}

bool ScriptedRewriter::call_one(uint32_t registration, HandlerKind kind, const ObjectMaker& maker,
                                void* native) {
  const Handlers& handlers = handlers_[registration];
  return handlers.of(kind).IsEmpty() || call(handlers.of(kind), handlers.self, maker, native);
}

bool ScriptedRewriter::call(const v8::Global<v8::Function>& function,
                            const v8::Global<v8::Value>& self, const ObjectMaker& maker,
                            void* native) {
  TokenCall one(isolate_, function, self, maker, native);
  if (!caller_.call(one)) drop();
  return !dropped_;
}

}  // namespace inlay
