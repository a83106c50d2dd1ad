// Carries out on one page what a script has registered with an HTMLRewriter.
#pragma once

#include <v8-function.h>
#include <v8-persistent-handle.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/element.h"
#include "api/handler_call.h"
#include "api/html_rewriter.h"
#include "api/source_lines.h"
#include "base/result.h"
#include "html/encoding_label.h"
#include "html/rewrite_handler.h"
#include "html/rewriter.h"

namespace inlay {

struct ScriptedRewriterSettings {
  html::RewriterLimits limits;
  // Who says how the page is encoded; of a page that may say it itself, its meta elements do.
  html::EncodingFrom encoding = html::EncodingFrom::outside_utf8;
  const html::TextDecoding* decoding =
      nullptr;  // as html::Rewriter::set_decoding(); null: not said
  bool tell_offsets = false;
};

// Handlers run in the order of their registration, whatever they are, each after the one before has
// finished. After one that failed, nothing of the script is called any more; what is open is ended
// as it was begun (html::Rewriter::drop()), and the rest of the page passes untouched.
//
// Made and destroyed on the JavaScript thread, made in a turn; feed() and finish() need not be in
// one, and may run on a fiber: JavaScript is entered by `caller` alone. No allocation per call of a
// handler. The isolate and `caller` outlive it.
class ScriptedRewriter final : private html::RewriteHandler, private ElementKeeper {
 public:
  // `rewriter`: an HTMLRewriter. What the script registers there later does not count.
  ScriptedRewriter(Isolate& isolate, v8::Local<v8::Object> rewriter, HandlerCaller& caller,
                   const ScriptedRewriterSettings& settings);
  ScriptedRewriter(const ScriptedRewriter&) = delete;
  ScriptedRewriter& operator=(const ScriptedRewriter&) = delete;
  ~ScriptedRewriter() override;

  // `chunk` stays as it is until this returns.
  void feed(std::string_view chunk, html::MarkupOutput& output);
  void finish(html::MarkupOutput& output);
  // Instead of it, where the page breaks off: end handlers do not run.
  void break_off(html::MarkupOutput& output) { rewriter_.break_off(output); }

  // From outside of calls or inside: calls nothing of the script any more.
  void drop();
  bool dropped() const { return dropped_; }
  // Why, where no handler is to blame but a bound of the page or a content that cannot stand.
  const std::optional<Error>& error() const { return error_; }

  // No handler is registered: the page passes as it is.
  bool idle() const { return rewriter_.stopped(); }
  struct Matches {
    std::string selector;
    uint64_t elements;
  };
  // In the order of registration.
  std::vector<Matches> matches() const;
  const html::Rewriter& rewriter() const { return rewriter_; }

  // Callbacks that wait for their end tags; more is a RangeError in the script.
  static constexpr size_t kEndTagCallbacksMax = 64 * 1024;

 private:
  struct Handlers {
    v8::Global<v8::Value> self;
    std::array<v8::Global<v8::Function>, kHandlerKinds> functions;

    const v8::Global<v8::Function>& of(HandlerKind kind) const {
      return functions[static_cast<size_t>(kind)];
    }
  };

  void element(html::Element& element, std::span<const uint32_t> selectors) override;
  void end_tag(html::EndTag& tag, uint32_t hook) override;
  void text(html::TextChunk& chunk, std::span<const uint32_t> selectors) override;
  void text_node(html::TextChunk& whole, std::span<const uint32_t> selectors) override;
  void comment(html::Comment& comment, std::span<const uint32_t> selectors) override;
  void doctype(const html::Doctype& doctype) override;
  void page_end(html::PageEnd& end) override;
  void fails(const Error& error) override;
  void tag_begins(const html::TagEvent& tag) override;
  void token_done() override;

  HandlerCaller& caller() override { return caller_; }
  void content_failed() override { drop(); }
  Result<> keep_end_tag_callback(v8::Isolate* isolate, html::Element& element,
                                 v8::Local<v8::Function> callback) override;
  SourcePosition tag_position() override;
  bool tag_is_self_closing() const override { return tag_->self_closing; }

  void tell_what_is_wanted(uint32_t registration, html::ToldSet& document);
  void look_for_encoding(html::EncodingFrom encoding);
  void read_meta(const html::TagEvent& meta);
  // Of these selectors and the document, in the order of registration.
  void call_all(HandlerKind kind, std::span<const uint32_t> selectors, const ObjectMaker& maker,
                void* native);
  void call_document(HandlerKind kind, const ObjectMaker& maker, void* native);
  bool call_one(uint32_t registration, HandlerKind kind, const ObjectMaker& maker, void* native);
  bool call(const v8::Global<v8::Function>& function, const v8::Global<v8::Value>& self,
            const ObjectMaker& maker, void* native);

  HtmlRewriterState& shared_;
  v8::Isolate* const isolate_;
  HandlerCaller& caller_;
  const std::vector<bool> is_of_document_;  // by registration
  const SelectorLists::Set selectors_;
  const std::vector<std::string> selector_texts_;
  html::Rewriter rewriter_;
  std::vector<Handlers> handlers_;         // by registration
  std::vector<uint32_t> registration_of_;  // by selector
  std::vector<uint32_t> document_registrations_;
  std::vector<v8::Global<v8::Function>> end_tag_callbacks_;  // by hook
  std::vector<uint32_t> free_hooks_;
  SourceLines lines_;
  const html::TagEvent* tag_ = nullptr;  // the one told now
  html::TagFilter head_filter_;          // while the page may say its encoding
  bool looks_for_encoding_ = false;
  std::optional<Error> error_;
  bool dropped_ = false;
};

}  // namespace inlay
